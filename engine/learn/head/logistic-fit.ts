import type { Random } from '../../domain/statistics/random.ts';
import { stratifiedFolds } from './cross-validation.ts';
import type { Minimum } from './lbfgs.ts';
import { linearScores } from './logistic-loss.ts';
import { solveLogistic, type Pause } from './logistic.ts';
import type { LogisticProblem, LogisticRows } from './logistic-problem.ts';
import type { PrincipalRows } from './principal-rows.ts';
import { shareRight } from './score-rows.ts';
import { fitSharpness } from './temperature.ts';

/** Penalties that are tried in this order, for rows of mean square length 1; scikit-learn's C is 1 / (penalty · rows). */
export const logisticPenalties: readonly number[] = Array.from({ length: 11 }, (_, step) => 10 ** (-1 - step / 2));
/** So many penalties in turn that are worse than the best end the search: the loss of held-out rows has one valley. */
const worsePenalties = 2;
const folds = 5;
/** From here on one held-out fifth says as much as five did for fewer rows, in a fifth of the time. */
const rowsForOneFold = 5000;
/** Choosing between penalties half a decade apart needs no exact minimum. */
const choosing = { tolerance: 1e-3, iterations: 60 } as const;
/** The likelihood that is maximised asks for no change; held-out rows may. */
const usualSharpness = 1;
const final = { tolerance: 1e-5, iterations: 500 } as const;

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
 * makes them too short to be honest, so the same held-out rows set their length.
 */
export async function fitLogistic(
  principal: PrincipalRows, labels: Int32Array, classes: number, random: Random, pause: Pause,
): Promise<LogisticFit> {
  const rows = logisticRows(principal, labels, classes);
  const { penalty, sharpness, accuracy, start } = await choosePenalty(rows, random, pause);
  return { penalty, accuracy, ...await fitAt(rows, { penalty, start, sharpness }, pause) };
}

/** The same at one penalty, without a search and with the weights as long as that penalty makes them. */
export function fitLogisticAt(
  principal: PrincipalRows, labels: Int32Array, classes: number, penalty: number, pause: Pause,
): Promise<Pick<LogisticFit, 'weights' | 'intercepts'>> {
  const rows = logisticRows(principal, labels, classes);
  return fitAt(rows, { penalty, start: atShares(rows), sharpness: 1 }, pause);
}

function logisticRows({ coordinates, strengths }: PrincipalRows, labels: Int32Array, classes: number): LogisticRows {
  return { coordinates, labels, classes, meanSquares: strengths.map((strength) => strength / labels.length) };
}

async function fitAt(
  rows: LogisticRows, { penalty, start, sharpness }: { penalty: number; start: Float64Array; sharpness: number }, pause: Pause,
): Promise<{ weights: Float32Array; intercepts: Float64Array }> {
  const [{ point }] = await solveLogistic(rows, [{ penalty, learns: null, start }], final, pause) as [Minimum];
  const { classes, coordinates: { columns } } = rows;
  const weights = new Float32Array(columns * classes);
  for (let at = 0; at < weights.length; at++) weights[at] = sharpness * point[(at % classes) * columns + Math.floor(at / classes)]!;
  return { weights, intercepts: point.slice(columns * classes).map((intercept) => sharpness * intercept) };
}

/** No weights, and the intercepts that give each class its share of the rows: the minimum for an endless penalty. */
function atShares({ labels, classes, coordinates: { columns } }: LogisticRows): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const start = new Float64Array((columns + 1) * classes);
  start.set(counts.map((count) => Math.log(count / labels.length)), columns * classes);
  return start;
}

/** What held-out rows say of a penalty, and the minimum of all folds together from which a fit on all rows may start. */
interface Tried { readonly penalty: number; readonly sharpness: number; readonly loss: number; readonly accuracy: number; readonly start: Float64Array }

/** From the strongest penalty on, each starting where the last one ended, since neighbours lie close; all folds at a time. */
async function choosePenalty(rows: LogisticRows, random: Random, pause: Pause): Promise<Tried> {
  const foldOf = stratifiedFolds(rows.labels, rows.classes, folds, random);
  const used = rows.labels.length >= rowsForOneFold ? 1 : folds;
  const splits = Array.from({ length: used }, (_, fold) => Uint8Array.from(foldOf, (of) => (of === fold ? 0 : 1)));
  let points = splits.map(() => atShares(rows));
  let best: Tried | null = null;
  let worse = 0;
  for (const penalty of logisticPenalties) {
    const problems = splits.map((learns, fold): LogisticProblem => ({ penalty, learns, start: points[fold]! }));
    points = (await solveLogistic(rows, problems, choosing, pause)).map(({ point }) => point);
    const tried = judged(rows, splits, points, penalty);
    worse = best !== null && tried.loss >= best.loss ? worse + 1 : 0;
    if (worse === 0) best = tried;
    if (worse === worsePenalties) break;
  }
  return best!;
}

function judged(rows: LogisticRows, splits: readonly Uint8Array[], points: readonly Float64Array[], penalty: number): Tried {
  const { classes, labels } = rows;
  const all = linearScores(rows, points);
  const heldOut = splits.flatMap((learns, fold) => [...labels.keys()].filter((row) => learns[row] === 0).map((row) => ({ row, fold })));
  const scores = new Float64Array(heldOut.length * classes);
  heldOut.forEach(({ row, fold }, at) => {
    const from = (row * points.length + fold) * classes;
    scores.set(all.subarray(from, from + classes), at * classes);
  });
  const ownLabels = heldOut.map(({ row }) => labels[row]!);
  const { factor, loss } = fitSharpness(scores, ownLabels, classes, usualSharpness);
  return { penalty, sharpness: factor, loss, accuracy: shareRight(scores, ownLabels, classes), start: meanOf(points) };
}

function meanOf(points: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(points[0]!.length);
  for (const point of points) point.forEach((value, at) => { mean[at]! += value / points.length; });
  return mean;
}
