import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import type { Raster } from '../domain/raster.ts';
import { writeCacheFile } from './cache-files.ts';
import { thumbPath, viewPath } from './cache-paths.ts';
import { decode, type Decoded } from './decode.ts';
import { fingerprint } from './fingerprint.ts';
import { thumbSide } from './limits.ts';
import { decoder } from './one-at-a-time.ts';
import { pictureKey } from './picture-key.ts';
import type { Prepared, PictureFormat, PrepareVerdict } from './prepared.ts';
import { readPicture } from './read-picture.ts';
import { recognise } from './recognise.ts';
import { RefusedPicture } from './refused-picture.ts';

/** Views of up to this many pixels are stored losslessly: a few kilobytes, and small pictures suffer most from JPEG. */
const { losslessPixels, jpegQuality } = pictureRules;
const viewJpeg = { quality: jpegQuality, chromaSubsampling: '4:4:4' } as const;
const thumbJpeg = { quality: 80 } as const;

/** `window`: for pictures of more than 8 bits; null for their own. */
interface PrepareOptions {
  readonly cache: string;
  readonly window: PictureWindow | null;
}

/**
 * Reads and decodes a file once, and puts its view and thumbnail into the cache. A file that cannot be used gives a verdict, not an error.
 * @throws StudioError disk-full, folder-read-only if the cache cannot be written
 */
export async function prepare(file: string, options: PrepareOptions): Promise<PrepareVerdict> {
  try {
    return { prepared: await prepareFile(file, options) };
  } catch (error) {
    if (error instanceof RefusedPicture) return { refused: error.refusal };
    throw error;
  }
}

async function prepareFile(file: string, { cache, window }: PrepareOptions): Promise<Prepared> {
  const { bytes, hash } = await readPicture(file);
  const format = recognise(file, bytes);
  const { decoded, thumb, view, thumbBytes } = await decoder.run(() => picturesOf(bytes, format, window));
  const picture = pictureKey(hash, decoded.tone === null ? null : window);
  await writeCacheFile(thumbPath(cache, picture), thumbBytes);
  await writeCacheFile(viewPath(cache, picture), view);
  return { hash, picture, bytes: bytes.length, format, ...factsOf(decoded), pixels: pixelsKey(decoded), fingerprint: fingerprint(thumb) };
}

async function picturesOf(
  bytes: Buffer,
  format: PictureFormat,
  window: PictureWindow | null,
): Promise<{ decoded: Decoded; thumb: Raster; view: Buffer; thumbBytes: Buffer }> {
  const decoded = await decode(bytes, format, window);
  const thumb = await shrunk(decoded.raster);
  const [view, thumbBytes] = await Promise.all([
    decoded.isPlain ? bytes : viewBytes(decoded.raster),
    sharpOf(thumb).jpeg(thumbJpeg).toBuffer(),
  ]);
  return { decoded, thumb, view, thumbBytes };
}

const factsOf = ({
  width,
  height,
  bitDepth,
  frames,
  furtherBands,
  tone,
  series,
}: Decoded): Omit<Prepared, 'hash' | 'picture' | 'bytes' | 'format' | 'pixels' | 'fingerprint'> => ({
  width,
  height,
  bitDepth,
  frames,
  furtherBands,
  tone,
  series,
});

const pixelsKey = ({ width, height, raster }: Decoded): string =>
  createHash('sha256').update(`${width} x ${height} `).update(raster.pixels).digest('hex');

const sharpOf = ({ width, height, pixels }: Raster): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });

function viewBytes(raster: Raster): Promise<Buffer> {
  const isLossless = raster.width * raster.height <= losslessPixels;
  return (isLossless ? sharpOf(raster).png() : sharpOf(raster).jpeg(viewJpeg)).toBuffer();
}

async function shrunk(raster: Raster): Promise<Raster> {
  if (Math.max(raster.width, raster.height) <= thumbSide) return raster;
  const { data, info } = await sharpOf(raster).resize(thumbSide, thumbSide, { fit: 'inside' }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}
