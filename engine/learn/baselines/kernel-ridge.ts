import { solveBlock } from '../head/cholesky.ts';

/**
 * Ridge regression of the columns of `targets` (n x C) in the space of a kernel: (K + penalty·I) coefficients = targets. An intercept
 * is had by adding a constant to the kernel. Plain Float64 arrays, row by row.
 */
export function kernelCoefficients(kernel: Float64Array, targets: Float64Array, penalty: number): Float64Array {
  const count = Math.sqrt(kernel.length);
  const lower = penalisedFactor(kernel, count, penalty);
  const columns = targets.length / count;
  const solved = targets.slice();
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = solved[row * columns + column]!;
      for (let at = 0; at < row; at++) sum -= lower[row * count + at]! * solved[at * columns + column]!;
      solved[row * columns + column] = sum / lower[row * count + row]!;
    }
  }
  for (let row = count - 1; row >= 0; row--) {
    for (let column = 0; column < columns; column++) solved[row * columns + column]! /= lower[row * count + row]!;
    for (let at = 0; at < row; at++) {
      const factor = lower[row * count + at]!;
      for (let column = 0; column < columns; column++) solved[at * columns + column]! -= factor * solved[row * columns + column]!;
    }
  }
  return solved;
}

/**
 * What a fit without it says of each row, n x C, without refitting: target − coefficient / (the diagonal of the inverse of K + penalty·I)
 * (Allen, "The Relationship between Variable Selection and Data Augmentation and a Method for Prediction", Technometrics 16, 1974; in this
 * form Rifkin and Lippert, "Notes on Regularized Least Squares", MIT-CSAIL-TR-2007-025). The rows of a group are left out together: the
 * block of the inverse takes the place of the diagonal.
 */
export function leftOutScores(kernel: Float64Array, targets: Float64Array, penalty: number, groups: readonly (readonly number[])[]): Float64Array {
  const count = Math.sqrt(kernel.length);
  const columns = targets.length / count;
  const inverse = inverseOfLower(penalisedFactor(kernel, count, penalty), count);
  const coefficients = throughInverse(inverse, targets, count, columns);
  const scores = new Float64Array(targets.length);
  const grouped = groups.filter((group) => group.length > 1);
  const inGroup = new Set(grouped.flat());
  const alone = [...new Array(count).keys()].filter((row) => !inGroup.has(row)).map((row) => [row]);
  for (const group of [...grouped, ...alone]) {
    const size = group.length;
    // Times the penalty the block is I − H of the group, whose values lie between 0 and 1.
    const block = Float64Array.from({ length: size * size }, (_, at) => penalty * inverseAt(inverse, count, group[Math.floor(at / size)]!, group[at % size]!));
    const right = Float64Array.from({ length: size * columns }, (_, at) => penalty * coefficients[group[Math.floor(at / columns)]! * columns + (at % columns)]!);
    const errors = solveBlock(block, right, size);
    group.forEach((row, member) => {
      for (let column = 0; column < columns; column++) scores[row * columns + column] = targets[row * columns + column]! - errors[member * columns + column]!;
    });
  }
  return scores;
}

/** The lower factor of K + penalty·I by Cholesky's decomposition. */
function penalisedFactor(kernel: Float64Array, count: number, penalty: number): Float64Array {
  const lower = new Float64Array(kernel.length);
  for (let row = 0; row < count; row++) {
    const from = row * count;
    for (let column = 0; column <= row; column++) {
      const other = column * count;
      let sum = kernel[from + column]! + (row === column ? penalty : 0);
      for (let at = 0; at < column; at++) sum -= lower[from + at]! * lower[other + at]!;
      // Every pivot is at least the penalty but for rounding.
      lower[from + column] = row === column ? Math.sqrt(Math.max(penalty / 2, sum)) : sum / lower[other + column]!;
    }
  }
  return lower;
}

function inverseOfLower(lower: Float64Array, count: number): Float64Array {
  const inverse = new Float64Array(lower.length);
  for (let row = 0; row < count; row++) {
    const from = row * count;
    for (let at = 0; at < row; at++) {
      const factor = lower[from + at]!;
      const other = at * count;
      for (let column = 0; column <= at; column++) inverse[from + column]! -= factor * inverse[other + column]!;
    }
    const pivot = lower[from + row]!;
    for (let column = 0; column < row; column++) inverse[from + column]! /= pivot;
    inverse[from + row] = 1 / pivot;
  }
  return inverse;
}

/** (LLᵀ)⁻¹ · targets by the inverse of L. */
function throughInverse(inverse: Float64Array, targets: Float64Array, count: number, columns: number): Float64Array {
  const result = new Float64Array(targets.length);
  const half = new Float64Array(columns);
  for (let row = 0; row < count; row++) {
    half.fill(0);
    for (let at = 0; at <= row; at++) {
      for (let column = 0; column < columns; column++) half[column]! += inverse[row * count + at]! * targets[at * columns + column]!;
    }
    for (let at = 0; at <= row; at++) {
      for (let column = 0; column < columns; column++) result[at * columns + column]! += inverse[row * count + at]! * half[column]!;
    }
  }
  return result;
}

/** An element of (LLᵀ)⁻¹. */
function inverseAt(inverse: Float64Array, count: number, a: number, b: number): number {
  let sum = 0;
  for (let row = Math.max(a, b); row < count; row++) sum += inverse[row * count + a]! * inverse[row * count + b]!;
  return sum;
}
