import { softmaxInPlace } from '../head/softmax.ts';
import { fitSharpness } from '../head/temperature.ts';

/** How far, in logarithms, a few images may move the factor from the usual one. */
const deviation = 0.3;

/** Mean over the rows of the largest probability that softmax(factor·scores) gives; `scores` is n x C. */
export function sureness(scores: Float64Array, classes: number, factor: number): number {
  const probabilities = Float32Array.from(scores, (score) => factor * score);
  softmaxInPlace(probabilities, classes);
  let sum = 0;
  for (let from = 0; from < probabilities.length; from += classes) sum += Math.max(...probabilities.subarray(from, from + classes));
  return (sum * classes) / probabilities.length;
}

/**
 * The factor of scores under which they are as sure as `wanted` on average, which needs no labels, moved towards the one that suits the
 * labels best as far as there are enough of them: a few images that are all right would call for any factor.
 * @param wanted mean largest probability; null for scores whose own sureness is the usual one
 */
export function suitingFactor(scores: Float64Array, labels: Int32Array, classes: number, wanted: number | null): number {
  const usual = wanted === null ? 1 : factorFor(scores, classes, wanted);
  return fitSharpness(scores, labels, classes, usual, deviation).factor;
}

/** By bisection: sureness rises with the factor. */
function factorFor(scores: Float64Array, classes: number, wanted: number): number {
  let [low, high] = [Math.log(1e-3), Math.log(1e3)];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (sureness(scores, classes, Math.exp(middle)) < wanted) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
