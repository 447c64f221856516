import { wilsonInterval, type Interval } from './intervals.ts';
import { areaUnderCurve, labelSaving, type LabelSaving } from './learning-curve.ts';
import { fewestPairs, signFlipTest, significant } from './paired-tests.ts';
import type { Answer, ArmName, Benefit, VerdictFigures } from './transfer-benefit.ts';
import { bootstrapIntervals, meansOverSeeds, observed, type PairedCounts, type Sample } from './two-level-bootstrap.ts';

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

/** Both curves of one seed, and what they say. */
interface SeedFigures {
  readonly transfer: readonly number[];
  readonly other: readonly number[];
  readonly saving: LabelSaving;
  readonly areas: { readonly transfer: number; readonly other: number };
}
const benefits = ['start', 'slope', 'asymptote', 'overall'] as const;
/** Effects of one seed that are 0 where the arms do alike; of `slope` the logarithm of the ratio. */
const effects: Readonly<Record<Benefit, (figures: SeedFigures) => number>> = {
  start: ({ transfer, other }) => transfer[0]! - other[0]!,
  slope: ({ saving }) => saving.logRatio,
  asymptote: ({ transfer, other }) => transfer.at(-1)! - other.at(-1)!,
  overall: ({ areas }) => areas.transfer - areas.other,
};

/**
 * Start, slope, asymptote and area of `transfer` against another arm, each with a two-level bootstrap interval and a sign-flip test
 * over the paired seeds. `overall` is the difference of the areas: one test that was chosen beforehand, so it is not corrected for
 * the other three, which are answered each for itself.
 */
export function compareArms(pairing: Pairing): ArmComparison {
  const { seeds, judged, area } = measure(pairing);
  const last = pairing.images.length - 1;
  const mean = (valueOf: (one: SeedFigures) => number): number => seeds.reduce((sum, one) => sum + valueOf(one), 0) / seeds.length;
  const scoresAt = (at: number): VerdictFigures['scores'] => ({ transfer: mean(({ transfer }) => transfer[at]!), other: mean(({ other }) => other[at]!) });
  const common = mean(({ saving }) => saving.score);
  const verdict = (benefit: Benefit, at: number, scores: VerdictFigures['scores']): VerdictFigures => ({
    ...judged[benefit], against: pairing.other.arm, scores, perClass: pairing.perClass[at]!, images: pairing.images[at]!, seeds: seeds.length,
    bound: benefit === 'slope' ? commonBound(seeds) : null,
  });
  return {
    area,
    verdicts: {
      start: verdict('start', 0, scoresAt(0)), slope: verdict('slope', last, { transfer: common, other: common }),
      asymptote: verdict('asymptote', last, scoresAt(last)), overall: verdict('overall', last, { transfer: area.transfer.value, other: area.other.value }),
    },
  };
}

function measure({ transfer, other, images, groupSizes, seed, resamples }: Pairing) {
  const counts: PairedCounts = { groupSizes, right: [...transfer.right, ...other.right] };
  // An arm that is never right would make the ratio of areas infinite: it counts as half an image.
  const leastArea = 0.5 / sum(groupSizes);
  const intervals = bootstrapIntervals(counts, (sample) => {
    const means = meansOverSeeds(sample, (at) => {
      const figures = figuresOf(sample, at, images);
      return [...benefits.map((benefit) => effects[benefit](figures)), figures.areas.transfer, figures.areas.other];
    });
    return [...means, means.at(-2)! / Math.max(leastArea, means.at(-1)!) - 1];
  }, seed, resamples);
  const whole = observed(counts);
  const seeds = Array.from(whole.seedWeights, (_, at) => figuresOf(whole, at, images));
  const judge = (benefit: Benefit, at: number): Judged => {
    const isRatio = benefit === 'slope';
    const effect = isRatio ? intervals[at]! : neverSure(intervals[at]!, groupSizes.length);
    const p = signFlipTest(seeds.map(effects[benefit]), seed);
    const indicative = seeds.length < fewestPairs;
    return { answer: answerOf(effect, p, indicative), effect: isRatio ? exponential(effect) : effect, p, indicative };
  };
  const [start, slope, asymptote, overall] = benefits.map(judge) as [Judged, Judged, Judged, Judged];
  return { seeds, judged: { start, slope, asymptote, overall }, area: { transfer: intervals[4]!, other: intervals[5]!, ratio: intervals[6]! } };
}
type Judged = Pick<VerdictFigures, 'answer' | 'effect' | 'p' | 'indicative'>;

/** Helps or hurts only where interval and test agree, and only with seeds enough for the test ever to agree. */
function answerOf({ low, high }: Interval, p: number, indicative: boolean): Answer {
  if (indicative || p >= significant) return 'no evidence';
  if (low > 0) return 'helps';
  return high < 0 ? 'hurts' : 'no evidence';
}

function figuresOf({ accuracies }: Sample, seed: number, images: readonly number[]): SeedFigures {
  const curve = (from: number): number[] => images.map((_, at) => accuracies[from + at]![seed]!);
  const [transfer, other] = [curve(0), curve(images.length)];
  return {
    transfer, other, saving: labelSaving(images, transfer, other),
    areas: { transfer: areaUnderCurve(images, transfer), other: areaUnderCurve(images, other) },
  };
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
function commonBound(seeds: readonly SeedFigures[]): VerdictFigures['bound'] {
  const bounds = new Set(seeds.map(({ saving }) => saving.bound).filter((bound) => bound !== null));
  return bounds.size === 1 ? [...bounds][0]! : null;
}
