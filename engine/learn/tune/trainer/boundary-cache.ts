import type { Variation } from '../../../contract/index.ts';
import { seededRandom } from '../../../domain/statistics/random.ts';
import type { Batch } from './batches.ts';
import { HalfRows } from './half-rows.ts';
import type { PictureChanger } from './picture-changer.ts';
import type { PictureRows } from './prepared-pictures.ts';
import type { Trainer } from './trainer.ts';
import { changeOf, unchanged } from './variations.ts';

/** Cached versions of each image: the original and augmented ones. */
export const versionsKept = 4;

/** Room for activations of the frozen part. */
export interface ActivationRoom {
  /** Most bytes in memory, 4 per value. */
  readonly memoryBytes: number;
  /** Most bytes in `file`, 2 per value. */
  readonly diskBytes: number;
  /** Null if there is no place for a file. */
  readonly file: string | null;
}
export const usualMemoryBytes = 512 * 2 ** 20;
export const usualDiskBytes = 8 * 2 ** 30;

export type ActivationPlace = 'in-memory' | 'on-disk' | 'computed-each-step';

/**
 * Decides where the activations of this many images are kept; the same for the same data on every machine, so that a training is
 * reproducible.
 */
export function placeOfActivations(images: number, valuesEach: number, { memoryBytes, diskBytes, file }: ActivationRoom): ActivationPlace {
  const values = images * versionsKept * valuesEach;
  if (values * 4 <= memoryBytes) return 'in-memory';
  return file !== null && values * 2 <= diskBytes ? 'on-disk' : 'computed-each-step';
}

interface Rows {
  write(first: number, values: Float32Array): void;
  read(row: number, into: Float32Array): void;
  close(): void;
}

/**
 * Caches the activations at the end of the frozen part, for each training image and three augmented versions of it: they are computed once,
 * and a step only computes the tuned part. Call `close` at the end.
 */
export class BoundaryCache {
  readonly #length: number;
  readonly #seed: number;
  readonly #rows: Rows;

  private constructor(length: number, seed: number, rows: Rows) {
    this.#length = length;
    this.#seed = seed;
    this.#rows = rows;
  }

  /** Computes the activations in batches; `pause` is called between them and may throw to stop. Errors: `disk-full`. */
  static async of(job: {
    trainer: Pick<Trainer, 'boundary' | 'boundaryShape'>;
    changer: PictureChanger;
    pictures: PictureRows;
    variation: Variation;
    seed: number;
    file: string | null;
    batchSize: number;
    pause: (done: number, total: number) => Promise<void>;
  }): Promise<BoundaryCache> {
    const { trainer, changer, pictures, variation, seed, file, batchSize, pause } = job;
    const length = trainer.boundaryShape.reduce((product, side) => product * side, 1);
    const total = pictures.count * versionsKept;
    const rows = file === null ? memoryRows(total, length) : new HalfRows(file, length);
    try {
      for (let first = 0; first < total; first += batchSize) {
        await pause(first, total);
        const wanted = Array.from({ length: Math.min(batchSize, total - first) }, (_, at) => first + at);
        const places = wanted.map((row) => Math.floor(row / versionsKept));
        const changes = wanted.map((row, at) =>
          row % versionsKept === 0 ? unchanged : changeOf(variation, seed, row % versionsKept, places[at]!),
        );
        rows.write(first, trainer.boundary(changer.change(pictures.read(places), changes)));
      }
      await pause(total, total);
      return new BoundaryCache(length, seed, rows);
    } catch (error) {
      rows.close();
      throw error;
    }
  }

  /** Reads one version of each image of a batch, a different one in each epoch. */
  batch({ places, epochs }: Batch): Float32Array {
    return this.#read(places.map((place, at) => place * versionsKept + versionIn(this.#seed, epochs[at]!, place)));
  }

  close(): void {
    this.#rows.close();
  }

  #read(rows: readonly number[]): Float32Array {
    const values = new Float32Array(rows.length * this.#length);
    rows.forEach((row, at) => this.#rows.read(row, values.subarray(at * this.#length, (at + 1) * this.#length)));
    return values;
  }
}

/** Every four epochs show all versions of an image, in an order of its own. */
function versionIn(seed: number, epoch: number, image: number): number {
  const begin = Math.floor(versionsKept * seededRandom(Math.imul(seed, 0x165667b1) ^ Math.imul(image + 1, 0xc2b2ae35))());
  return (begin + epoch) % versionsKept;
}

function memoryRows(count: number, length: number): Rows {
  const kept = new Float32Array(count * length);
  return {
    write: (first, values) => kept.set(values, first * length),
    read: (row, into) => into.set(kept.subarray(row * length, (row + 1) * length)),
    close: () => {},
  };
}
