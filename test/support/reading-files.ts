import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { PictureWindow } from '../../engine/domain/models/picture-window.ts';
import type { Raster } from '../../engine/domain/raster.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { decodeView } from '../../engine/images/decode.ts';
import { prepare } from '../../engine/images/prepare.ts';

/** Smooth colours with soft edges, as in photographs: height x width x channels, from 0 to `most`. */
function scene(width: number, height: number, channels: number, most: number): Float32Array {
  const samples = new Float32Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let channel = 0; channel < channels; channel++) {
        const wave = Math.sin((x / width) * 9 + channel) * Math.cos((y / height) * 7 - channel);
        const disc = Math.hypot(x / width - 0.6, y / height - 0.4) < 0.2 ? 0.3 : 0;
        samples[at++] = most * Math.min(1, Math.max(0, 0.4 + 0.3 * wave + disc));
      }
    }
  }
  return samples;
}
const raw = (width: number, height: number, channels: 1 | 3 | 4) => ({ raw: { width, height, channels } });
const eight = (width: number, height: number, channels: 1 | 3 | 4) =>
  sharp(Uint8Array.from(scene(width, height, channels, 255)), raw(width, height, channels));
const sixteen = (width: number, height: number, channels: 1 | 3) =>
  sharp(
    Uint16Array.from(scene(width, height, channels, 5000), (value) => value + 300),
    raw(width, height, channels),
  ).toColourspace(channels === 1 ? 'grey16' : 'rgb16');

/** Files of every kind that the rules distinguish. */
export const readingFiles: Record<string, () => Sharp> = {
  'plain.jpg': () => eight(300, 200, 3).jpeg({ quality: 90 }),
  'plain.png': () => eight(200, 300, 3).png(),
  'grey.jpg': () => eight(400, 300, 1).jpeg(),
  'turned.jpg': () => eight(500, 300, 3).jpeg().withMetadata({ orientation: 6 }),
  'large.png': () => eight(1500, 1100, 3).png(),
  'opaque in parts.png': () => eight(300, 220, 4).png(),
  'grey 16.tif': () => sixteen(700, 500, 1).tiff(),
  'grey 16.png': () => sixteen(400, 300, 1).png(),
  'colour 16.tif': () => sixteen(640, 480, 3).tiff(),
};

/** The view that a model would see of a file; null if the file is refused. */
export async function viewOf(file: string, cache: string, window: PictureWindow | null): Promise<Raster | null> {
  mkdirSync(cache, { recursive: true });
  const verdict = await prepare(file, { cache, window });
  return 'prepared' in verdict ? decodeView(readFileSync(viewPath(cache, verdict.prepared.picture))) : null;
}

/** Writes files with these names and returns the views that a model would see. */
export async function seenByGraft(folder: string, names: readonly string[], window: PictureWindow | null): Promise<Raster[]> {
  const seen: Raster[] = [];
  for (const name of names) {
    await readingFiles[name]!().toFile(join(folder, name));
    const view = await viewOf(join(folder, name), join(folder, 'cache'), window);
    assert.ok(view, name);
    seen.push(view);
  }
  return seen;
}

/** How far another program's pixels are from Graft's: the mean difference over all values, on a scale of 0 to 255. */
export function meanDifference(
  seen: Raster,
  read: { readonly width: number; readonly height: number; readonly data: ArrayLike<number> },
): number {
  assert.deepEqual([read.width, read.height, read.data.length], [seen.width, seen.height, seen.pixels.length]);
  return seen.pixels.reduce((sum, value, index) => sum + Math.abs(value - read.data[index]!), 0) / seen.pixels.length;
}
