import type { Interval } from '../statistics/intervals.ts';
import { areaUnderCurve, labelSaving } from './learning-curve.ts';
import type { CompleteReport } from './report-answers.ts';
import type { ArmName, VerdictFigures } from './transfer-benefit.ts';
import { groupReplicates, observed, type PairedCounts, type Sample } from '../statistics/two-level-bootstrap.ts';
import { intervalOf, resampledEstimate, shareInterval, tested, type Tested } from '../statistics/two-level-estimate.ts';

/** A comparison of two whole curves. */
export interface SlopeFigures {
  /** ln of how many times fewer labels `transfer` needs for the highest score that both reach. */
  readonly test: Tested;
  /** That score. */
  readonly score: Interval;
  readonly bound: VerdictFigures['bound'];
  /** Area under the curve of `transfer`, divided by that of the other arm, minus 1. */
  readonly areaRatio: Interval;
  readonly seeds: number;
}

/** Compares the curve of `transfer` with that of another arm over the seeds that both have; null if the other arm lacks a size. */
export function slopeAgainst(
  {
    data: {
      plan: { sizes },
      seed,
    },
    answers,
    resamples,
  }: CompleteReport,
  other: ArmName,
): SlopeFigures | null {
  const curves = [...sizes.map((size) => answers.right('transfer', size)), ...sizes.map((size) => answers.right(other, size))];
  const seeds = Math.min(...curves.map((curve) => curve.length));
  if (seeds === 0) return null;
  const images = sizes.map((size) => answers.images(size));
  const counts: PairedCounts = { groupSizes: answers.groupSizes, right: curves.map((curve) => curve.slice(0, seeds)) };
  const groups = answers.groupSizes.length;
  // An arm without any correct prediction would make the ratio of areas infinite: it counts as half an image.
  const leastArea = 0.5 / answers.groupSizes.reduce((sum, images) => sum + images, 0);
  const curvesOf = ({ accuracies }: Sample, at: number): { transfer: number[]; other: number[] } => {
    const curve = (from: number): number[] => sizes.map((_, size) => accuracies[from + size]![at]!);
    return { transfer: curve(0), other: curve(sizes.length) };
  };
  const { seedValues, replicates } = groupReplicates(
    counts,
    (sample, at) => {
      const curve = curvesOf(sample, at);
      const { logRatio, score } = labelSaving(images, curve.transfer, curve.other);
      const area = (scores: readonly number[]): number => Math.max(leastArea, areaUnderCurve(images, scores));
      return [logRatio, score, Math.log(area(curve.transfer) / area(curve.other))];
    },
    seed,
    resamples,
  );
  const [saving, score, ratio] = seedValues.map((values, figure) => resampledEstimate(values, replicates[figure]!, groups));
  const areas = intervalOf(ratio!);
  const whole = observed(counts);
  return {
    test: tested(saving!),
    score: shareInterval(score!, groups),
    seeds,
    bound: commonBound(
      Array.from({ length: seeds }, (_, at) => labelSaving(images, curvesOf(whole, at).transfer, curvesOf(whole, at).other).bound),
    ),
    areaRatio: { value: Math.exp(areas.value) - 1, low: Math.exp(areas.low) - 1, high: Math.exp(areas.high) - 1 },
  };
}

/** A mean over seeds is one-sided if some seeds are, all of them on the same side. */
function commonBound(seeds: readonly VerdictFigures['bound'][]): VerdictFigures['bound'] {
  const bounds = new Set(seeds.filter((bound) => bound !== null));
  return bounds.size === 1 ? [...bounds][0]! : null;
}
