import type { Interval } from '../statistics/intervals.ts';

/** Result of comparing a model with a baseline by their 95 % intervals. */
export type Verdict = 'better' | 'no-evidence' | 'worse';

/**
 * Returns `better` or `worse` only if the 95 % interval of the difference excludes zero. That interval is derived from the two given ones
 * (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10, for independent samples). Both were measured on the same images, which
 * usually makes the difference more certain than that: the verdict is conservative.
 */
export function compare(model: Interval, baseline: Interval): Verdict {
  const difference = model.value - baseline.value;
  const low = difference - Math.hypot(model.value - model.low, baseline.high - baseline.value);
  const high = difference + Math.hypot(model.high - model.value, baseline.value - baseline.low);
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'no-evidence';
}

/** The best of the naive baselines, and whether the model is better than all of them. */
export function againstBaselines<B extends { readonly accuracy: Interval }>(
  model: Interval,
  baselines: readonly B[],
): { best: B | null; beats: boolean } {
  const best = baselines.toSorted((a, b) => b.accuracy.value - a.accuracy.value)[0] ?? null;
  return { best, beats: baselines.length > 0 && baselines.every(({ accuracy }) => compare(model, accuracy) === 'better') };
}
