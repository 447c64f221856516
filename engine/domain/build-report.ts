import { compareArms, type ArmComparison, type ArmCounts } from './compare-arms.ts';
import { forecastImages } from './forecast.ts';
import { wilsonInterval, type Interval } from './intervals.ts';
import { requireComparable } from './report-checks.ts';
import { stepsRatio } from './steps-ratio.ts';
import {
  plannedArms, type ArmFigures, type ArmName, type ArmPointFigures, type TransferData, type TransferFigures, type TransferPoint, type VerdictFigures,
} from './transfer-benefit.ts';
import { bootstrapIntervals, meansOverSeeds, usualResamples } from './two-level-bootstrap.ts';

/** Right answers by group of test images. */
interface Groups { readonly sizes: Int32Array; countRight(point: TransferPoint): Int32Array }

/**
 * All figures of a report from its points. The same points and seed give the same figures to the last bit. Arms may be incomplete; the
 * verdict, the areas and what follows from them are null until every planned point is there.
 * Fails with a RangeError where the points allow no honest comparison (see requireComparable).
 * @param resamples of each bootstrap.
 */
export function buildReport(data: TransferData, resamples = usualResamples): TransferFigures {
  requireComparable(data);
  const groups = groupsOf(data);
  const planned = plannedArms(data.plan);
  const pointsOf = (arm: ArmName, perClass: number): TransferPoint[] => pointsAt(data, arm, perClass);
  const arms = armsOf(data, groups, resamples);
  const isComplete = planned.every(({ arm, sizes, seeds }) => sizes.every((size) => pointsOf(arm, size).length === seeds));
  if (!isComplete) return { arms, verdict: null, area: null, stepsRatio: null, forecast: null };

  const seedsOf = (name: ArmName): number => planned.find(({ arm }) => arm === name)?.seeds ?? 0;
  const countsOf = (arm: ArmName, seeds: number): ArmCounts =>
    ({ arm, right: data.plan.sizes.map((size) => pointsOf(arm, size).slice(0, seeds).map((point) => groups.countRight(point))) });
  const images = data.plan.sizes.map((size) => pointsOf('transfer', size)[0]!.trainImages.length);
  const compare = (other: ArmName): ArmComparison => {
    const seeds = Math.min(seedsOf('transfer'), seedsOf(other));
    return compareArms({
      transfer: countsOf('transfer', seeds), other: countsOf(other, seeds), perClass: data.plan.sizes, images, groupSizes: groups.sizes, seed: data.seed, resamples,
    });
  };
  const headSeeds = seedsOf('transfer');
  const scratch = compare('scratch');
  const rivals = [scratch, compare('random-frozen'), compare('colour-texture')];
  const perClass = images.map((count) => count / data.classes.length);
  return {
    arms, verdict: { ...scratch.verdicts, overall: overallVerdict(scratch, rivals) },
    area: { transfer: scratch.area.transfer, scratch: scratch.area.other, ratio: scratch.area.ratio },
    stepsRatio: stepsRatio(data.points, data.seed, resamples),
    forecast: forecastImages({ groupSizes: groups.sizes, right: countsOf('transfer', headSeeds).right }, perClass, data.seed, resamples),
  };
}

/** The curves alone, as far as there are points; nothing is compared. Fails as buildReport does. */
export function buildCurves(data: TransferData, resamples = usualResamples): TransferFigures {
  requireComparable(data);
  return { arms: armsOf(data, groupsOf(data), resamples), verdict: null, area: null, stepsRatio: null, forecast: null };
}

const pointsAt = ({ points }: TransferData, arm: ArmName, perClass: number): TransferPoint[] =>
  points.filter((point) => point.arm === arm && point.perClass === perClass).toSorted((a, b) => a.seed - b.seed);

