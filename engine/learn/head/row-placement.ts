import type { FeatureScaling } from '../../domain/models/head-kind.ts';
import { meanRow } from './principal-rows.ts';

/** Rows transformed for fitting a linear model: factors · n(row − centre), n as in LinearHead. */
export interface Placement {
  /** n x D, with mean square length 1. */
  readonly rows: Float32Array;
  readonly centre: Float32Array | null;
  readonly unitLength: boolean;
  /** Length D; null means all ones. */
  readonly factors: Float32Array | null;
}

/** A feature that varies less than this share of its mean is constant up to rounding, which must not be amplified. */
const leastDeviation = 1e-5;

/** Scales rows to unit length, or each feature to mean 0 and equal deviation. */
export function placeRows(features: Float32Array, dimension: number, scaling: FeatureScaling): Placement {
  if (scaling === 'unit-length') return { rows: toUnitLength(features, dimension), centre: null, unitLength: true, factors: null };
  const centre = meanRow(features, dimension);
  const factors = inverseDeviations(features, centre).map((inverse) => inverse / Math.sqrt(dimension));
  const rows = features.map((value, at) => (value - centre[at % dimension]!) * factors[at % dimension]!);
  return { rows, centre, unitLength: false, factors };
}

/** Divides each row by its Euclidean norm; rows of zeros stay unchanged. */
export function toUnitLength(rows: Float32Array, dimension: number): Float32Array {
  const result = new Float32Array(rows.length);
  for (let from = 0; from < rows.length; from += dimension) {
    let squares = 0;
    for (let at = from; at < from + dimension; at++) squares += rows[at]! ** 2;
    const inverse = squares === 0 ? 0 : 1 / Math.sqrt(squares);
    for (let at = from; at < from + dimension; at++) result[at] = rows[at]! * inverse;
  }
  return result;
}

function inverseDeviations(features: Float32Array, centre: Float32Array): Float32Array {
  const squares = new Float64Array(centre.length);
  features.forEach((value, at) => {
    squares[at % centre.length]! += (value - centre[at % centre.length]!) ** 2;
  });
  const deviations = squares.map((sum) => Math.sqrt((sum * centre.length) / features.length));
  return Float32Array.from(deviations, (deviation, at) => (deviation <= leastDeviation * Math.abs(centre[at]!) ? 0 : 1 / deviation));
}
