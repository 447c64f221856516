import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Raster } from '../../../engine/domain/raster.ts';
import { seededRandom, type Random } from '../../../engine/domain/statistics/random.ts';
import type { DecodePool } from '../../../engine/images/pool.ts';
import { batchSize, FrozenPart } from '../../../engine/learn/features/frozen-part.ts';

/** Rows of features with the class of each: n x D, row-major. */
export interface LabelledRows {
  readonly features: Float32Array;
  readonly labels: Int32Array;
}

interface Photo {
  readonly raster: Raster;
  readonly label: number;
}

/**
 * Returns the features of photographs by a source model: several random crops of each photograph for training, and every fifth photograph
 * of a class, uncropped, for validation, so that no photograph is on both sides.
 */
export async function photoFeatures({
  folders,
  source,
  pool,
  learningRows,
  seed,
}: {
  folders: readonly string[];
  source: string;
  pool: DecodePool;
  learningRows: number;
  seed: number;
}): Promise<{ learning: LabelledRows; validation: LabelledRows; dimension: number; photos: number }> {
  const classes = await Promise.all(folders.map((folder, label) => photosOf(folder, label, pool)));
  const validation = classes.flatMap((photos) => photos.filter((_, at) => at % 5 === 0));
  const learning = classes.flatMap((photos) => photos.filter((_, at) => at % 5 !== 0));
  const random = seededRandom(seed);
  const frozen = await FrozenPart.load(source, 'pool');
  try {
    const crops = Array.from({ length: learningRows }, (_, at) => learning[at % learning.length] as Photo);
    return {
      learning: rowsOf(crops, (raster) => cropped(raster, random), frozen),
      validation: rowsOf(validation, (raster) => raster, frozen),
      dimension: frozen.dimension,
      photos: learning.length + validation.length,
    };
  } finally {
    frozen.dispose();
  }
}

/** Returns the features of all photographs in some folders by a source model, uncropped; the label is the folder's index. */
export async function wholePhotoFeatures({
  folders,
  source,
  pool,
}: {
  folders: readonly string[];
  source: string;
  pool: DecodePool;
}): Promise<LabelledRows & { dimension: number }> {
  const frozen = await FrozenPart.load(source, 'pool');
  try {
    const photos: Photo[] = [];
    for (const [label, folder] of folders.entries()) photos.push(...(await photosOf(folder, label, pool)));
    return { ...rowsOf(photos, (raster) => raster, frozen), dimension: frozen.dimension };
  } finally {
    frozen.dispose();
  }
}

async function photosOf(folder: string, label: number, pool: DecodePool): Promise<Photo[]> {
  const files = readdirSync(folder).sort();
  return Promise.all(files.map(async (file) => ({ raster: await pool.raster(join(folder, file)), label })));
}

function rowsOf(photos: readonly Photo[], change: (raster: Raster) => Raster, frozen: FrozenPart): LabelledRows {
  const features = new Float32Array(photos.length * frozen.dimension);
  for (let from = 0; from < photos.length; from += batchSize) {
    features.set(frozen.features(photos.slice(from, from + batchSize).map(({ raster }) => change(raster))), from * frozen.dimension);
  }
  return { features, labels: Int32Array.from(photos, ({ label }) => label) };
}

/** A random rectangle with half to all of each side. */
function cropped({ width, height, pixels }: Raster, random: Random): Raster {
  const [across, down] = [Math.ceil(width * (0.5 + random() / 2)), Math.ceil(height * (0.5 + random() / 2))];
  const [left, top] = [Math.floor(random() * (width - across + 1)), Math.floor(random() * (height - down + 1))];
  const part = new Uint8Array(across * down * 3);
  for (let row = 0; row < down; row++) {
    const from = ((top + row) * width + left) * 3;
    part.set(pixels.subarray(from, from + across * 3), row * across * 3);
  }
  return { width: across, height: down, pixels: part };
}
