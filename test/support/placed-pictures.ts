import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../engine/domain/random.ts';
import { asPng } from './pictures.ts';
import type { TinyLayer } from './tiny-source.ts';

const side = 32, patch = 8;

/**
 * Images of patches of noise, brighter on the left in one class and on the right in the other: colour and texture are the same in both,
 * and only what sees where things are can tell them apart. With `shuffled` the class says nothing at all.
 */
export async function writePlacedPictures(folder: string, count: number, shuffled = false): Promise<void> {
  const random = seededRandom(7);
  for (let number = 0; number < count; number++) {
    const name = number % 2 === 0 ? 'left' : 'right';
    const bright = (shuffled ? random() < 0.5 : number % 2 === 0) ? 0 : 1;
    const levels = Array.from({ length: (side / patch) ** 2 }, () => 40 + 110 * random());
    const pixels = new Uint8Array(3 * side * side);
    for (let at = 0; at < side * side; at++) {
      const [x, y] = [at % side, Math.floor(at / side)];
      const level = levels[Math.floor(y / patch) * (side / patch) + Math.floor(x / patch)]! + (Math.floor(x / (side / 2)) === bright ? 70 : 0) + 20 * (random() - 0.5);
      pixels.fill(Math.round(Math.min(255, level)), 3 * at, 3 * at + 3);
    }
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, `${number}.png`), await asPng({ width: side, height: side, pixels }));
  }
}

/** A tiny network that keeps places apart to its end, so that it can learn what these pictures show. */
export const placingLayers: readonly TinyLayer[] = [
  { kind: 'Conv2D', name: 'stem', config: { filters: 4, kernel_size: [4, 4], strides: [4, 4], padding: 'same', use_bias: true, data_format: 'channels_last' }, weights: { kernel: [4, 4, 3, 4], bias: [4] } },
  { kind: 'ReLU', name: 'stem_relu', config: {} },
  { kind: 'Flatten', name: 'flat', config: { data_format: 'channels_last' } },
];
export const placingCuts = [{ layer: 'flat', outputShape: [64] }];
