import { wilsonInterval, type Interval } from '../statistics/intervals.ts';
import type { RankingData } from './ranking-data.ts';
import { quantile } from '../statistics/two-level-bootstrap.ts';

const tail = 0.025;
/** Sums of the same numbers in a different order differ by rounding: values this close count as equal. */
export const roundingError = 1e-9;

export function labelsOf({ classes, images }: Pick<RankingData, 'classes' | 'images'>): Int32Array {
  const indexOf = new Map(classes.map((id, at) => [id, at]));
  return Int32Array.from(images, (image) => indexOf.get(image.class) ?? -1);
}

/** 1 where the prediction matches the label, otherwise 0. */
export const rightAt = (said: ArrayLike<number>, labels: Int32Array): Float64Array =>
  Float64Array.from(labels, (label, at) => (said[at] === label ? 1 : 0));

/** The weighted sum of values; null weights are all 1. */
export function weighted(values: ArrayLike<number>, weights: Float64Array | null): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * (weights === null ? 1 : weights[at]!);
  return sum;
}

/** Wilson's interval with each group as one trial, because images of one group are right or wrong together. */
export function shareOfGroups(right: Float64Array, groups: number): Interval {
  const value = right.reduce((sum, one) => sum + one, 0) / right.length;
  return { ...wilsonInterval(Math.min(groups, value * groups), groups), value };
}

/** A value with the 95 % bounds of its resamples. */
export function around(value: number, replicates: readonly number[]): Interval {
  const [low, high] = middleOf(replicates);
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}

/** Whether the middle 95 % of the resampled differences include 0. */
export function holdsZero(replicates: readonly number[]): boolean {
  const [low, high] = middleOf(replicates);
  return low <= roundingError && high >= -roundingError;
}

/** The bounds of the middle 95 % of the values. */
function middleOf(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
}
