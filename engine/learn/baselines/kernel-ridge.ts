import { solveBlock } from '../head/cholesky.ts';

/**
 * Kernel ridge regression of the columns of `targets` (n x C): returns the coefficients that solve (K + penalty·I) coefficients = targets.
 * Adding a constant to the kernel gives an intercept. All arrays are row-major.
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
 * Leave-one-out predictions for each row, n x C, without refitting: target − coefficient / (the diagonal of the inverse of K + penalty·I)
 * (Allen, "The Relationship between Variable Selection and Data Augmentation and a Method for Prediction", Technometrics 16, 1974; in this
 * form Rifkin and Lippert, "Notes on Regularized Least Squares", MIT-CSAIL-TR-2007-025). Rows of the same group are left out together, with
 * the group's block of the inverse in place of the diagonal.
 */
export function leftOutScores(
  kernel: Float64Array,
  targets: Float64Array,
  penalty: number,
  groups: readonly (readonly number[])[],
): Float64Array {
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
    // Multiplied by the penalty, the block is I − H of the group, whose values lie between 0 and 1.
    const block = Float64Array.from(
      { length: size * size },
      (_, at) => penalty * inverseAt(inverse, count, group[Math.floor(at / size)]!, group[at % size]!),
    );
    const right = Float64Array.from(
      { length: size * columns },
      (_, at) => penalty * coefficients[group[Math.floor(at / columns)]! * columns + (at % columns)]!,
    );
    const errors = solveBlock(block, right, size);
    group.forEach((row, member) => {
      for (let column = 0; column < columns; column++)
        scores[row * columns + column] = targets[row * columns + column]! - errors[member * columns + column]!;
    });
  }
  return scores;
}

/** Lower Cholesky factor of K + penalty·I. */
function penalisedFactor(kernel: Float64Array, count: number, penalty: number): Float64Array {
  const lower = new Float64Array(kernel.length);
  for (let row = 0; row < count; row++) {
    const from = row * count;
    for (let column = 0; column <= row; column++) {
      const other = column * count;
      let sum = kernel[from + column]! + (row === column ? penalty : 0);
      for (let at = 0; at < column; at++) sum -= lower[from + at]! * lower[other + at]!;
      // Apart from rounding, every pivot is at least the penalty.
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

/** Computes (LLᵀ)⁻¹ · targets from the inverse of L. */
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

/** Computes one element of (LLᵀ)⁻¹ from the inverse of L. */
function inverseAt(inverse: Float64Array, count: number, a: number, b: number): number {
  let sum = 0;
  for (let row = Math.max(a, b); row < count; row++) sum += inverse[row * count + a]! * inverse[row * count + b]!;
  return sum;
}
