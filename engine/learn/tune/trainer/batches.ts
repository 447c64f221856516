import { seededRandom, shuffled } from '../../../domain/statistics/random.ts';

/** The images of a step, and the epoch each of them belongs to. */
export interface Batch {
  readonly places: number[];
  readonly epochs: number[];
}

/**
 * The batches of a training: the images in seeded order, epoch after epoch without a gap, so that each is seen equally often. Any step can
 * be asked for, so a training can resume anywhere.
 */
export class Batches {
  readonly #count: number;
  readonly #size: number;
  readonly #seed: number;
  readonly #orders = new Map<number, readonly number[]>();

  constructor(count: number, size: number, seed: number) {
    this.#count = count;
    this.#size = size;
    this.#seed = seed;
  }

  /** @param step from 0 */
  at(step: number): Batch {
    const positions = Array.from({ length: this.#size }, (_, at) => step * this.#size + at);
    const epochs = positions.map((position) => Math.floor(position / this.#count));
    return { epochs, places: positions.map((position, at) => this.#order(epochs[at]!)[position % this.#count]!) };
  }

  #order(epoch: number): readonly number[] {
    const known = this.#orders.get(epoch);
    if (known !== undefined) return known;
    const order = shuffled(
      Array.from({ length: this.#count }, (_, place) => place),
      seededRandom(Math.imul(this.#seed, 0x27d4eb2f) ^ (epoch + 1)),
    );
    for (const past of this.#orders.keys()) if (past < epoch - 1) this.#orders.delete(past);
    this.#orders.set(epoch, order);
    return order;
  }
}
