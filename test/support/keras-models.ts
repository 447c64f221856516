import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Raster } from '../../engine/domain/raster.ts';

const folder = join(import.meta.dirname, '..', 'fixtures', 'keras');

/** The path of a small model written by Keras; see make.py there. */
export const kerasModel = (name: string): string => join(folder, name);

/** Features of `kerasPictures` computed by Keras: n x D. */
export function kerasFeatures(name: string): number[][] {
  return (JSON.parse(readFileSync(kerasModel('features.json'), 'utf8')) as { features: Record<string, number[][]> }).features[name]!;
}

/** The pictures of make.py, at the input size of the models. */
export function kerasPictures(side: number, count = 2): Raster[] {
  return Array.from({ length: count }, (_, n) => ({
    width: side,
    height: side,
    pixels: Uint8Array.from({ length: side * side * 3 }, (_value, at) => {
      const [c, x, y] = [at % 3, Math.floor(at / 3) % side, Math.floor(at / 3 / side)];
      return (x * 7 + y * 13 + c * 29 + n * 31) % 256;
    }),
  }));
}
