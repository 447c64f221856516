import { meanRow } from '../head/principal-rows.ts';
import { symmetricEigen } from '../head/eigen.ts';
import { toUnitLength } from '../head/row-placement.ts';
import type { Pause } from '../head/logistic.ts';
import { tensorFlow } from '../tensorflow/backend.ts';
import { Matrix, product } from '../tensorflow/matrix.ts';

const rowsAtOnce = 4096;

/**
 * The coordinates of rows, scaled to unit length, along their directions of greatest variance: n x k, the greatest first, k at most `most`. Goes
 * through the rows in pieces, so that many need no second copy. `pause` is called between pieces and may throw to stop.
 */
export async function principalCoordinates(
  rows: Float32Array,
  dimension: number,
  most: number,
  pause: Pause,
): Promise<{ coordinates: Float32Array; k: number }> {
  const count = rows.length / dimension;
  const k = Math.min(most, dimension);
  const mean = await meanDirectionOf(rows, dimension, pause);
  const centred = (first: number): Matrix => {
    const some = toUnitLength(rows.subarray(first * dimension, Math.min(count, first + rowsAtOnce) * dimension), dimension);
    for (let at = 0; at < some.length; at++) some[at]! -= mean[at % dimension]!;
    return Matrix.of(some, some.length / dimension, dimension);
  };
  const directions = await strongest(centred, { count, dimension, k }, pause);
  const coordinates = new Float32Array(count * k);
  try {
    for (let first = 0; first < count; first += rowsAtOnce) {
      await pause();
      const piece = centred(first);
      const along = product(piece, directions);
      coordinates.set(along.values(), first * k);
      piece.dispose();
      along.dispose();
    }
  } finally {
    directions.dispose();
  }
  return { coordinates, k };
}

async function meanDirectionOf(rows: Float32Array, dimension: number, pause: Pause): Promise<Float64Array> {
  const count = rows.length / dimension;
  const mean = new Float64Array(dimension);
  for (let first = 0; first < count; first += rowsAtOnce) {
    await pause();
    const some = rows.subarray(first * dimension, Math.min(count, first + rowsAtOnce) * dimension);
    const share = some.length / rows.length;
    meanRow(toUnitLength(some, dimension), dimension).forEach((value, at) => {
      mean[at]! += share * value;
    });
  }
  return mean;
}

/** The directions of greatest variance as columns, dimension x k. */
async function strongest(
  centred: (first: number) => Matrix,
  { count, dimension, k }: { readonly count: number; readonly dimension: number; readonly k: number },
  pause: Pause,
): Promise<Matrix> {
  let scatter = new Matrix(tensorFlow().zeros([dimension, dimension]));
  for (let first = 0; first < count; first += rowsAtOnce) {
    await pause();
    const piece = centred(first);
    const squares = product(piece, piece, { left: true });
    const sum = new Matrix(scatter.tensor.add(squares.tensor));
    for (const used of [piece, squares, scatter]) used.dispose();
    scatter = sum;
  }
  const { vectors } = symmetricEigen(scatter);
  scatter.dispose();
  // Eigenvalues come in ascending order.
  const strong = new Matrix(vectors.tensor.slice([0, dimension - k], [dimension, k]).reverse(1));
  vectors.dispose();
  return strong;
}
