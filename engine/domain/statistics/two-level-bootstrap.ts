import type { Interval } from './intervals.ts';
import { normalPoint, normalShareBelow } from './normal-distribution.ts';
import { randomInteger, seededRandom, type Random } from './random.ts';

/**
 * Correct answers of several training runs on the same test images, counted per group of images: right[curve][seed] has one count per
 * group. A curve is one arm at one size; all curves have the same seeds.
 */
export interface PairedCounts {
  /** Test images in each group. */
  readonly groupSizes: ArrayLike<number>;
  readonly right: readonly (readonly ArrayLike<number>[])[];
}

/** The input of a statistic: the accuracy of every curve and seed, and the weight of each seed. */
export interface Sample {
  readonly seedWeights: ArrayLike<number>;
  /** accuracies[curve][seed] */
  readonly accuracies: readonly ArrayLike<number>[];
}
/** Computes several figures from one sample. */
export type Statistics = (sample: Sample) => readonly number[];

/** Number of resamples for the intervals of a report. */
export const usualResamples = 2000;
/** The share of resamples on each side outside a 95 % interval. */
const tail = 0.025;

/** The sample as it was measured. */
export function observed({ groupSizes, right }: PairedCounts): Sample {
  return sampleOf({ groupSizes, right }, ones(right[0]?.length ?? 0), ones(groupSizes.length));
}

/**
 * Computes figures of a sample with their 95 % intervals by the bias-corrected and accelerated bootstrap (Efron, "Better Bootstrap
 * Confidence Intervals", Journal of the American Statistical Association 82, 1987). Seeds and groups of test images are resampled
 * independently of each other (Owen, "The Pigeonhole Bootstrap", Annals of Applied Statistics 1(2), 2007). Seeds are few, so one fewer
 * than their number is drawn, which makes their spread right (Rao and Wu, "Resampling Inference with Complex Survey Data", Journal of
 * the American Statistical Association 83, 1988). The acceleration is the multi-sample one, from leaving out each seed and each group.
 */
export function bootstrapIntervals(counts: PairedCounts, statistics: Statistics, seed: number, resamples = usualResamples): Interval[] {
  const random = seededRandom(seed);
  const seeds = counts.right[0]?.length ?? 0;
  const groups = counts.groupSizes.length;
  const values = statistics(observed(counts));
  const replicates = values.map(() => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw++) {
    const resampled = statistics(sampleOf(counts, drawn(seeds, Math.max(1, seeds - 1), random), drawn(groups, groups, random)));
    for (const [at, one] of resampled.entries()) replicates[at]![draw] = one;
  }
  const accelerations = accelerationsOf(counts, statistics, values.length);
  return values.map((value, at) => bcaInterval(value, replicates[at]!, accelerations[at]!));
}

/** Figures with one value per seed: these values, and their means over the seeds in resamples of only the groups. */
export interface GroupReplicates {
  /** seedValues[figure][seed] */
  readonly seedValues: readonly (readonly number[])[];
  /** replicates[figure][resample] */
  readonly replicates: readonly Float64Array[];
}

/** Resamples the groups of test images but not the seeds. */
export function groupReplicates(
  counts: PairedCounts,
  figuresOf: (sample: Sample, seed: number) => readonly number[],
  seed: number,
  resamples = usualResamples,
): GroupReplicates {
  const random = seededRandom(seed);
  const groups = counts.groupSizes.length;
  const whole = observed(counts);
  const bySeed = Array.from(whole.seedWeights, (_, at) => figuresOf(whole, at));
  const seedValues = (bySeed[0] ?? []).map((_, figure) => bySeed.map((figures) => figures[figure]!));
  const replicates = seedValues.map(() => new Float64Array(resamples));
  for (let draw = 0; draw < resamples; draw++) {
    const sample = sampleOf(counts, ones(bySeed.length), drawn(groups, groups, random));
    for (const [figure, mean] of meansOverSeeds(sample, (at) => figuresOf(sample, at)).entries()) replicates[figure]![draw] = mean;
  }
  return { seedValues, replicates };
}

