import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import { asPng } from '../pictures.ts';
import type { TinyLayer } from './tiny-source.ts';

/** Side of the pictures and the network input: one-pixel stripes survive, but vanish at the 32 x 32 of the raw-pixels baseline. */
const side = 64,
  patch = 16,
  contrast = 60;

/**
 * Writes images of grey patches, with stripes one pixel wide, light or dark first, on the left in one class and on the right in the other:
 * colour and texture are the same in both, and small pictures show no stripes, so only fine detail and its position tell them apart. With
 * `shuffled` the class is independent of the image.
 */
export async function writePlacedPictures(folder: string, count: number, shuffled = false): Promise<void> {
  const random = seededRandom(7);
  for (let number = 0; number < count; number++) {
    const name = number % 2 === 0 ? 'left' : 'right';
    const striped = (shuffled ? random() < 0.5 : number % 2 === 0) ? 0 : 1;
    const cells = Array.from({ length: (side / patch) ** 2 }, () => ({ level: 90 + 70 * random(), first: random() < 0.5 ? 1 : -1 }));
    const pixels = new Uint8Array(3 * side * side);
    for (let at = 0; at < side * side; at++) {
      const [x, y] = [at % side, Math.floor(at / side)];
      const { level, first } = cells[Math.floor(y / patch) * (side / patch) + Math.floor(x / patch)]!;
      const stripe = Math.floor(x / (side / 2)) === striped ? contrast * first * (x % 2 === 0 ? 1 : -1) : 0;
      pixels.fill(Math.round(level + stripe + 20 * (random() - 0.5)), 3 * at, 3 * at + 3);
    }
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, `${number}.png`), await asPng({ width: side, height: side, pixels }));
  }
}

/** A tiny network that keeps positions apart up to its end, so that it can learn what these pictures show. */
export const placingLayers: readonly TinyLayer[] = [
  {
    kind: 'Conv2D',
    name: 'stem',
    config: { filters: 4, kernel_size: [4, 4], strides: [4, 4], padding: 'same', use_bias: true, data_format: 'channels_last' },
    weights: { kernel: [4, 4, 3, 4], bias: [4] },
  },
  { kind: 'ReLU', name: 'stem_relu', config: {} },
  { kind: 'MaxPooling2D', name: 'halves', config: { pool_size: [8, 8], strides: [8, 8], padding: 'valid', data_format: 'channels_last' } },
  { kind: 'Flatten', name: 'flat', config: { data_format: 'channels_last' } },
];
export const placingSide = side;
export const placingCuts = [{ layer: 'flat', outputShape: [2 * 2 * 4] }];
