import type { Interval } from '../statistics/intervals.ts';

/** A model against a baseline, by their 95 % intervals. */
export type Verdict = 'better' | 'no-evidence' | 'worse';

/**
 * `better` or `worse` only where the 95 % interval of the difference leaves out zero. That interval is made of the two given ones
 * (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10, for independent samples). Both are counted on the same images
 * here, which as a rule makes the difference surer than it says: a verdict is rather withheld than given too early.
 */
export function compare(model: Interval, baseline: Interval): Verdict {
  const difference = model.value - baseline.value;
  const low = difference - Math.hypot(model.value - model.low, baseline.high - baseline.value);
  const high = difference + Math.hypot(model.high - model.value, baseline.value - baseline.low);
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'no-evidence';
}

/** The best of the naive baselines, which is the one to beat, and whether the model is better than all of them. */
export function againstBaselines<B extends { readonly accuracy: Interval }>(model: Interval, baselines: readonly B[]): { best: B | null; beats: boolean } {
  const best = baselines.toSorted((a, b) => b.accuracy.value - a.accuracy.value)[0] ?? null;
  return { best, beats: baselines.length > 0 && baselines.every(({ accuracy }) => compare(model, accuracy) === 'better') };
}
