import { Matrix, product } from '../tensorflow/matrix.ts';
import { leftOutWith, type JudgedRows } from './left-out-rows.ts';

/**
 * Returns the class of each row by the nearest class mean, computed without the row and its group. `rows` are n x D; `values` are the same,
 * row-major. A class with no rows left is never the nearest.
 * |z − m|² with m = (S − T) / n, for the sum S of a class and the sum T of the rows left out of it, consists of products of rows with sums
 * and of rows of one group with each other.
 */
export function leftOutMeans(rows: Matrix, values: Float32Array, judged: JudgedRows): Int32Array {
  const { labels, classes } = judged;
  const dimension = rows.columns;
  const leftOut = leftOutWith(judged);
  const { sums, counts, squares } = classSums(values, labels, classes, dimension);
  const along = sumProducts(rows, sums, classes);
  const said = new Int32Array(labels.length);
  for (let row = 0; row < labels.length; row++) {
    const out = leftOut(row);
    let [best, least] = [0, Infinity];
    for (let index = 0; index < classes; index++) {
      const gone = out.filter((other) => labels[other] === index);
      const left = counts[index]! - gone.length;
      if (left === 0) continue;
      let [withRow, length] = [along[row * classes + index]!, squares[index]!];
      for (const other of gone) {
        withRow -= dot(values, dimension, row, other);
        length -= 2 * along[other * classes + index]!;
        for (const third of gone) length += dot(values, dimension, other, third);
      }
      // The squared norm of the row itself is the same for every class.
      const distance = length / left ** 2 - (2 * withRow) / left;
      if (distance < least) [best, least] = [index, distance];
    }
    said[row] = best;
  }
  return said;
}

function classSums(
  values: Float32Array,
  labels: Int32Array,
  classes: number,
  dimension: number,
): { sums: Float32Array; counts: Int32Array; squares: Float64Array } {
  const sums = new Float64Array(classes * dimension);
  const counts = new Int32Array(classes);
  labels.forEach((label, row) => {
    counts[label]! += 1;
    for (let at = 0; at < dimension; at++) sums[label * dimension + at]! += values[row * dimension + at]!;
  });
  const squares = new Float64Array(classes);
  sums.forEach((value, at) => {
    squares[Math.floor(at / dimension)]! += value * value;
  });
  return { sums: Float32Array.from(sums), counts, squares };
}

/** rows · sumsᵀ: n x C. */
function sumProducts(rows: Matrix, sums: Float32Array, classes: number): Float32Array {
  const right = Matrix.of(sums, classes, rows.columns);
  const along = product(rows, right, { right: true });
  try {
    return along.values();
  } finally {
    right.dispose();
    along.dispose();
  }
}

function dot(values: Float32Array, dimension: number, a: number, b: number): number {
  let sum = 0;
  for (let at = 0; at < dimension; at++) sum += values[a * dimension + at]! * values[b * dimension + at]!;
  return sum;
}