/** The BCa 95 % interval around a value, from the resampled values of the same statistic. */
export function bcaInterval(value: number, replicates: Float64Array, acceleration: number): Interval {
  const sorted = replicates.toSorted();
  let below = 0;
  for (const one of sorted) below += one < value ? 1 : one === value ? 0.5 : 0;
  const bias = normalPoint(below / sorted.length);
  if (!Number.isFinite(bias))
    return { value, low: Math.min(value, quantile(sorted, tail)), high: Math.max(value, quantile(sorted, 1 - tail)) };
  const corrected = (share: number): number => {
    const z = bias + normalPoint(share);
    return normalShareBelow(bias + z / Math.max(1e-9, 1 - acceleration * z));
  };
  return { value, low: Math.min(value, quantile(sorted, corrected(tail))), high: Math.max(value, quantile(sorted, corrected(1 - tail))) };
}

/** The quantile of sorted values at a share, with linear interpolation. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  const high = sorted[Math.ceil(at)]!;
  // Checks equality first: subtracting infinite values would give NaN.
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}

/** Weighted means of several figures over the seeds. */
export function meansOverSeeds({ seedWeights }: Sample, figuresOf: (seed: number) => readonly number[]): number[] {
  const sums: number[] = [];
  let weights = 0;
  for (let seed = 0; seed < seedWeights.length; seed++) {
    const weight = seedWeights[seed]!;
    if (weight === 0) continue;
    for (const [at, one] of figuresOf(seed).entries()) sums[at] = (sums[at] ?? 0) + weight * one;
    weights += weight;
  }
  return sums.map((sum) => sum / weights);
}

function sampleOf({ groupSizes, right }: PairedCounts, seedWeights: Float64Array, groupWeights: Float64Array): Sample {
  const images = weighted(groupSizes, groupWeights);
  const accuracies = right.map((curve) => {
    const ofCurve = new Float64Array(curve.length);
    for (let seed = 0; seed < curve.length; seed++)
      if (seedWeights[seed] !== 0) ofCurve[seed] = weighted(curve[seed]!, groupWeights) / images;
    return ofCurve;
  });
  return { seedWeights, accuracies };
}

function weighted(values: ArrayLike<number>, weights: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at++) sum += values[at]! * weights[at]!;
  return sum;
}

/** How often each of `n` items is drawn in `draws` random draws. */
function drawn(n: number, draws: number, random: Random): Float64Array {
  const times = new Float64Array(n);
  for (let draw = 0; draw < draws; draw++) times[randomInteger(n, random)]! += 1;
  return times;
}

const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

function accelerationsOf(counts: PairedCounts, statistics: Statistics, figures: number): number[] {
  const cubes = new Array<number>(figures).fill(0);
  const squares = new Array<number>(figures).fill(0);
  for (const samples of [samplesWithoutASeed(counts), samplesWithoutAGroup(counts)]) {
    const left = samples.map(statistics);
    for (let at = 0; at < figures; at++) {
      const mean = left.reduce((sum, row) => sum + row[at]!, 0) / left.length;
      for (const row of left) {
        const influence = ((left.length - 1) * (mean - row[at]!)) / left.length;
        cubes[at]! += influence ** 3;
        squares[at]! += influence ** 2;
      }
    }
  }
  return cubes.map((cube, at) => (squares[at]! > 0 ? cube / (6 * squares[at]! ** 1.5) : 0));
}

/** Empty with only one seed: nothing would be left. */
function samplesWithoutASeed(counts: PairedCounts): Sample[] {
  const { seedWeights, accuracies } = observed(counts);
  if (seedWeights.length < 2) return [];
  return Array.from(seedWeights, (_, left) => ({
    seedWeights: Float64Array.from(seedWeights, (weight, seed) => (seed === left ? 0 : weight)),
    accuracies,
  }));
}

function samplesWithoutAGroup({ groupSizes, right }: PairedCounts): Sample[] {
  const groups = groupSizes.length;
  if (groups < 2) return [];
  const seedWeights = ones(right[0]?.length ?? 0);
  const images = weighted(groupSizes, ones(groups));
  const totals = right.map((curve) => curve.map((counts) => weighted(counts, ones(groups))));
  return Array.from({ length: groups }, (_, left) => ({
    seedWeights,
    accuracies: right.map((curve, at) =>
      Float64Array.from(curve, (counts, seed) => (totals[at]![seed]! - counts[left]!) / (images - groupSizes[left]!)),
    ),
  }));
}
