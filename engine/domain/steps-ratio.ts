import type { Interval } from './intervals.ts';
import { risingCurve, sizeReaching } from './learning-curve.ts';
import type { StepScore, TransferPoint } from './transfer-benefit.ts';
import { bootstrapIntervals, meansOverSeeds } from './two-level-bootstrap.ts';

/**
 * How many times fewer optimiser steps a fine-tune needs than training from scratch to the score that scratch ends at: geometric mean
 * over the seeds at the largest size that both have, with a bootstrap interval over the seeds. A fine-tune that never gets there
 * counts with all its steps, one that starts there with one. Null where the two have no curves to compare.
 */
export function stepsRatio(points: readonly TransferPoint[], seed: number, resamples: number): Interval | null {
  const withCurve = points.filter(({ curve }) => curve.length > 0);
  const scratchOf = (tuned: TransferPoint): TransferPoint | undefined =>
    withCurve.find(({ arm, perClass, seed: other }) => arm === 'scratch' && perClass === tuned.perClass && other === tuned.seed);
  const pairs = withCurve.filter(({ arm }) => arm === 'fine-tune').flatMap((tuned) => {
    const scratch = scratchOf(tuned);
    return scratch ? [{ perClass: tuned.perClass, logRatio: logStepsRatio(tuned.curve, scratch.curve) }] : [];
  });
  const largest = Math.max(...pairs.map(({ perClass }) => perClass));
  const logRatios = pairs.filter(({ perClass }) => perClass === largest).map(({ logRatio }) => logRatio);
  if (logRatios.length === 0) return null;
  // Steps belong to a whole training, not to single test images: only the seeds are resampled.
  const counts = { groupSizes: [1], right: [logRatios.map(() => [1])] };
  const { value, low, high } = bootstrapIntervals(counts, (sample) => meansOverSeeds(sample, (at) => [logRatios[at]!]), seed, resamples)[0]!;
  return { value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) };
}

function logStepsRatio(tuned: readonly StepScore[], scratch: readonly StepScore[]): number {
  const stepsOf = (curve: readonly StepScore[], score: number): number => {
    const steps = curve.map(({ step }) => Math.max(1, step));
    return sizeReaching(steps, risingCurve(curve.map((one) => one.score)), score)?.size ?? steps.at(-1)!;
  };
  const target = risingCurve(scratch.map(({ score }) => score)).at(-1)!;
  return Math.log(stepsOf(scratch, target) / stepsOf(tuned, target));
}
