import type { Tensor2D } from '@tensorflow/tfjs-node';
import type { Neighbours } from '../../domain/map/fuzzy-edges.ts';
import type { Pause } from '../head/logistic.ts';
import { tensorFlow } from '../tensorflow/backend.ts';

/** Most distances in memory at a time. */
const mostDistances = 1.6e7;

/**
 * The k nearest rows of each row by Euclidean distance, exactly: all are compared with all. Takes time proportional to the square of the number
 * of rows. `pause` is called with the number of rows done and may throw to stop.
 * @param rows n x dimension
 */
export async function nearestNeighbours(
  rows: Float32Array,
  dimension: number,
  k: number,
  pause: (done: number) => ReturnType<Pause>,
): Promise<Neighbours> {
  const count = rows.length / dimension;
  const found: Neighbours = { k, rows: new Int32Array(count * k), distances: new Float32Array(count * k) };
  const tf = tensorFlow();
  const all = tf.tensor2d(rows, [count, dimension]);
  const halfSquares = tf.tidy(() => all.square().sum(1).mul(0.5));
  const atOnce = Math.max(1, Math.min(count, Math.floor(mostDistances / count)));
  try {
    for (let first = 0; first < count; first += atOnce) {
      await pause(first);
      const some = Math.min(atOnce, count - first);
      // The nearest row has the greatest product less half its own square; a row's own square is the same for all. One more, for itself.
      const nearest = tf.tidy(() => {
        const products = all.slice([first, 0], [some, dimension]).matMul<Tensor2D>(all, false, true);
        return tf.topk(products.sub(halfSquares), k + 1, false).indices;
      });
      const indices = nearest.dataSync<'int32'>();
      nearest.dispose();
      for (let at = 0; at < some; at++) keepNearest(found, rows, dimension, first + at, indices.subarray(at * (k + 1), (at + 1) * (k + 1)));
    }
  } finally {
    all.dispose();
    halfSquares.dispose();
  }
  return found;
}

/** Stores the neighbours of a row with their distances, computed anew, because those from products are off where rows are almost equal. */
function keepNearest(
  { k, rows: to, distances }: Neighbours,
  rows: Float32Array,
  dimension: number,
  row: number,
  indices: Int32Array,
): void {
  const others = [...indices]
    .filter((other) => other !== row)
    .slice(0, k)
    .map((other) => ({ other, distance: distanceOf(rows, dimension, row, other) }))
    .sort((one, two) => one.distance - two.distance || one.other - two.other);
  others.forEach(({ other, distance }, at) => {
    to[row * k + at] = other;
    distances[row * k + at] = distance;
  });
}

function distanceOf(rows: Float32Array, dimension: number, one: number, other: number): number {
  let squares = 0;
  for (let at = 0; at < dimension; at++) squares += (rows[one * dimension + at]! - rows[other * dimension + at]!) ** 2;
  return Math.sqrt(squares);
}
