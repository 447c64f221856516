import type { Interval } from './intervals.ts';
import { normalPoint, normalShareBelow } from './normal-distribution.ts';
import { randomInteger, seededRandom, type Random } from './random.ts';

/**
 * Right answers of several trainings on the same test images, counted by group of images: right[curve][seed] has one count per group.
 * A curve is one arm at one size; all curves have the same seeds.
 */
export interface PairedCounts {
  /** Test images in each group. */
  readonly groupSizes: ArrayLike<number>;
  readonly right: readonly (readonly ArrayLike<number>[])[];
}

/** What a statistic is computed from: the accuracy of every curve and seed, and how often each seed counts. */
export interface Sample {
  readonly seedWeights: ArrayLike<number>;
  /** accuracies[curve][seed] */
  readonly accuracies: readonly ArrayLike<number>[];
}
export type Statistic = (sample: Sample) => number;

/** How many resamples the intervals of a report are read from. */
export const usualResamples = 2000;
/** The shares of the resamples below and above a 95 % interval. */
const tail = 0.025;

/** The sample as it was measured. */
export function observed({ groupSizes, right }: PairedCounts): Sample {
  return sampleOf({ groupSizes, right }, ones(right[0]?.length ?? 0), ones(groupSizes.length));
}

/**
 * The statistics with their 95 % intervals by the bias-corrected and accelerated bootstrap (Efron, "Better Bootstrap Confidence
 * Intervals", Journal of the American Statistical Association 82, 1987). Seeds and groups of test images are resampled
 * independently of each other (Owen, "The Pigeonhole Bootstrap", Annals of Applied Statistics 1(2), 2007), one fewer of each than
 * there are, which makes the spread right for few of them (Rao and Wu, "Resampling Inference with Complex Survey Data", Journal of
 * the American Statistical Association 83, 1988); the acceleration is that of several samples, from leaving out one seed or one group.
 */
export function bootstrapIntervals(counts: PairedCounts, statistics: readonly Statistic[], seed: number, resamples = usualResamples): Interval[] {
  const random = seededRandom(seed);
  const seeds = counts.right[0]?.length ?? 0;
  const groups = counts.groupSizes.length;
  const replicates = statistics.map(() => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw++) {
    const sample = sampleOf(counts, drawn(seeds, random), drawn(groups, random));
    for (const [at, statistic] of statistics.entries()) replicates[at]![draw] = statistic(sample);
  }
  const whole = observed(counts);
  const accelerations = accelerationsOf(counts, statistics);
  return statistics.map((statistic, at) => bcaInterval(statistic(whole), replicates[at]!, accelerations[at]!));
}

/** The bounds of a 95 % interval around a value, from the resampled values of the same statistic. */
export function bcaInterval(value: number, replicates: Float64Array, acceleration: number): Interval {
  const sorted = replicates.toSorted();
  let below = 0;
  for (const one of sorted) below += one < value ? 1 : one === value ? 0.5 : 0;
  const bias = normalPoint(below / sorted.length);
  if (!Number.isFinite(bias)) return { value, low: Math.min(value, quantile(sorted, tail)), high: Math.max(value, quantile(sorted, 1 - tail)) };
  const corrected = (share: number): number => {
    const z = bias + normalPoint(share);
    return normalShareBelow(bias + z / Math.max(1e-9, 1 - acceleration * z));
  };
  return { value, low: Math.min(value, quantile(sorted, corrected(tail))), high: Math.max(value, quantile(sorted, corrected(1 - tail))) };
}

/** The value below which a share of sorted values lies, between two of them by proportion. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  // Equal ones first: infinite values may not be subtracted.
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}

/** Mean of a value per seed, each counted as often as it was drawn. */
export function meanOverSeeds({ seedWeights }: Sample, valueOf: (seed: number) => number): number {
  let sum = 0;
  let weights = 0;
  for (let seed = 0; seed < seedWeights.length; seed++) {
    const weight = seedWeights[seed]!;
    if (weight === 0) continue;
    sum += weight * valueOf(seed);
    weights += weight;
  }
  return sum / weights;
}

function sampleOf({ groupSizes, right }: PairedCounts, seedWeights: Float64Array, groupWeights: Float64Array): Sample {
  const images = weighted(groupSizes, groupWeights);
  const accuracies = right.map((curve) => Float64Array.from(curve, (groups, seed) => (seedWeights[seed] === 0 ? 0 : weighted(groups, groupWeights) / images)));
  return { seedWeights, accuracies };
}

function weighted(values: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += values[at]! * weights[at]!;
  return sum;
}

/** How often each of n was drawn in n - 1 draws; in one draw of a single one. */
function drawn(n: number, random: Random): Float64Array {
  const times = new Float64Array(n);
  for (let draw = 0; draw < Math.max(1, n - 1); draw++) times[randomInteger(n, random)]! += 1;
  return times;
}

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

function accelerationsOf(counts: PairedCounts, statistics: readonly Statistic[]): number[] {
  const cubes = statistics.map(() => 0);
  const squares = statistics.map(() => 0);
  for (const samples of [samplesWithoutASeed(counts), samplesWithoutAGroup(counts)]) {
    const left = samples.map((sample) => statistics.map((statistic) => statistic(sample)));
    for (const index of statistics.keys()) {
      const mean = left.reduce((sum, row) => sum + row[index]!, 0) / left.length;
      for (const row of left) {
        const influence = ((left.length - 1) * (mean - row[index]!)) / left.length;
        cubes[index]! += influence ** 3;
        squares[index]! += influence ** 2;
      }
    }
  }
  return statistics.map((_, index) => (squares[index]! > 0 ? cubes[index]! / (6 * squares[index]! ** 1.5) : 0));
}

/** None where there is but one seed: nothing would be left. */
function samplesWithoutASeed(counts: PairedCounts): Sample[] {
  const { seedWeights, accuracies } = observed(counts);
  if (seedWeights.length < 2) return [];
  return Array.from(seedWeights, (_, left) => ({ seedWeights: Float64Array.from(seedWeights, (weight, seed) => (seed === left ? 0 : weight)), accuracies }));
}

function samplesWithoutAGroup({ groupSizes, right }: PairedCounts): Sample[] {
  const groups = groupSizes.length;
  if (groups < 2) return [];
  const seedWeights = ones(right[0]?.length ?? 0);
  const images = weighted(groupSizes, ones(groups));
  const totals = right.map((curve) => curve.map((counts) => weighted(counts, ones(groups))));
  return Array.from({ length: groups }, (_, left) => ({
    seedWeights,
    accuracies: right.map((curve, at) => Float64Array.from(curve, (counts, seed) => (totals[at]![seed]! - counts[left]!) / (images - groupSizes[left]!))),
  }));
}
