import type { Raster } from '../../engine/domain/raster.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { partOfPicture } from './part-of-picture.ts';

/** Soft blobs on grey, different for each seed. */
export function softBlobs(seed: number, blobs = 25, ground?: Raster): Raster {
  const [width, height] = [80, 60];
  const random = seededRandom(seed);
  const light = ground ? Float32Array.from(ground.pixels) : new Float32Array(3 * width * height).fill(110);
  for (let blob = 0; blob < blobs; blob++) {
    const [x, y, size, by] = [random() * width, random() * height, 2 + random() * 6, 160 * (random() - 0.5)];
    for (let at = 0; at < light.length; at++) {
      const [column, row] = [Math.floor(at / 3) % width, Math.floor(at / 3 / width)];
      light[at]! += by * Math.exp(-((column - x) ** 2 + (row - y) ** 2) / size ** 2);
    }
  }
  return { width, height, pixels: Uint8Array.from(light, (value) => Math.max(0, Math.min(255, value))) };
}

/** The frame a little to the left and down, and brighter. */
export const nextShot = (picture: Raster): Raster => partOfPicture(picture, { left: 0.03, top: 0.01, share: 0.95, brighter: 1.04 });
