/**
 * Fits the factor of softmax(factor · scores), as in temperature scaling (Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural
 * Networks", ICML 2017, where the factor is 1 / T), on held-out scores. A weak prior, worth one row, keeps the factor finite if every row
 * is right and decides when there are hardly any rows: the logarithm of the factor is normal about that of `usual`, with standard deviation
 * `deviation`.
 */
export function fitSharpness(
  scores: Float64Array,
  labels: ArrayLike<number>,
  classes: number,
  usual: number,
  deviation = 1,
): { factor: number; loss: number } {
  const objective = (logFactor: number): number =>
    totalLoss(scores, labels, classes, Math.exp(logFactor)) + 0.5 * ((logFactor - Math.log(usual)) / deviation) ** 2;
  const logFactor = goldenSection(objective, Math.log(usual) - 5, Math.log(usual) + 5);
  const factor = Math.exp(logFactor);
  return { factor, loss: objective(logFactor) / labels.length };
}

/** Sum over the rows of −log softmax(factor · scores)[label]. */
function totalLoss(scores: Float64Array, labels: ArrayLike<number>, classes: number, factor: number): number {
  let total = 0;
  for (let row = 0; row < labels.length; row++) {
    const from = row * classes;
    let largest = -Infinity;
    for (let index = 0; index < classes; index++) largest = Math.max(largest, scores[from + index]!);
    let sum = 0;
    for (let index = 0; index < classes; index++) sum += Math.exp(factor * (scores[from + index]! - largest));
    total += Math.log(sum) - factor * (scores[from + labels[row]!]! - largest);
  }
  return total;
}

/** Finds the minimum of a unimodal function (Kiefer, "Sequential Minimax Search for a Maximum", Proceedings of the AMS 4, 1953). */
function goldenSection(objective: (at: number) => number, from: number, to: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = from;
  let high = to;
  let left = high - golden * (high - low);
  let right = low + golden * (high - low);
  let atLeft = objective(left);
  let atRight = objective(right);
  while (high - low > 1e-3) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = objective(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = objective(right);
    }
  }
  return (low + high) / 2;
}
