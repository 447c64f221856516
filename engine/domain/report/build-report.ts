import { forecastImages } from './forecast.ts';
import type { Interval } from '../statistics/intervals.ts';
import { areaWeights } from './learning-curve.ts';
import { ReportAnswers, type CompleteReport } from './report-answers.ts';
import { requireComparable } from './report-checks.ts';
import { slopeAgainst, type SlopeFigures } from './slope.ts';
import { stepsRatio } from './steps-ratio.ts';
import {
  plannedArms,
  type ArmFigures,
  type ArmName,
  type ArmPointFigures,
  type TransferData,
  type TransferFigures,
  type TransferPoint,
} from './transfer-benefit.ts';
import { usualResamples } from '../statistics/two-level-bootstrap.ts';
import { borrowedBy, countEstimate, shareInterval } from '../statistics/two-level-estimate.ts';
import { verdictsOf } from './verdicts.ts';

/**
 * Computes all figures of a report from its points. The same points and seed give bit-identical figures. Arms may be incomplete; the
 * verdict, the areas and everything based on them are null until all planned points exist.
 * @param resamples of each bootstrap.
 * @throws RangeError if the points allow no fair comparison (see requireComparable)
 */
export function buildReport(data: TransferData, resamples = usualResamples): TransferFigures {
  requireComparable(data);
  const answers = new ReportAnswers(data);
  const arms = armsOf(data, answers);
  const isComplete = plannedArms(data.plan).every(({ arm, sizes, seeds }) =>
    sizes.every((size) => answers.points(arm, size).length === seeds),
  );
  if (!isComplete) return { arms, verdict: null, area: null, stepsRatio: null, forecast: null };
  const report: CompleteReport = { data, answers, arms, resamples };
  const slope = slopeAgainst(report, 'scratch');
  return {
    arms,
    verdict: verdictsOf(report, slope),
    area: areasOf(report, slope),
    stepsRatio: stepsRatio(data.points),
    forecast: forecastImages(
      { groupSizes: answers.groupSizes, right: data.plan.sizes.map((size) => answers.right('transfer', size)) },
      imagesOf(report).map((count) => count / data.classes.length),
      data.seed,
      resamples,
    ),
  };
}

/** Only the curves, from the points so far; nothing is compared. @throws RangeError as buildReport does */
export function buildCurves(data: TransferData): TransferFigures {
  requireComparable(data);
  return { arms: armsOf(data, new ReportAnswers(data)), verdict: null, area: null, stepsRatio: null, forecast: null };
}

/** Share of the test images that one training run classified correctly. */
export function seedAccuracy(point: TransferPoint, { test, classes }: TransferData): number {
  return test.filter((image, at) => classes[point.predicted[at]!] === image.class).length / test.length;
}

const imagesOf = ({ data, answers }: CompleteReport): number[] => data.plan.sizes.map((size) => answers.images(size));

function armsOf({ plan }: TransferData, answers: ReportAnswers): ArmFigures[] {
  return plannedArms(plan).map(({ arm, sizes }): ArmFigures => ({
    arm,
    points: sizes.filter((size) => answers.points(arm, size).length > 0).map((size) => pointFigures(answers, arm, size)),
  }));
}

function pointFigures(answers: ReportAnswers, arm: ArmName, perClass: number): ArmPointFigures {
  const { groupSizes } = answers;
  const seeds = answers.points(arm, perClass);
  const mean = (valueOf: (point: TransferPoint) => number): number => seeds.reduce((sum, point) => sum + valueOf(point), 0) / seeds.length;
  return {
    perClass,
    images: seeds[0]!.trainImages.length,
    seeds: seeds.length,
    score: shareInterval(countEstimate(answers.right(arm, perClass), groupSizes, borrowedBy.share), groupSizes.length),
    validationScore: meanValidationScore(seeds),
    unfinished: seeds.filter(({ finished }) => !finished).length,
    imagePasses: Math.round(mean((point) => point.imagePasses)),
    trials: Math.round(mean((point) => point.trials)),
    seconds: mean((point) => point.seconds),
  };
}

/** Null if any point has no validation score. */
function meanValidationScore(points: readonly TransferPoint[]): number | null {
  const scores = points.flatMap(({ validationScore }) => (validationScore === null ? [] : [validationScore]));
  return scores.length < points.length ? null : scores.reduce((sum, one) => sum + one, 0) / scores.length;
}

function areasOf(report: CompleteReport, slope: SlopeFigures | null): TransferFigures['area'] {
  const {
    data: {
      plan: { sizes },
    },
    answers,
    arms,
  } = report;
  const isFinished = arms.find(({ arm }) => arm === 'scratch')?.points.every(({ unfinished }) => unfinished === 0) ?? false;
  if (slope === null || !isFinished) return null;
  const weights = areaWeights(imagesOf(report));
  const area = (arm: ArmName): Interval => {
    const rows = answers.weightedRight(
      sizes.map((perClass) => ({ arm, perClass })),
      weights,
      slope.seeds,
    );
    return shareInterval(countEstimate(rows, answers.groupSizes, borrowedBy.share), answers.groupSizes.length);
  };
  return { transfer: area('transfer'), scratch: area('scratch'), ratio: slope.areaRatio };
}
