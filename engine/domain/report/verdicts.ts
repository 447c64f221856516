import { bestRivals, sameRival } from './best-rivals.ts';
import { chanceAt } from './chance.ts';
import { areaWeights } from './learning-curve.ts';
import { significant } from '../statistics/paired-tests.ts';
import type { CompleteReport } from './report-answers.ts';
import { slopeAgainst, type SlopeFigures } from './slope.ts';
import { naiveArms, type Answer, type Benefit, type Reason, type Rival, type VerdictFigures } from './transfer-benefit.ts';
import { borrowedBy, countEstimate, shareInterval, tested } from '../statistics/two-level-estimate.ts';

/**
 * Returns the main verdict, `overall`: reusing the source model against the best arm without transfer, chosen at each size by validation,
 * averaged over the curve. And the three benefits known from the literature, against the source's architecture from a random start as far
 * as that was trained: start, slope and asymptote. Each is a separate test chosen in advance.
 */
export function verdictsOf(report: CompleteReport, slope: SlopeFigures | null): Readonly<Record<Benefit, VerdictFigures>> {
  const {
    data: {
      plan: { sizes },
    },
    arms,
  } = report;
  const [first, last] = [sizes[0]!, sizes.at(-1)!];
  const againstScratch = (perClass: number): VerdictFigures => difference(report, [perClass], sameRival(arms, 'scratch', [perClass]));
  return {
    start: againstScratch(first),
    slope: slopeVerdict(report, slope),
    asymptote: againstScratch(last),
    overall: difference(report, sizes, bestRivals(arms, sizes)),
  };
}

/** `transfer` minus its rivals: at one size, or the area between the curves over several. */
function difference(report: CompleteReport, sizes: readonly number[], rivals: readonly Rival[]): VerdictFigures {
  const {
    data,
    answers,
    answers: { groupSizes },
  } = report;
  const weights = areaWeights(sizes.map((size) => report.answers.images(size)));
  const chance = sizes.reduce((sum, size, at) => sum + weights[at]! * chanceAt(data, size), 0);
  if (rivals.length < sizes.length) return notMeasured(report, sizes.at(-1)!, 'left-out', chance);
  const seeds = commonSeeds(report, rivals);
  const transfer = answers.weightedRight(
    sizes.map((perClass) => ({ arm: 'transfer', perClass })),
    weights,
    seeds,
  );
  const other = answers.weightedRight(rivals, weights, seeds);
  const { effect, p } = tested(
    countEstimate(
      transfer.map((row, seed) => row.map((right, group) => right - other[seed]![group]!)),
      groupSizes,
      borrowedBy.difference,
    ),
  );
  const scoreOf = (rows: readonly Float64Array[]) => shareInterval(countEstimate(rows, groupSizes, borrowedBy.share), groupSizes.length);
  const scores = { transfer: scoreOf(transfer), other: scoreOf(other) };
  return {
    ...answered(effect.value, p, { helps: scores.transfer.low > chance, hurts: scores.other.low > chance }, rivals, seeds),
    effect: { value: effect.value, low: Math.max(-1, effect.low), high: Math.min(1, effect.high) },
    p,
    rivals,
    chance,
    bound: null,
    scores: { transfer: scores.transfer.value, other: scores.other.value },
    perClass: sizes.at(-1)!,
    images: report.answers.images(sizes.at(-1)!),
    seeds,
  };
}

/** Judged only at a score that is clearly better than a guess. Otherwise the naive arms give a bound, if they reach such a score. */
function slopeVerdict(report: CompleteReport, slope: SlopeFigures | null): VerdictFigures {
  const {
    data,
    data: {
      plan: { sizes },
    },
    arms,
  } = report;
  const last = sizes.at(-1)!;
  const chance = chanceAt(data, last);
  if (sizes.length === 1) return notMeasured(report, last, 'one-size', chance);
  const rivals = sameRival(arms, 'scratch', sizes);
  if (slope === null) return boundByNaiveArm(report, 'left-out', chance);
  const isUnfinished = rivals.some(({ unfinished }) => unfinished > 0);
  if (slope.score.low <= chance) return boundByNaiveArm(report, isUnfinished ? 'not-finished' : 'at-chance', chance);
  const {
    test: { effect, p },
    seeds,
  } = slope;
  return { ...slopeFigures(report, slope, rivals, chance), ...answered(effect.value, p, { helps: true, hurts: true }, rivals, seeds), p };
}

function boundByNaiveArm(report: CompleteReport, reason: Reason, chance: number): VerdictFigures {
  const {
    data: {
      plan: { sizes },
    },
    arms,
  } = report;
  const last = sizes.at(-1)!;
  const [naive] = bestRivals(arms, [last], naiveArms);
  const slope = naive === undefined ? null : slopeAgainst(report, naive.arm);
  if (naive === undefined || slope === null || slope.score.low <= chance) return notMeasured(report, last, reason, chance);
  return { ...slopeFigures(report, slope, sameRival(arms, naive.arm, sizes), chance), answer: 'not measured', reason, p: null };
}

function slopeFigures(
  report: CompleteReport,
  { test: { effect }, score, bound, seeds }: SlopeFigures,
  rivals: readonly Rival[],
  chance: number,
) {
  const last = report.data.plan.sizes.at(-1)!;
  return {
    effect: { value: Math.exp(effect.value), low: Math.exp(effect.low), high: Math.exp(effect.high) },
    rivals,
    chance,
    bound,
    scores: { transfer: score.value, other: score.value },
    perClass: last,
    images: report.answers.images(last),
    seeds,
  };
}

/**
 * Claims `helps` or `hurts` only if the test rejects equality, the better side is clearly better than a guess, and more than one seed was
 * trained; `helps` only against finished arms. An unfinished arm that does better is better all the same.
 */
function answered(
  effect: number,
  p: number,
  isAboveChance: { readonly helps: boolean; readonly hurts: boolean },
  rivals: readonly Rival[],
  seeds: number,
): { answer: Answer; reason: Reason | null } {
  const side = effect > 0 ? 'helps' : 'hurts';
  const isRejected = p < significant;
  const isUnfinished = rivals.some(({ unfinished }) => unfinished > 0);
  if (seeds < 2) return { answer: 'no evidence', reason: 'one-seed' };
  if (isUnfinished && !(isRejected && side === 'hurts')) return { answer: 'no evidence', reason: 'not-finished' };
  if (!isRejected) return { answer: 'no evidence', reason: null };
  return isAboveChance[side] ? { answer: side, reason: null } : { answer: 'no evidence', reason: 'at-chance' };
}

function notMeasured(report: CompleteReport, perClass: number, reason: Reason, chance: number): VerdictFigures {
  return {
    answer: 'not measured',
    reason,
    effect: null,
    p: null,
    rivals: [],
    scores: null,
    chance,
    perClass,
    images: report.answers.images(perClass),
    seeds: 0,
    bound: null,
  };
}

/** Number of seeds that `transfer` and all rivals have in common. */
function commonSeeds({ answers }: CompleteReport, rivals: readonly Rival[]): number {
  return Math.min(
    ...rivals.flatMap(({ arm, perClass }) => [answers.points('transfer', perClass).length, answers.points(arm, perClass).length]),
  );
}
