import { toUnitLength } from '../head/row-placement.ts';

/** Largest magnitude of a rounded number. */
const largest = 127;
const rowsAtOnce = 1024;

/** A row of unit length as bytes: `values` times `step` is the row, with an error of at most half a step per number. */
interface Rounded {
  readonly values: Int8Array;
  readonly step: number;
}

/**
 * Rows of unit length rounded to one byte per number, each row in steps of its own largest number: a quarter of the memory that has to be
 * read to compare a row with all others, which is what takes the time.
 */
export class ByteRows {
  readonly count: number;
  readonly dimension: number;
  readonly #values: Int8Array;
  readonly #steps: Float32Array;

  private constructor(count: number, dimension: number) {
    this.count = count;
    this.dimension = dimension;
    this.#values = new Int8Array(count * dimension);
    this.#steps = new Float32Array(count);
  }

  /** @param read the rows from `first` on, `count` x dimension, of any length */
  static of(count: number, dimension: number, read: (first: number, count: number) => Float32Array): ByteRows {
    const rows = new ByteRows(count, dimension);
    for (let first = 0; first < count; first += rowsAtOnce) {
      const some = toUnitLength(read(first, Math.min(rowsAtOnce, count - first)), dimension);
      for (let at = 0; at * dimension < some.length; at++) {
        const { values, step } = rounded(some.subarray(at * dimension, (at + 1) * dimension));
        rows.#values.set(values, (first + at) * dimension);
        rows.#steps[first + at] = step;
      }
    }
    return rows;
  }

  /**
   * The scalar products of a row of unit length with all rows, and their standard error: a number rounded in steps of s is off by s / √12 on
   * average, and for rows of unit length the errors of all numbers of a row add up to the same.
   */
  products(row: Float32Array): { products: Float32Array; error: number } {
    const { values, step } = rounded(row);
    const products = new Float32Array(this.count);
    let largestStep = 0;
    for (let at = 0; at < this.count; at++) {
      products[at] = integerProduct(values, this.#values, at * this.dimension) * step * this.#steps[at]!;
      largestStep = Math.max(largestStep, this.#steps[at]!);
    }
    return { products, error: Math.hypot(step, largestStep) / Math.sqrt(12) };
  }
}

/** Rounds a row; a row of zeros has step 0. */
function rounded(row: Float32Array): Rounded {
  let most = 0;
  for (const value of row) most = Math.max(most, Math.abs(value));
  const step = most / largest;
  const values = new Int8Array(row.length);
  if (step > 0) for (let at = 0; at < row.length; at++) values[at] = Math.round(row[at]! / step);
  return { values, step };
}

function integerProduct(row: Int8Array, rows: Int8Array, from: number): number {
  let sum = 0;
  for (let at = 0; at < row.length; at++) sum = (sum + Math.imul(row[at]!, rows[from + at]!)) | 0;
  return sum;
}
