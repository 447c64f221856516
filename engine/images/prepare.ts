import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import type { ContentHash } from '../domain/ids.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import type { Refusal } from '../domain/failure.ts';
import {
  cutRegion,
  type CutRefusal,
  type CutRegion,
  type CutRules,
  type GivenBox,
  type Region,
  type Size,
  type UprightPicture,
} from '../domain/labels/cut-region.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { Look } from '../domain/models/look.ts';
import type { Raster } from '../domain/raster.ts';
import { writeCacheFile } from './cache-files.ts';
import { viewPath } from './cache-paths.ts';
import { decodePart, decodeParts, type Decoded } from './decode.ts';
import { fingerprint } from './fingerprint.ts';
import { thumbSide } from './limits.ts';
import { decoder } from './one-at-a-time.ts';
import { cutKey, pictureKey } from './picture-key.ts';
import type { CutVerdict, Made, Prepared, PrepareVerdict, SaveVerdict } from './prepared.ts';
import { readPicture } from './read-picture.ts';
import { recognise } from './recognise.ts';
import { RefusedPicture } from './refused-picture.ts';

/** Pictures of up to this many pixels are stored losslessly: a few kilobytes, and small pictures suffer most from JPEG. */
const { losslessPixels, jpegQuality } = pictureRules;
const viewJpeg = { quality: jpegQuality, chromaSubsampling: '4:4:4' } as const;
const thumbJpeg = { quality: 80 } as const;

interface PrepareOptions extends Pick<Look, 'window'>, Partial<Pick<Look, 'reading'>> {
  readonly cache: string;
  /** The part of the picture to cut out; by default all of it. */
  readonly region?: Region | null;
}

/**
 * Reads and decodes a file once, and puts its view into the cache. A file that cannot be used gives a verdict, not an error.
 * @throws StudioError disk-full, folder-read-only if the cache cannot be written
 */
export async function prepare(file: string, { region = null, ...options }: PrepareOptions): Promise<PrepareVerdict> {
  return orRefused(async () => {
    const [made] = await prepareParts(file, { ...options, partsOf: () => [region] });
    return made!;
  });
}

/**
 * Cuts boxes out of a picture, which is read and decoded once; the view of each cut goes into the cache. A box that cannot be
 * cut out, and a file that cannot be used, give a verdict. @throws as prepare does
 */
export async function cutOut(
  file: string,
  {
    boxes,
    rules,
    ...options
  }: Pick<PrepareOptions, 'cache' | 'window' | 'reading'> & { readonly boxes: readonly GivenBox[]; readonly rules: CutRules },
): Promise<CutVerdict> {
  return orRefused(async () => {
    let regions: readonly (CutRegion | CutRefusal)[] = [];
    let photograph: Size = { width: 0, height: 0 };
    const made = await prepareParts(file, {
      ...options,
      partsOf: (picture) => {
        photograph = { width: picture.width, height: picture.height };
        regions = boxes.map((box) => cutRegion(box, picture, rules));
        return regions.flatMap((region) => (typeof region === 'string' ? [] : [region.cut]));
      },
    });
    let next = 0;
    return {
      photograph,
      cuts: regions.map((region) => (typeof region === 'string' ? { refused: region } : { region, ...made[next++]! })),
    };
  });
}

async function orRefused<T>(work: () => Promise<T>): Promise<T | { readonly refused: Refusal }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedPicture) return { refused: error.refusal };
    throw error;
  }
}

async function prepareParts(
  file: string,
  {
    cache,
    window,
    reading = null,
    partsOf,
  }: Pick<PrepareOptions, 'cache' | 'window' | 'reading'> & { partsOf(picture: UprightPicture): readonly (Region | null)[] },
): Promise<Made[]> {
  const { bytes, hash: ofFile } = await readPicture(file);
  const format = recognise(file, bytes);
  const all: Made[] = [];
  let parts: readonly (Region | null)[] = [];
  const decoding = decodeParts(bytes, { format, window, reading, partsOf: (picture) => (parts = partsOf(picture)) });
  for (;;) {
    const made = await decoder.run(async () => {
      const { value: decoded, done } = await decoding.next();
      return done ? null : { decoded, ...(await picturesOf(decoded, bytes)) };
    });
    if (made === null) return all;
    const { decoded, thumb, view, thumbBytes } = made;
    const region = parts[all.length] ?? null;
    const hash = region === null ? ofFile : cutKey(ofFile, region);
    const picture = pictureKey(hash, { window: decoded.tone === null ? null : window, reading: decoded.reading });
    await writeCacheFile(viewPath(cache, picture), view);
    const prepared: Prepared = {
      hash,
      ofFile,
      picture,
      bytes: bytes.length,
      format,
      ...factsOf(decoded),
      pixels: pixelsKey(decoded),
      fingerprint: fingerprint(thumb),
    };
    all.push({ prepared, thumbnail: thumbBytes });
  }
}

async function picturesOf(decoded: Decoded, bytes: Buffer): Promise<{ thumb: Raster; view: Buffer; thumbBytes: Buffer }> {
  const thumb = await shrunk(decoded.raster);
  const [view, thumbBytes] = await Promise.all([
    decoded.isPlain ? bytes : viewBytes(decoded.raster),
    sharpOf(thumb).jpeg(thumbJpeg).toBuffer(),
  ]);
  return { thumb, view, thumbBytes };
}

const factsOf = ({
  width,
  height,
  bitDepth,
  frames,
  furtherBands,
  planes,
  reading,
  tone,
  series,
  capture,
}: Decoded): Omit<Prepared, 'hash' | 'ofFile' | 'picture' | 'bytes' | 'format' | 'pixels' | 'fingerprint'> => ({
  width,
  height,
  bitDepth,
  frames,
  furtherBands,
  planes,
  reading,
  tone,
  series,
  capture,
});

const pixelsKey = ({ width, height, raster }: Decoded): string =>
  createHash('sha256').update(`${width} x ${height} `).update(raster.pixels).digest('hex');

const sharpOf = ({ width, height, pixels }: Raster): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });

/**
 * Cuts a region out of a picture at full resolution and writes it to a new file: JPEG if the picture is one, otherwise PNG. Refused as
 * `changed-while-reading` if the file no longer has the content. @throws StudioError as writingFailure
 */
export async function saveCut(
  file: string,
  { ofFile, region, window, reading, target }: Look & { ofFile: ContentHash; region: Region; target: string },
): Promise<SaveVerdict> {
  return orRefused(async () => {
    const { bytes, hash } = await readPicture(file);
    if (hash !== ofFile) throw new RefusedPicture('changed-while-reading');
    const format = recognise(file, bytes);
    const cut = await decoder.run(async () => {
      const { raster } = await decodePart(bytes, { format, window, reading, part: { ...region, isFull: true } });
      return (format === 'jpeg' ? sharpOf(raster).jpeg(viewJpeg) : sharpOf(raster).png()).toBuffer();
    });
    await writeFile(target, cut, { flag: 'wx' }).catch((error: unknown) => {
      throw writingFailure(error, target);
    });
    return { saved: true };
  });
}

function viewBytes(raster: Raster): Promise<Buffer> {
  const isLossless = raster.width * raster.height <= losslessPixels;
  return (isLossless ? sharpOf(raster).png() : sharpOf(raster).jpeg(viewJpeg)).toBuffer();
}

async function shrunk(raster: Raster): Promise<Raster> {
  if (Math.max(raster.width, raster.height) <= thumbSide) return raster;
  const { data, info } = await sharpOf(raster).resize(thumbSide, thumbSide, { fit: 'inside' }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}
