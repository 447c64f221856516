import type { Interval } from './intervals.ts';
import { significant } from './paired-tests.ts';
import { studentPoint } from './student-distribution.ts';

/** A figure and its sources of variance: training seeds and groups of test images. */
export interface Estimate {
  readonly value: number;
  /** For each source of variance, its contribution to the variance of the figure and the degrees of freedom of that estimate. */
  readonly parts: readonly { readonly variance: number; readonly freedom: number }[];
}
/** The p and 95 % interval of an effect, from the same family of tests: p is below 0.05 exactly when the interval excludes 0. */
export interface Tested {
  readonly effect: Interval;
  readonly p: number;
}

/**
 * Estimates a figure that counts correct answers, as a share of the test images: rows[seed][group], optionally weighted or as differences
 * between arms. The variances between seeds and between groups are added, so that variance due to both counts twice: the result is
 * slightly too wide rather than too narrow.
 * @param borrowed pseudo-groups that differ by one image, because no group that differs does not mean that none ever would.
 */
export function countEstimate(rows: readonly ArrayLike<number>[], groupSizes: ArrayLike<number>, borrowed: number): Estimate {
  const groups = groupSizes.length;
  const images = sumOf(groupSizes);
  const shares = rows.map((row) => sumOf(row) / images);
  const value = meanOf(shares);
  const influences = Array.from({ length: groups }, (_, group) => {
    const mean = rows.reduce((sum, row) => sum + row[group]!, 0) / rows.length;
    return (groups * (mean - value * groupSizes[group]!)) / images;
  });
  const between = influences.reduce((sum, one) => sum + one ** 2, 0) / (Math.max(1, groups - 1) * groups);
  return { value, parts: [...seedPart(shares), { variance: between + borrowed / groups ** 2, freedom: Math.max(1, groups - 1) }] };
}

/** Estimates a figure that is not a count, such as a ratio, from its value for each seed and its means in resamples of the groups. */
export function resampledEstimate(seedValues: readonly number[], replicates: ArrayLike<number>, groups: number): Estimate {
  const mean = sumOf(replicates) / replicates.length;
  let squares = 0;
  for (let at = 0; at < replicates.length; at++) squares += (replicates[at]! - mean) ** 2;
  return {
    value: meanOf(seedValues),
    parts: [...seedPart(seedValues), { variance: squares / (replicates.length - 1), freedom: Math.max(1, groups - 1) }],
  };
}

/** Estimates a figure with one value per seed that does not depend on test images. */
export function seedEstimate(seedValues: readonly number[]): Estimate {
  return { value: meanOf(seedValues), parts: seedPart(seedValues) };
}

/**
 * Tests every hypothetical effect d: it is rejected if it lies farther from the measured effect than the root of the summed variances, each
 * multiplied by the squared Student quantile of its own degrees of freedom. A true effect is rejected no more often than the level says,
 * whatever the ratio of the variances and even with few seeds (Banerjee, "Approximate Confidence Interval for Linear Functions of Means
 * of k Populations When the Population Variances Are Not Equal", Sankhya 22, 1960). The interval holds what is not rejected at 5 %; p is
 * the level at which 0 is just not rejected.
 */
export function tested(estimate: Estimate): Tested {
  return { effect: intervalOf(estimate), p: levelReaching(estimate, Math.abs(estimate.value), reachAt(estimate, significant)) };
}

/** The same interval, for a figure that needs no test. */
export function intervalOf(estimate: Estimate): Interval {
  const { value } = estimate;
  const reach = reachAt(estimate, significant);
  return { value, low: value - reach, high: value + reach };
}

/**
 * The 95 % interval of a share of correct answers, shaped like Wilson's (see wilsonInterval) so that it stays within 0 and 1 and keeps
 * some width where all or none are correct. Its number of trials is the one that gives a single share this spread.
 */
export function shareInterval(estimate: Estimate, groups: number): Interval {
  const { value } = estimate;
  // As if half of one more group had been correct.
  const steadied = (value * groups + 0.5) / (groups + 1);
  const ratio = reachAt(estimate, significant) ** 2 / (steadied * (1 - steadied));
  const centre = (value + ratio / 2) / (1 + ratio);
  const half = Math.sqrt(ratio * value * (1 - value) + ratio ** 2 / 4) / (1 + ratio);
  return { value, low: value === 0 ? 0 : centre - half, high: value === 1 ? 1 : centre + half };
}

/** Pseudo-groups for a share, and for a difference of two shares, which can go either way. */
export const borrowedBy = { share: 0.5, difference: 2 };

function reachAt({ parts }: Estimate, level: number): number {
  return Math.sqrt(
    parts.reduce((sum, { variance, freedom }) => (variance === 0 ? sum : sum + variance * studentPoint(level, freedom) ** 2), 0),
  );
}

/** Smaller levels are not distinguished. */
const leastLevel = 1e-12;

/** The level with the given reach. Which side of `significant` it lies on depends only on the reach there, as for the interval. */
function levelReaching(estimate: Estimate, distance: number, usualReach: number): number {
  if (distance === 0) return 1;
  if (reachAt(estimate, leastLevel) <= distance) return leastLevel;
  let [low, high] = distance > usualReach ? [leastLevel, significant] : [significant, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return distance > usualReach ? low : high;
    if (reachAt(estimate, middle) > distance) low = middle;
    else high = middle;
  }
}

/** Empty with only one seed: the variance between seeds is then unknown. */
function seedPart(values: readonly number[]): Estimate['parts'] {
  if (values.length < 2) return [];
  const mean = meanOf(values);
  const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / ((values.length - 1) * values.length);
  return [{ variance, freedom: values.length - 1 }];
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum;
}
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;
