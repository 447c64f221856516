import type { Interval } from '../statistics/intervals.ts';
import { risingCurve, sizeReaching } from './learning-curve.ts';
import type { StepScore, TransferPoint } from './transfer-benefit.ts';
import { intervalOf, seedEstimate } from '../statistics/two-level-estimate.ts';

/**
 * How many times fewer optimiser steps a fine-tune needs to reach the final score of training from scratch: geometric mean over the
 * seeds at the largest size that both have, with a Student interval over the seeds. A fine-tune that never reaches it counts with all
 * its steps, one that starts there with one. Null if fewer than two pairs have curves to compare, or a run from scratch was not finished.
 */
export function stepsRatio(points: readonly TransferPoint[]): Interval | null {
  const withCurve = points.filter(({ curve }) => curve.length > 0);
  const pairs = withCurve
    .filter(({ arm }) => arm === 'fine-tune')
    .flatMap((tuned) => {
      const scratch = withCurve.find(({ arm, perClass, seed }) => arm === 'scratch' && perClass === tuned.perClass && seed === tuned.seed);
      return scratch ? [{ tuned, scratch }] : [];
    });
  const largest = Math.max(...pairs.map(({ tuned }) => tuned.perClass));
  const compared = pairs.filter(({ tuned }) => tuned.perClass === largest);
  if (compared.length < 2 || compared.some(({ scratch }) => !scratch.finished)) return null;
  const { value, low, high } = intervalOf(seedEstimate(compared.map(({ tuned, scratch }) => logStepsRatio(tuned.curve, scratch.curve))));
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
