import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { colourTexture, colourTextureDimension } from '../domain/models/colour-texture.ts';
import type { ContentHash } from '../domain/ids.ts';
import { pictureQuality, pictureQualityDimension } from '../domain/review/picture-quality.ts';
import type { Raster } from '../domain/raster.ts';
import { smallPicture, smallPictureLength } from '../domain/models/small-picture.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import { FeatureStore } from '../models/forward/feature-store.ts';
import { extractFeatures, FrozenPart, type FeatureImage } from '../learn/features/features.ts';
import { fillMissing } from '../learn/features/missing-rows.ts';
import { RowStore } from '../files/row-store.ts';
import { findCut, type SourceOnDisk } from '../models/library/source-models.ts';

export interface PictureReading {
  readonly images: readonly FeatureImage[];
  /** The project's folder of cached features. */
  readonly folder: string;
  readonly raster: (view: string) => Promise<Raster>;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** Numbers computed from a picture alone, without a source model. */
interface PictureStatistics {
  /** Change it whenever the numbers change, or old ones would be read instead. */
  readonly name: string;
  readonly dimension: number;
  readonly of: (picture: Raster) => Float32Array;
}

const colourTextures: PictureStatistics = { name: 'colour-texture-1', dimension: colourTextureDimension, of: colourTexture };
const qualities: PictureStatistics = { name: 'picture-quality-2', dimension: pictureQualityDimension, of: pictureQuality };

/** Likewise for small pictures. */
const smallPicturesName = 'small-pictures-1';

export interface ReadPictures {
  readonly features: FeatureTable;
  /** Colour and texture statistics. */
  readonly statistics: FeatureTable;
  /** Concatenated; see smallPicture. */
  readonly smallPictures: Uint8Array;
}

/**
 * Reads network features, colour and texture statistics and small copies of the images, all cached by content hash, in one pass over the
 * pictures: each is decoded once for all three.
 */
export async function readPictures(frozen: FrozenPart, reading: PictureReading): Promise<ReadPictures> {
  const { images, folder, raster, signal, onProgress } = reading;
  // Inputs of the baselines, from pictures that were decoded for the features, by view.
  const statistics = new Map<string, Float32Array>();
  const small = new Map<string, Uint8Array>();
  const store = new FeatureStore(folder, { source: frozen.source.model.hash, cut: frozen.cut, dimension: frozen.dimension });
  try {
    const readRaster = async (view: string): Promise<Raster> => {
      const picture = await raster(view);
      statistics.set(view, colourTexture(picture));
      small.set(view, smallPicture(picture));
      return picture;
    };
    const rows = await extractFeatures({ frozen, images, store, readRaster, signal, onProgress });
    return {
      features: { rows, dimension: frozen.dimension },
      statistics: await statisticsOf(colourTextures, { images, folder, raster, signal }, statistics),
      smallPictures: await smallPicturesOf(reading, small),
    };
  } finally {
    store.close();
  }
}

/** Reads features alone. The source model is loaded only if some are not cached yet. Errors: those of the source model too. */
export async function readFeatures(source: SourceOnDisk, cut: string, reading: PictureReading): Promise<FeatureTable> {
  const { layer, features: dimension } = findCut(source, cut);
  const hashes = reading.images.map(({ hash }) => hash);
  const store = new FeatureStore(reading.folder, { source: source.model.hash, cut: layer, dimension });
  try {
    if (hashes.every((hash) => store.has(hash))) return { rows: store.read(hashes), dimension };
  } finally {
    store.close();
  }
  const frozen = await FrozenPart.load(source, layer);
  try {
    return (await readPictures(frozen, reading)).features;
  } finally {
    frozen.dispose();
  }
}

/** Reads statistics alone; only missing ones are decoded. */
export const readStatistics = (reading: StatisticsReading): Promise<FeatureTable> => statisticsOf(colourTextures, reading);

/** Reads the measures of what may be wrong with the pictures: see pictureQuality. Only missing ones are decoded. */
export const readQuality = (reading: PictureReading): Promise<FeatureTable> => statisticsOf(qualities, reading);

type StatisticsReading = Omit<PictureReading, 'onProgress'> & Partial<Pick<PictureReading, 'onProgress'>>;

/** @param seen the rows of pictures that were decoded for something else */
async function statisticsOf(
  { name, dimension, of }: PictureStatistics,
  { images, folder, raster, ...control }: StatisticsReading,
  seen: ReadonlyMap<string, Float32Array> = new Map(),
): Promise<FeatureTable> {
  const source = createHash('sha256').update(name).digest('hex') as ContentHash;
  const store = new FeatureStore(folder, { source, cut: name, dimension });
  try {
    const known = images.filter(({ view }) => seen.has(view));
    store.append(
      known.map(({ hash }) => hash),
      stacked(
        known.map(({ view }) => seen.get(view)!),
        dimension,
      ),
    );
    const frozen = { dimension, features: (pictures: readonly Raster[]) => stacked(pictures.map(of), dimension) };
    return { rows: await extractFeatures({ frozen, images, store, readRaster: raster, ...control }), dimension };
  } finally {
    store.close();
  }
}

/** Reads small pictures alone, concatenated; only missing ones are decoded. */
export const readSmallPictures = (reading: Omit<PictureReading, 'onProgress'>): Promise<Uint8Array> => smallPicturesOf(reading, new Map());

async function smallPicturesOf(
  { images, folder, raster, signal }: Omit<PictureReading, 'onProgress'>,
  seen: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array> {
  const store = new RowStore({
    folder: join(folder, smallPicturesName),
    file: 'pictures',
    rowBytes: smallPictureLength,
    meta: { version: 1 },
  });
  const keep = (hashes: readonly ContentHash[], small: readonly Uint8Array[]): void => store.append(hashes, Buffer.concat(small));
  try {
    const known = images.filter(({ view }) => seen.has(view));
    keep(
      known.map(({ hash }) => hash),
      known.map(({ view }) => seen.get(view)!),
    );
    await fillMissing({
      images,
      readRaster: raster,
      signal,
      has: (hash) => store.has(hash),
      keep: (hashes, pictures) => keep(hashes, pictures.map(smallPicture)),
    });
    const rows = new Uint8Array(images.length * smallPictureLength);
    store.read(
      images.map(({ hash }) => hash),
      rows,
    );
    return rows;
  } finally {
    store.close();
  }
}

function stacked(rows: readonly Float32Array[], dimension: number): Float32Array {
  const all = new Float32Array(rows.length * dimension);
  rows.forEach((row, at) => all.set(row, at * dimension));
  return all;
}
