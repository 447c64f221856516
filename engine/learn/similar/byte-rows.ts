import { toUnitLength } from '../head/row-placement.ts';
import { numbersAtOnce, productsIn } from './byte-products.ts';

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
  /** Numbers of a row in memory: filled up with zeros. */
  readonly #width: number;
  readonly #asked: Int16Array;
  readonly #values: Int8Array;
  readonly #sums: Int32Array;
  readonly #steps: Float32Array;
  readonly #compute: () => void;

  private constructor(count: number, dimension: number) {
    this.count = count;
    this.dimension = dimension;
    this.#width = Math.ceil(dimension / numbersAtOnce) * numbersAtOnce;
    const rowsAt = this.#width * Int16Array.BYTES_PER_ELEMENT;
    const sumsAt = rowsAt + count * this.#width;
    const { memory, products } = productsIn(sumsAt + count * Int32Array.BYTES_PER_ELEMENT);
    this.#asked = new Int16Array(memory, 0, this.#width);
    this.#values = new Int8Array(memory, rowsAt, count * this.#width);
    this.#sums = new Int32Array(memory, sumsAt, count);
    this.#steps = new Float32Array(count);
    this.#compute = () => products(0, rowsAt, count, this.#width, sumsAt);
  }

  /** @param read the rows from `first` on, `count` x dimension, of any length */
  static of(count: number, dimension: number, read: (first: number, count: number) => Float32Array): ByteRows {
    const rows = new ByteRows(count, dimension);
    for (let first = 0; first < count; first += rowsAtOnce) {
      const some = toUnitLength(read(first, Math.min(rowsAtOnce, count - first)), dimension);
      for (let at = 0; at * dimension < some.length; at++) {
        const { values, step } = rounded(some.subarray(at * dimension, (at + 1) * dimension));
        rows.#values.set(values, (first + at) * rows.#width);
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
    this.#asked.set(values);
    this.#compute();
    let largestStep = 0;
    const products = new Float32Array(this.#sums);
    for (let at = 0; at < this.count; at++) {
      products[at]! *= step * this.#steps[at]!;
      if (this.#steps[at]! > largestStep) largestStep = this.#steps[at]!;
    }
    return { products, error: Math.hypot(step, largestStep) / Math.sqrt(12) };
  }
}

/** Rounds a row; a row of zeros has step 0. */
function rounded(row: Float32Array): Rounded {
  let most = 0;
  for (let at = 0; at < row.length; at++) most = Math.max(most, Math.abs(row[at]!));
  const step = most / largest;
  const values = new Int8Array(row.length);
  const perStep = step > 0 ? 1 / step : 0;
  for (let at = 0; at < row.length; at++) values[at] = Math.round(row[at]! * perStep);
  return { values, step };
}
