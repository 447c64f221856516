import { toUnitLength } from '../head/row-placement.ts';
import type { ByteRows } from './byte-rows.ts';

/** `similarity`: cosine, from -1 to 1. */
export interface Similar {
  readonly row: number;
  readonly similarity: number;
}

/** A row further below the last of the nearest than this many standard errors is certainly not one of them. */
const safeErrors = 6;

/** The mean of rows scaled to unit length, itself scaled to unit length: what it is most similar to is, on average, most similar to all. */
export function meanDirection(rows: Float32Array, dimension: number): Float32Array {
  const mean = new Float32Array(dimension);
  toUnitLength(rows, dimension).forEach((value, at) => {
    mean[at % dimension]! += value;
  });
  return toUnitLength(mean, dimension);
}

/**
 * Returns the candidates most similar to a direction by cosine, the most similar first. All are compared by their rounded rows; those that
 * might be among the nearest are then compared by their rows as they are, so that rounding changes neither the result nor its order.
 * @param direction of unit length
 * @param candidates rows to choose from, each once
 * @param read one row as it is, of any length
 */
export function mostSimilar(
  rows: ByteRows,
  direction: Float32Array,
  candidates: Int32Array,
  most: number,
  read: (row: number) => Float32Array,
): Similar[] {
  const { products, error } = rows.products(direction);
  const approximate = candidates.length <= most ? candidates : within(products, candidates, most, safeErrors * error);
  const exact = [...approximate].map((row) => ({ row, similarity: cosine(direction, read(row)) }));
  return exact.sort((a, b) => b.similarity - a.similarity || a.row - b.row).slice(0, most);
}

/** The candidates that are at most `margin` below the `most`-th largest product. */
function within(products: Float32Array, candidates: Int32Array, most: number, margin: number): Int32Array {
  const least = leastOfLargest(products, candidates, most) - margin;
  return candidates.filter((row) => products[row]! >= least);
}

/** The `most`-th largest product of the candidates, of which there are more: the largest so far are kept in order. */
function leastOfLargest(products: Float32Array, candidates: Int32Array, most: number): number {
  const largest = new Float32Array(most).fill(-Infinity);
  for (const row of candidates) {
    const product = products[row]!;
    if (product <= largest[most - 1]!) continue;
    let at = most - 1;
    for (; at > 0 && largest[at - 1]! < product; at--) largest[at] = largest[at - 1]!;
    largest[at] = product;
  }
  return largest[most - 1]!;
}

/** @param direction of unit length */
export function cosine(direction: Float32Array, row: Float32Array): number {
  let product = 0;
  let squares = 0;
  for (let at = 0; at < row.length; at++) {
    product += direction[at]! * row[at]!;
    squares += row[at]! ** 2;
  }
  return squares === 0 ? 0 : product / Math.sqrt(squares);
}
