import { wilsonInterval, type Interval } from './intervals.ts';
import { areaUnderCurve, labelSaving } from './learning-curve.ts';
import { fewestPairs, signFlipTest, significant } from './paired-tests.ts';
import type { Answer, ArmName, Benefit, VerdictFigures } from './transfer-benefit.ts';
import { bootstrapIntervals, meanOverSeeds, observed, type PairedCounts, type Sample, type Statistic } from './two-level-bootstrap.ts';

/** The right answers of one arm: right[size][seed] has one count per group of test images. */
export interface ArmCounts { readonly arm: ArmName; readonly right: readonly (readonly ArrayLike<number>[])[] }

/** Two arms on the same sizes, seeds and test images. */
export interface Pairing {
  readonly transfer: ArmCounts;
  readonly other: ArmCounts;
  readonly perClass: readonly number[];
  readonly images: readonly number[];
  readonly groupSizes: ArrayLike<number>;
  readonly seed: number;
  readonly resamples: number;
}
export interface ArmComparison {
  readonly verdicts: Readonly<Record<Benefit, VerdictFigures>>;
  readonly area: { readonly transfer: Interval; readonly other: Interval; readonly ratio: Interval };
}

/** Both curves of one seed. */
interface SeedCurves { readonly transfer: readonly number[]; readonly other: readonly number[] }

/**
 * Start, slope, asymptote and area of `transfer` against another arm, each with a two-level bootstrap interval and a sign-flip test
 * over the paired seeds. `overall` is the difference of the areas: one test that was chosen beforehand, so it is not corrected for
 * the other three, which are answered each for itself.
 */
export function compareArms(pairing: Pairing): ArmComparison {
  const { images, perClass } = pairing;
  const last = images.length - 1;
  const effects: Record<Benefit, (curves: SeedCurves) => number> = {
    start: ({ transfer, other }) => transfer[0]! - other[0]!,
    slope: ({ transfer, other }) => labelSaving(images, transfer, other).logRatio,
    asymptote: ({ transfer, other }) => transfer[last]! - other[last]!,
    overall: ({ transfer, other }) => areaUnderCurve(images, transfer) - areaUnderCurve(images, other),
  };
  const measured = measure(pairing, effects);
  const { curves } = measured;
  const mean = (valueOf: (one: SeedCurves) => number): number => curves.reduce((sum, one) => sum + valueOf(one), 0) / curves.length;
  const score = mean(({ transfer, other }) => labelSaving(images, transfer, other).score);
  const verdict = (benefit: Benefit, at: number, scores: VerdictFigures['scores']): VerdictFigures => ({
    ...measured.verdicts[benefit], against: pairing.other.arm, scores, perClass: perClass[at]!, images: images[at]!, seeds: curves.length,
    bound: benefit === 'slope' ? commonBound(images, curves) : null,
  });
  const scoresAt = (at: number): VerdictFigures['scores'] => ({ transfer: mean(({ transfer }) => transfer[at]!), other: mean(({ other }) => other[at]!) });
  return {
    verdicts: {
      start: verdict('start', 0, scoresAt(0)), slope: verdict('slope', last, { transfer: score, other: score }), asymptote: verdict('asymptote', last, scoresAt(last)),
      overall: verdict('overall', last, { transfer: measured.area.transfer.value, other: measured.area.other.value }),
    },
    area: measured.area,
  };
}

function measure(pairing: Pairing, effects: Readonly<Record<Benefit, (curves: SeedCurves) => number>>) {
  const { images, groupSizes } = pairing;
  const counts: PairedCounts = { groupSizes, right: [...pairing.transfer.right, ...pairing.other.right] };
  const area = (which: keyof SeedCurves): Statistic => (sample) => meanOverSeeds(sample, (seed) => areaUnderCurve(images, curvesOf(sample, seed)[which]));
  // An arm that is never right would make the ratio infinite: it counts as half an image.
  const leastArea = 0.5 / sum(groupSizes);
  const benefits = ['start', 'slope', 'asymptote', 'overall'] as const;
  const intervals = bootstrapIntervals(counts, [
    ...benefits.map((benefit): Statistic => (sample) => meanOverSeeds(sample, (seed) => effects[benefit](curvesOf(sample, seed)))),
    area('transfer'), area('other'), (sample) => area('transfer')(sample) / Math.max(leastArea, area('other')(sample)) - 1,
  ], pairing.seed, pairing.resamples);
  const whole = observed(counts);
  const curves = Array.from(whole.seedWeights, (_, seed) => curvesOf(whole, seed));
  const verdictOf = (benefit: Benefit, at: number) => {
    const isRatio = benefit === 'slope';
    const effect = isRatio ? intervals[at]! : neverSure(intervals[at]!, groupSizes.length);
    const p = signFlipTest(curves.map(effects[benefit]), pairing.seed);
    const indicative = curves.length < fewestPairs;
    return { answer: answerOf(effect, p, indicative), effect: isRatio ? exponential(effect) : effect, p, indicative };
  };
  const [start, slope, asymptote, overall] = benefits.map(verdictOf) as [Judged, Judged, Judged, Judged];
  return { curves, verdicts: { start, slope, asymptote, overall }, area: { transfer: intervals[4]!, other: intervals[5]!, ratio: intervals[6]! } };
}
type Judged = Pick<VerdictFigures, 'answer' | 'effect' | 'p' | 'indicative'>;

/** Helps or hurts only where interval and test agree, and only with seeds enough for the test ever to agree. */
function answerOf({ low, high }: Interval, p: number, indicative: boolean): Answer {
  if (indicative || p >= significant) return 'no evidence';
  if (low > 0) return 'helps';
  return high < 0 ? 'hurts' : 'no evidence';
}

function curvesOf({ accuracies }: Sample, seed: number): SeedCurves {
  const half = accuracies.length / 2;
  const transfer = new Array<number>(half);
  const other = new Array<number>(half);
  for (let at = 0; at < half; at++) {
    transfer[at] = accuracies[at]![seed]!;
    other[at] = accuracies[half + at]![seed]!;
  }
  return { transfer, other };
}

/** Where the arms agree on every image, the bootstrap sees no spread; how rare a disagreement may still be follows from the number of groups. */
function neverSure(interval: Interval, groups: number): Interval {
  if (interval.low < interval.high) return interval;
  const { high } = wilsonInterval(0, groups);
  return { value: interval.value, low: interval.value - high, high: interval.value + high };
}

const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, one) => total + one, 0);
const exponential = ({ value, low, high }: Interval): Interval => ({ value: Math.exp(value), low: Math.exp(low), high: Math.exp(high) });

/** A mean over seeds is known on one side only when some seeds are and none is on the other. */
function commonBound(images: readonly number[], curves: readonly SeedCurves[]): VerdictFigures['bound'] {
  const bounds = new Set(curves.map(({ transfer, other }) => labelSaving(images, transfer, other).bound).filter((bound) => bound !== null));
  return bounds.size === 1 ? [...bounds][0]! : null;
}
