import type { Random } from '../statistics/random.ts';
import type { Edges } from './fuzzy-edges.ts';

/**
 * How near two points should be, 1 / (1 + a d²), falls off as exp(0.1 - d) does beyond a distance of 0.1: a is its least squares fit for d up to
 * 3. The exponent is fixed at 2 (McInnes et al. fit it too, 1.79), so that no power has to be computed.
 */
const a = 1.558;
/** Points not connected that are pushed away for each pull. */
const pushes = 5;
/** Largest step of a coordinate per pull or push, before it is scaled down with time. */
const longest = 4;
/** Keeps points in the same place from being pushed infinitely far. */
const softening = 1e-3;

/**
 * The layout of UMAP (McInnes, Healy and Melville 2018, section 4.2; negative samples after Mikolov et al. 2013): connected points are pulled
 * together, as often as their weight says, and each pull pushes one of them away from a few random points. Steps become shorter until the
 * last one. The same start, edges and random numbers give the same map.
 */
export class MapLayout {
  /** x and y of each point, changed by every step. */
  readonly positions: Float32Array;
  readonly epochs: number;
  #done = 0;
  readonly #edges: Edges;
  readonly #random: Random;
  /** Epochs between two pulls of each edge, and the epoch of its next one. */
  readonly #every: Float32Array;
  readonly #next: Float32Array;

  constructor(start: Float32Array, edges: Edges, { epochs, random }: { readonly epochs: number; readonly random: Random }) {
    this.positions = start.slice();
    this.epochs = epochs;
    this.#edges = edges;
    this.#random = random;
    const heaviest = edges.weights.reduce((most, weight) => Math.max(most, weight), 0);
    this.#every = edges.weights.map((weight) => heaviest / weight);
    this.#next = this.#every.slice();
  }

  get done(): number {
    return this.#done;
  }

  /** Moves all points once: an epoch. */
  step(): void {
    const { from, to } = this.#edges;
    const rate = 1 - this.#done / this.epochs;
    this.#done += 1;
    // The ends of an edge take turns in being pushed away from others.
    const turned = this.#done % 2 === 0;
    for (let edge = 0; edge < from.length; edge++) {
      if (this.#next[edge]! > this.#done) continue;
      this.#next[edge]! += this.#every[edge]!;
      const point = 2 * (turned ? to[edge]! : from[edge]!);
      this.#pull(point, 2 * (turned ? from[edge]! : to[edge]!), rate);
      this.#push(point, rate);
    }
  }

  #pull(point: number, other: number, rate: number): void {
    const { positions } = this;
    const x = positions[point]! - positions[other]!;
    const y = positions[point + 1]! - positions[other + 1]!;
    const strength = (-2 * a) / (1 + a * (x * x + y * y));
    const dx = rate * limited(strength * x);
    const dy = rate * limited(strength * y);
    positions[point]! += dx;
    positions[point + 1]! += dy;
    positions[other]! -= dx;
    positions[other + 1]! -= dy;
  }

  #push(point: number, rate: number): void {
    const { positions } = this;
    const count = positions.length / 2;
    for (let push = 0; push < pushes; push++) {
      const other = 2 * Math.floor(this.#random() * count);
      if (other === point) continue;
      const x = positions[point]! - positions[other]!;
      const y = positions[point + 1]! - positions[other + 1]!;
      const squared = x * x + y * y;
      const strength = 2 / ((softening + squared) * (1 + a * squared));
      positions[point]! += rate * limited(strength * x);
      positions[point + 1]! += rate * limited(strength * y);
    }
  }
}

const limited = (step: number): number => (step > longest ? longest : step < -longest ? -longest : step);

/** Fewer points settle more slowly: numbers of McInnes et al.'s program. */
export const epochsFor = (points: number): number => (points <= 10_000 ? 500 : 200);
