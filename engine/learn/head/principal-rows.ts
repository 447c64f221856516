import { tensorFlow } from '../tensorflow/backend.ts';
import { symmetricEigen } from './eigen.ts';
import { Matrix, product, productValues } from '../tensorflow/matrix.ts';

/** Directions below this share of the strongest are float32 noise. */
const weakest = 1e-6;

/**
 * Centred rows in the coordinates of their principal directions. L2-penalised linear models are the same in these coordinates, the columns
 * are uncorrelated, and there is at most one per row.
 */
export interface PrincipalRows {
  /** n x k. */
  readonly coordinates: Matrix;
  /** Sum of squares of each column: the eigenvalues of the scatter matrix. */
  readonly strengths: Float64Array;
  /** Length D. */
  readonly mean: Float32Array;
  /** Converts weights k x C for the coordinates to weights D x C for the rows. */
  expand(weights: Float32Array, classes: number): Float32Array;
  dispose(): void;
}

/** Computes the principal rows of n x D values by one eigendecomposition of the smaller of n x n and D x D, then two products. */
export function principalRows(rows: Float32Array, dimension: number): PrincipalRows {
  const count = rows.length / dimension;
  const mean = meanRow(rows, dimension);
  const centred = new Matrix(tensorFlow().tidy(() => tensorFlow().tensor2d(rows, [count, dimension]).sub(mean)));
  const few = count <= dimension;
  const scatter = product(centred, centred, few ? { right: true } : { left: true });
  const { values, vectors } = symmetricEigen(scatter);
  scatter.dispose();
  const first = values.findIndex((value) => value > weakest * values.at(-1)!);
  const strengths = Float64Array.from(first < 0 ? [] : values.subarray(first));
  const kept = new Matrix(vectors.tensor.slice([0, values.length - strengths.length], [-1, strengths.length]));
  vectors.dispose();
  const directions = few
    ? scaled(
        kept,
        strengths.map((strength) => 1 / Math.sqrt(strength)),
      )
    : kept;
  const coordinates = few ? scaled(kept, strengths.map(Math.sqrt)) : product(centred, kept);
  if (few) kept.dispose();
  return {
    coordinates,
    strengths,
    mean,
    expand: (weights, classes) => {
      const along = productValues(directions, weights, classes);
      if (!few) return along;
      const turned = Matrix.of(along, count, classes);
      const expanded = product(centred, turned, { left: true });
      const result = expanded.values();
      turned.dispose();
      expanded.dispose();
      return result;
    },
    dispose: () => [centred, directions, coordinates].forEach((matrix) => matrix.dispose()),
  };
}

export function meanRow(rows: Float32Array, dimension: number): Float32Array {
  const sums = new Float64Array(dimension);
  for (let from = 0; from < rows.length; from += dimension) {
    for (let at = 0; at < dimension; at++) sums[at]! += rows[from + at]!;
  }
  return Float32Array.from(sums, (sum) => (sum * dimension) / rows.length);
}

function scaled(matrix: Matrix, factors: Float64Array): Matrix {
  const row = Matrix.of(Float32Array.from(factors), 1, factors.length);
  const result = new Matrix(matrix.tensor.mul(row.tensor));
  row.dispose();
  return result;
}
