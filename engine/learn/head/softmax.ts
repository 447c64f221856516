/**
 * Turns each group of `classes` values into probabilities, in place. The largest value of the group is subtracted first, so that no
 * exponential overflows.
 */
export function softmaxInPlace(values: Float32Array, classes: number): void {
  for (let from = 0; from < values.length; from += classes) {
    let largest = -Infinity;
    for (let at = from; at < from + classes; at++) largest = Math.max(largest, values[at]!);
    let sum = 0;
    for (let at = from; at < from + classes; at++) sum += values[at] = Math.exp(values[at]! - largest);
    for (let at = from; at < from + classes; at++) values[at]! /= sum;
  }
}
