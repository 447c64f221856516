import type { Random } from '../../engine/domain/statistics/random.ts';
import { inputSize } from './network.ts';
import { drawPicture, type Kind } from './pictures.ts';

const keptPictures = 8_192;
const freshPerStep = 6;

/** Pictures drawn once and used several times; a few are replaced at every step. */
export class PictureStock {
  readonly #programs: readonly Kind[];
  readonly #random: Random;
  readonly #pictures: { pixels: Uint8Array; kind: number }[];
  #oldest = 0;

  constructor(programs: readonly Kind[], random: Random) {
    this.#programs = programs;
    this.#random = random;
    this.#pictures = Array.from({ length: keptPictures }, (_, index) => this.#draw(index % programs.length));
  }

  batch(count: number): { pixels: Float32Array; kinds: Float32Array } {
    for (let i = 0; i < freshPerStep; i++) {
      this.#pictures[this.#oldest] = this.#draw(this.#oldest % this.#programs.length);
      this.#oldest = (this.#oldest + 1) % this.#pictures.length;
    }
    const pixels = new Float32Array(count * inputSize * inputSize * 3);
    const kinds = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const picture = this.#pictures[Math.floor(this.#random() * this.#pictures.length)];
      if (!picture) continue;
      kinds[i] = picture.kind;
      pixels.set(this.#random() < 0.5 ? picture.pixels : mirrored(picture.pixels), i * inputSize * inputSize * 3);
    }
    return { pixels, kinds };
  }

  #draw(kind: number): { pixels: Uint8Array; kind: number } {
    return { pixels: drawPicture(this.#programs[kind] as Kind, inputSize, this.#random), kind };
  }
}

function mirrored(pixels: Uint8Array): Uint8Array {
  const turned = new Uint8Array(pixels.length);
  for (let y = 0; y < inputSize; y++) {
    for (let x = 0; x < inputSize; x++) {
      const from = (y * inputSize + x) * 3;
      turned.set(pixels.subarray(from, from + 3), (y * inputSize + inputSize - 1 - x) * 3);
    }
  }
  return turned;
}
