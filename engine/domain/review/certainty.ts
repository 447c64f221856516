/** Lower ends of the ranges of certainty by which images are filtered, in percent of the largest class probability. */
export const certaintyFrom = [0, 50, 80, 95] as const;

/**
 * The largest probability of each row, to four decimals; null for rows that were not predicted.
 * @param probabilities n x classes, row-major; NaN for rows that were not predicted
 */
export function certainties(probabilities: Float32Array, classes: number): (number | null)[] {
  return Array.from({ length: probabilities.length / classes }, (_, row) => {
    const most = Math.max(...probabilities.subarray(row * classes, (row + 1) * classes));
    return Number.isNaN(most) ? null : Math.round(1e4 * most) / 1e4;
  });
}
