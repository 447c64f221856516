import type { Interval } from './intervals.ts';
import { significant } from './paired-tests.ts';
import { studentPoint } from './student-distribution.ts';

/** A figure with where it varies from: the seeds of trainings, and groups of test images. */
export interface Estimate {
  readonly value: number;
  /** Of each source of chance the variance it gives the figure, and on how many degrees of freedom that is known. */
  readonly parts: readonly { readonly variance: number; readonly freedom: number }[];
}
/** p and the 95 % interval of an effect, readings of one family of tests: p is below 0.05 exactly where the interval leaves out 0. */
export interface Tested { readonly effect: Interval; readonly p: number }

/**
 * What a figure varies by that counts right answers, as a share of the test images: rows[seed][group], with weights or differences of
 * arms where wanted. Variance between seeds and variance between groups are added, so that what belongs to both counts twice: a
 * little too wide rather than too narrow.
 * @param borrowed groups taken for one image more and one less, because none that differs does not mean that none ever would.
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

/** Of a figure that is no count, such as a ratio: from its value for each seed, and its mean in resamples of the groups. */
export function resampledEstimate(seedValues: readonly number[], replicates: ArrayLike<number>, groups: number): Estimate {
  const mean = sumOf(replicates) / replicates.length;
  let squares = 0;
  for (let at = 0; at < replicates.length; at++) squares += (replicates[at]! - mean) ** 2;
  return { value: meanOf(seedValues), parts: [...seedPart(seedValues), { variance: squares / (replicates.length - 1), freedom: Math.max(1, groups - 1) }] };
}

/** Of a figure that each seed gives one value of, and that test images have no part in. */
export function seedEstimate(seedValues: readonly number[]): Estimate {
  return { value: meanOf(seedValues), parts: seedPart(seedValues) };
}

/**
 * Tests that an effect is d, for every d: it is rejected where it lies farther from the measured one than the root of the summed
 * variances, each taken times the squared Student point of its own degrees of freedom. True effects are rejected at most as often as is
 * said, however the variances relate, with few seeds as well (Banerjee, "Approximate Confidence Interval for Linear Functions of Means
 * of k Populations When the Population Variances Are Not Equal", Sankhya 22, 1960). The interval is what is not rejected at 5 %, p the
 * level at which 0 is just not rejected.
 */
export function tested(estimate: Estimate): Tested {
  return { effect: intervalOf(estimate), p: levelReaching(estimate, Math.abs(estimate.value), reachAt(estimate, significant)) };
}

/** The same interval, for a figure of which no test is wanted. */
export function intervalOf(estimate: Estimate): Interval {
  const { value } = estimate;
  const reach = reachAt(estimate, significant);
  return { value, low: value - reach, high: value + reach };
}

/**
 * The 95 % interval of a share of right answers, shaped as Wilson's (see wilsonInterval) so that it stays within 0 and 1 and has a width
 * also where all or none are right: at as many trials as give a single share this spread.
 */
export function shareInterval(estimate: Estimate, groups: number): Interval {
  const { value } = estimate;
  // As if of one more group half had been right.
  const steadied = (value * groups + 0.5) / (groups + 1);
  const ratio = reachAt(estimate, significant) ** 2 / (steadied * (1 - steadied));
  const centre = (value + ratio / 2) / (1 + ratio);
  const half = Math.sqrt(ratio * value * (1 - value) + ratio ** 2 / 4) / (1 + ratio);
  return { value, low: value === 0 ? 0 : centre - half, high: value === 1 ? 1 : centre + half };
}

/** Groups to borrow for a share; and for a difference of two, which may differ to both sides. */
export const borrowedBy = { share: 0.5, difference: 2 };

function reachAt({ parts }: Estimate, level: number): number {
  return Math.sqrt(parts.reduce((sum, { variance, freedom }) => (variance === 0 ? sum : sum + variance * studentPoint(level, freedom) ** 2), 0));
}

/** Smaller levels are not told apart. */
const leastLevel = 1e-12;

/** The level whose reach is a distance. On which side of `significant` it lies is settled by the reach there alone, as in the interval. */
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

/** Nothing where there is but one seed: its luck cannot be told. */
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
