/** Lower bound for the pivots of a positive definite matrix, which rounding may take to 0 or below. */
const leastPivot = 1e-4;

/**
 * Solves A X = B for a small symmetric positive definite A (size x size) and several right-hand sides B (size x columns), row-major, by
 * Cholesky decomposition (Golub and Van Loan, "Matrix Computations", section 4.2).
 */
export function solveBlock(matrix: Float64Array, right: Float64Array, size: number): Float64Array {
  const lower = decompose(matrix, size);
  const columns = right.length / size;
  const solved = right.slice();
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < size; row++) {
      let sum = solved[row * columns + column]!;
      for (let at = 0; at < row; at++) sum -= lower[row * size + at]! * solved[at * columns + column]!;
      solved[row * columns + column] = sum / lower[row * size + row]!;
    }
    for (let row = size - 1; row >= 0; row--) {
      let sum = solved[row * columns + column]!;
      for (let at = row + 1; at < size; at++) sum -= lower[at * size + row]! * solved[at * columns + column]!;
      solved[row * columns + column] = sum / lower[row * size + row]!;
    }
  }
  return solved;
}

function decompose(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let at = 0; at < column; at++) sum -= lower[row * size + at]! * lower[column * size + at]!;
      lower[row * size + column] = row === column ? Math.sqrt(Math.max(leastPivot, sum)) : sum / lower[column * size + column]!;
    }
  }
  return lower;
}