function armsOf(data: TransferData, groups: Groups, resamples: number): ArmFigures[] {
  return plannedArms(data.plan).map(({ arm, sizes }): ArmFigures => ({
    arm, points: pointFigures(sizes.map((perClass) => pointsAt(data, arm, perClass)).filter((points) => points.length > 0), groups, data.seed, resamples),
  }));
}

/** Share of the test images that one training named right. */
export function seedAccuracy(point: TransferPoint, { test, classes }: TransferData): number {
  return test.filter((image, at) => classes[point.predicted[at]!] === image.class).length / test.length;
}

/**
 * Helps: better than scratch, and no trivial arm has the larger area. Hurts: worse than the best of the other arms. The effect is told
 * against the arm that decided.
 */
function overallVerdict(scratch: ArmComparison, rivals: readonly ArmComparison[]): VerdictFigures {
  const best = rivals.reduce((leader, one) => (one.area.other.value > leader.area.other.value ? one : leader));
  const againstBest = best.verdicts.overall;
  const againstScratch = scratch.verdicts.overall;
  if (againstBest.answer === 'hurts') return againstBest;
  if (againstScratch.answer === 'hurts') return againstScratch;
  const isBehind = againstBest.effect.value < 0;
  return isBehind ? { ...againstBest, answer: 'no evidence' } : againstScratch;
}

/** Points with the same number of seeds share their resamples; only an arm that is being trained has several. */
function pointFigures(points: readonly (readonly TransferPoint[])[], groups: Groups, seed: number, resamples: number): ArmPointFigures[] {
  const scores = new Map<number, Interval>();
  for (const alike of Map.groupBy(points, (seeds) => seeds.length).values()) {
    const counts = { groupSizes: groups.sizes, right: alike.map((seeds) => seeds.map((point) => groups.countRight(point))) };
    const intervals = bootstrapIntervals(counts, (sample) => meansOverSeeds(sample, (at) => sample.accuracies.map((curve) => curve[at]!)), seed, resamples);
    for (const [at, interval] of intervals.entries()) scores.set(alike[at]![0]!.perClass, neverSure(interval, groups.sizes.length));
  }
  return points.map((seeds) => {
    const { perClass, trainImages } = seeds[0]!;
    const mean = (valueOf: (point: TransferPoint) => number): number => seeds.reduce((sum, point) => sum + valueOf(point), 0) / seeds.length;
    return {
      perClass, images: trainImages.length, seeds: seeds.length, score: scores.get(perClass)!, validationScore: meanValidationScore(seeds),
      unfinished: seeds.filter(({ finished }) => !finished).length, imagePasses: Math.round(mean((point) => point.imagePasses)),
      trials: Math.round(mean((point) => point.trials)), seconds: mean((point) => point.seconds),
    };
  });
}

/** Null where a point does not tell. */
function meanValidationScore(points: readonly TransferPoint[]): number | null {
  const scores = points.flatMap(({ validationScore }) => (validationScore === null ? [] : [validationScore]));
  return scores.length < points.length ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

/** Where all groups did alike (all right, say), the bootstrap sees no spread; Wilson's interval over the groups does. */
function neverSure(score: Interval, groups: number): Interval {
  return score.low < score.high ? score : { ...wilsonInterval(score.value * groups, groups), value: score.value };
}

/** Images that share a group answer for each other: they are resampled together. */
function groupsOf({ test, classes }: TransferData): Groups {
  const numbers = new Map<string, number>();
  const groupOf = test.map(({ image, group }) => {
    const name = group === null ? `image ${image}` : `group ${group}`;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
  const actual = test.map((image) => classes.indexOf(image.class));
  const count = (isCounted: (at: number) => boolean): Int32Array => {
    const counts = new Int32Array(numbers.size);
    for (const [at, group] of groupOf.entries()) if (isCounted(at)) counts[group]! += 1;
    return counts;
  };
  return { sizes: count(() => true), countRight: ({ predicted }) => count((at) => predicted[at] === actual[at]) };
}
