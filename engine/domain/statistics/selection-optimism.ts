import type { Interval } from './intervals.ts';

/** A score on test images that others were scored on, too. */
export interface SharedTest {
  /** Share of the test images that were named right, with its 95 % interval. */
  readonly accuracy: Interval;
  /** Test images. */
  readonly images: number;
  /** Models scored on them, this one included. */
  readonly models: number;
}

/** Accuracies at which the bound is looked for between the ends of the interval. */
const looks = 4;

/**
 * What choosing the best of several models by their score on the same test images is worth at most, in shares of 1: by how much the best
 * score lies above the true accuracy, on average, where all models are equally good. It is the expected maximum of as many independent
 * binomial shares (David and Nagaraja, "Order Statistics", third edition 2003, section 3.1: the sum of 1 - F(x)^k) less their mean.
 *
 * At most, for two reasons. Models that are scored on the same images err alike: then the maximum is smaller than of independent ones
 * (Esary, Proschan and Walkup, "Association of Random Variables", Annals of Mathematical Statistics 38, 1967). And the true accuracy is
 * taken from the interval where the bound is largest. 0 for one model.
 */
export function selectionOptimism({ accuracy: { low, high }, images, models }: SharedTest): number {
  if (models < 2 || images < 1) return 0;
  const at = Array.from({ length: looks + 1 }, (_, look) => low + ((high - low) * look) / looks);
  return Math.max(...at.map((truth) => expectedBest(truth, images, models) - truth));
}

/** The expected largest share of right ones among models of the same true accuracy. */
function expectedBest(truth: number, images: number, models: number): number {
  if (truth <= 0 || truth >= 1) return truth;
  const odds = Math.log(truth) - Math.log1p(-truth);
  let logChance = images * Math.log1p(-truth);
  let below = Math.exp(logChance);
  let sum = 0;
  // The sum of P(best > right) over right = 0 .. images - 1 is the expected number of right ones.
  for (let right = 0; right < images; right++) {
    sum += 1 - Math.min(1, below) ** models;
    logChance += odds + Math.log((images - right) / (right + 1));
    below += Math.exp(logChance);
  }
  return sum / images;
}
