import type { Interval } from './intervals.ts';

/** A score on test images that other models were scored on too. */
export interface SharedTest {
  /** Share of the test images classified correctly, with its 95 % interval. */
  readonly accuracy: Interval;
  /** Number of test images. */
  readonly images: number;
  /** Number of models scored on them, including this one. */
  readonly models: number;
}

/** Number of steps in which the interval is searched for the accuracy with the largest bound. */
const looks = 4;

/**
 * An upper bound on the optimism from choosing the best of several models by their score on the same test images, as a share: by how much
 * the best score exceeds the true accuracy, on average, if all models are equally good. It is the expected maximum of as many independent
 * binomial proportions (David and Nagaraja, "Order Statistics", third edition 2003, section 3.1: the sum of 1 - F(x)^k) minus their mean.
 *
 * It is an upper bound for two reasons. Models scored on the same images make correlated errors, so their maximum is smaller than that
 * of independent ones (Esary, Proschan and Walkup, "Association of Random Variables", Annals of Mathematical Statistics 38, 1967). And
 * the true accuracy is taken where in the interval the bound is largest. 0 for one model.
 */
export function selectionOptimism({ accuracy: { low, high }, images, models }: SharedTest): number {
  if (models < 2 || images < 1) return 0;
  const at = Array.from({ length: looks + 1 }, (_, look) => low + ((high - low) * look) / looks);
  return Math.max(...at.map((truth) => expectedBest(truth, images, models) - truth));
}

/** The expected highest share of correct answers among models of the same true accuracy. */
function expectedBest(truth: number, images: number, models: number): number {
  if (truth <= 0 || truth >= 1) return truth;
  const odds = Math.log(truth) - Math.log1p(-truth);
  let logChance = images * Math.log1p(-truth);
  let below = Math.exp(logChance);
  let sum = 0;
  // The sum of P(best > right) over right = 0 .. images - 1 is the expected number of correct answers of the best model.
  for (let right = 0; right < images; right++) {
    sum += 1 - Math.min(1, below) ** models;
    logChance += odds + Math.log((images - right) / (right + 1));
    below += Math.exp(logChance);
  }
  return sum / images;
}
