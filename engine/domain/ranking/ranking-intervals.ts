import { wilsonInterval, type Interval } from '../statistics/intervals.ts';
import type { RankingData } from './ranking-data.ts';
import { quantile } from '../statistics/two-level-bootstrap.ts';

const tail = 0.025;
/** Sums of the same numbers in other orders differ by rounding: values as close as this are equal. */
export const roundingError = 1e-9;

export function labelsOf({ classes, images }: Pick<RankingData, 'classes' | 'images'>): Int32Array {
  const indexOf = new Map(classes.map((id, at) => [id, at]));
  return Int32Array.from(images, (image) => indexOf.get(image.class) ?? -1);
}

/** 1 where what was said is the label. */
export const rightAt = (said: ArrayLike<number>, labels: Int32Array): Float64Array => Float64Array.from(labels, (label, at) => (said[at] === label ? 1 : 0));

/** The sum of values, each as often as its weight says; without weights once. */
export function weighted(values: ArrayLike<number>, weights: Float64Array | null): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]! * (weights === null ? 1 : weights[at]!);
  return sum;
}

/** Wilson's interval with each group as one trial: images of one group stand or fall together. */
export function shareOfGroups(right: Float64Array, groups: number): Interval {
  const value = right.reduce((sum, one) => sum + one, 0) / right.length;
  return { ...wilsonInterval(Math.min(groups, value * groups), groups), value };
}

/** A value with the bounds between which its resamples lie. */
export function around(value: number, replicates: readonly number[]): Interval {
  const [low, high] = middleOf(replicates);
  return { value, low: Math.min(value, low), high: Math.max(value, high) };
}

/** Whether 95 of 100 resampled differences lie on both sides of 0, or at it. */
export function holdsZero(replicates: readonly number[]): boolean {
  const [low, high] = middleOf(replicates);
  return low <= roundingError && high >= -roundingError;
}

/** The bounds between which 95 of 100 values lie. */
function middleOf(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((a, b) => a - b);
  return [quantile(sorted, tail), quantile(sorted, 1 - tail)];
}

