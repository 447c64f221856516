import type { Random } from '../domain/random.ts';
import { stratifiedFolds } from './cross-validation.ts';
import { linearValues, solveLogistic, type LogisticProblem, type LogisticRows, type Pause } from './logistic.ts';
import type { Minimum } from './lbfgs.ts';
import type { PrincipalRows } from './principal-rows.ts';
import type { RidgeFit } from './ridge.ts';
import { shareRight } from './score-rows.ts';
import { fitSharpness } from './temperature.ts';

/** Penalties that are tried, for rows of mean square length 1; scikit-learn's C is 1 / (penalty · rows). */
export const logisticPenalties: readonly number[] = Array.from({ length: 11 }, (_, step) => 10 ** (step / 2 - 6));
const folds = 5;
/** From here on one held-out fifth says as much as five did for fewer rows, in a fifth of the time. */
const rowsForOneFold = 5000;
/** Choosing between penalties half a decade apart needs no exact minimum. */
const choosing = { tolerance: 1e-3, iterations: 60 } as const;
/** The likelihood that is maximised asks for no change; held-out rows may. */
const usualSharpness = 1;
const final = { tolerance: 1e-6, iterations: 500 } as const;

export interface LogisticFit {
  readonly penalty: number;
  /** k x C for the coordinates. */
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
  /** Share of the held-out rows that cross-validation got right. */
  readonly accuracy: number;
}

/**
 * Multinomial logistic regression with the penalty that gives held-out rows the highest likelihood in stratified cross-validation;
 * the likelihood, unlike the accuracy, also rewards honest probabilities. A penalty that is right for the direction of the weights
 * makes them too short to be honest, so the same held-out rows set their length. All penalties and folds start from the ridge fit
 * and are solved together.
 */
export async function fitLogistic(
  principal: PrincipalRows, labels: Int32Array, classes: number, ridge: RidgeFit, random: Random, pause: Pause,
): Promise<LogisticFit> {
  const rows: LogisticRows = {
    coordinates: principal.coordinates, labels, classes, meanSquares: principal.strengths.map((strength) => strength / labels.length),
  };
  const start = classByClass(ridge, classes);
  const { penalty, sharpness, accuracy } = await choosePenalty(rows, start, random, pause);
  const [best] = await solveLogistic(rows, [{ penalty, learns: null, start }], final, pause) as [Minimum];
  const width = principal.coordinates.columns;
  const weights = new Float32Array(width * classes);
  for (let at = 0; at < weights.length; at++) weights[at] = sharpness * best.point[(at % classes) * width + Math.floor(at / classes)]!;
  return { penalty, accuracy, weights, intercepts: best.point.slice(width * classes).map((intercept) => sharpness * intercept) };
}

function classByClass({ weights, intercepts }: RidgeFit, classes: number): Float64Array {
  const width = weights.length / classes;
  const start = new Float64Array(weights.length + classes);
  weights.forEach((weight, at) => { start[(at % classes) * width + Math.floor(at / classes)] = weight; });
  start.set(intercepts, weights.length);
  return start;
}

interface Chosen { readonly penalty: number; readonly sharpness: number; readonly accuracy: number }

async function choosePenalty(rows: LogisticRows, start: Float64Array, random: Random, pause: Pause): Promise<Chosen> {
  const foldOf = stratifiedFolds(rows.labels, rows.classes, folds, random);
  const used = rows.labels.length >= rowsForOneFold ? 1 : folds;
  const splits = Array.from({ length: used }, (_, fold) => Uint8Array.from(foldOf, (of) => (of === fold ? 0 : 1)));
  const problems = splits.flatMap((learns) => logisticPenalties.map((penalty): LogisticProblem => ({ penalty, learns, start })));
  const solved = await solveLogistic(rows, problems, choosing, pause);
  const tried = logisticPenalties.map((penalty, at) => {
    const held = splits.map((learns, fold) => heldOutScores(rows, learns, solved[fold * logisticPenalties.length + at]!.point));
    const scores = Float64Array.from(held.flatMap((part) => part.scores));
    const labels = held.flatMap((part) => part.labels);
    const { factor, loss } = fitSharpness(scores, labels, rows.classes, usualSharpness);
    return { penalty, sharpness: factor, loss, accuracy: shareRight(scores, labels, rows.classes) };
  });
  return tried.reduce((best, one) => (one.loss <= best.loss ? one : best));
}

/** Scores of the rows that a problem did not learn from, one group of `classes` numbers each, and their labels. */
function heldOutScores(rows: LogisticRows, learns: Uint8Array, point: Float64Array): { scores: number[]; labels: number[] } {
  const { classes, coordinates, labels } = rows;
  const values = linearValues(rows, [point]);
  const intercepts = point.subarray(classes * coordinates.columns);
  const held = [...labels.keys()].filter((row) => learns[row] === 0);
  return {
    scores: held.flatMap((row) => Array.from(intercepts, (intercept, index) => values[row * classes + index]! + intercept)),
    labels: held.map((row) => labels[row]!),
  };
}
