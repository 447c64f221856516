import { softmaxInPlace } from '../head/softmax.ts';
import { fitSharpness } from '../head/temperature.ts';

/** Standard deviation of the prior for the logarithm of the factor. */
const deviation = 0.3;

/** Mean confidence: the largest probability of softmax(factor·scores), averaged over the rows; `scores` is n x C. */
export function sureness(scores: Float64Array, classes: number, factor: number): number {
  const probabilities = Float32Array.from(scores, (score) => factor * score);
  softmaxInPlace(probabilities, classes);
  let sum = 0;
  for (let from = 0; from < probabilities.length; from += classes) sum += Math.max(...probabilities.subarray(from, from + classes));
  return (sum * classes) / probabilities.length;
}

/**
 * Returns the factor of the scores that gives them the mean confidence `wanted`, which needs no labels, moved towards the one that fits the
 * labels best as far as their number allows: a few images that are all right would justify any factor.
 * @param wanted mean largest probability; null if the scores' own confidence is the reference
 */
export function suitingFactor(scores: Float64Array, labels: Int32Array, classes: number, wanted: number | null): number {
  const usual = wanted === null ? 1 : factorFor(scores, classes, wanted);
  return fitSharpness(scores, labels, classes, usual, deviation).factor;
}

/** Bisection: confidence rises with the factor. */
function factorFor(scores: Float64Array, classes: number, wanted: number): number {
  let [low, high] = [Math.log(1e-3), Math.log(1e3)];
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    if (sureness(scores, classes, Math.exp(middle)) < wanted) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}
