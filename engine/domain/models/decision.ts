/** The class index for given probabilities: the most probable, the first of equals. Used in all scores, screens, files and exports. */
export function decide(probabilities: ArrayLike<number>): number {
  let leader = 0;
  for (let at = 1; at < probabilities.length; at++) if (probabilities[at]! > probabilities[leader]!) leader = at;
  return leader;
}

/** The same for each row of an n x classes matrix of probabilities or scores. */
export function decideEach(rows: Float32Array | Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: rows.length / classes }, (_, row) => decide(rows.subarray(row * classes, (row + 1) * classes)));
}
