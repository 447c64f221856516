import type { Random } from '../../domain/statistics/random.ts';
import { stratifiedFolds } from './cross-validation.ts';
import type { Minimum } from './lbfgs.ts';
import { linearScores } from './logistic-loss.ts';
import { solveLogistic, type Pause } from './logistic.ts';
import type { LogisticProblem, LogisticRows } from './logistic-problem.ts';
import type { PrincipalRows } from './principal-rows.ts';
import { shareRight } from './score-rows.ts';
import { fitSharpness } from './temperature.ts';

/** Penalties in the order they are tried, for rows of mean square length 1; scikit-learn's C is 1 / (penalty · rows). */
export const logisticPenalties: readonly number[] = Array.from({ length: 11 }, (_, step) => 10 ** (-1 - step / 2));
/** The search ends after this many consecutive penalties worse than the best: the held-out loss has a single minimum. */
const worsePenalties = 2;
const folds = 5;
/** From this many rows on, one held-out fifth says as much as five do for fewer rows, in a fifth of the time. */
const rowsForOneFold = 5000;
/** Choosing between penalties half a decade apart does not need an exact minimum. */
const choosing = { tolerance: 1e-3, iterations: 60 } as const;
/** Maximum likelihood itself calls for no rescaling; held-out rows may. */
const usualSharpness = 1;
const final = { tolerance: 1e-5, iterations: 500 } as const;

export interface LogisticFit {
  readonly penalty: number;
  /** k x C, for the coordinates. */
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
  /** Cross-validated accuracy. */
  readonly accuracy: number;
}

/**
 * Fits multinomial logistic regression with the penalty that maximises the held-out likelihood in stratified cross-validation; unlike
 * accuracy, likelihood also rewards calibrated probabilities. The penalty that gives the weights the best direction makes them too short to
 * be calibrated, so the same held-out rows set their length.
 *
 * The first `images` rows are the images as they are, and each further run of as many rows is the same images, augmented: rows of an image
 * are held out together, and the image as it is is predicted.
 */
export async function fitLogistic(
  principal: PrincipalRows,
  labels: Int32Array,
  classes: number,
  random: Random,
  pause: Pause,
  images = labels.length,
): Promise<LogisticFit> {
  const rows = logisticRows(principal, labels, classes);
  const { penalty, sharpness, accuracy, start } = await choosePenalty(rows, images, random, pause);
  return { penalty, accuracy, ...(await fitAt(rows, { penalty, start, sharpness }, pause)) };
}

/** Fits at a given penalty, without a search and without rescaling the weights. */
export function fitLogisticAt(
  principal: PrincipalRows,
  labels: Int32Array,
  classes: number,
  penalty: number,
  pause: Pause,
): Promise<Pick<LogisticFit, 'weights' | 'intercepts'>> {
  const rows = logisticRows(principal, labels, classes);
  return fitAt(rows, { penalty, start: atShares(rows), sharpness: 1 }, pause);
}

function logisticRows({ coordinates, strengths }: PrincipalRows, labels: Int32Array, classes: number): LogisticRows {
  return { coordinates, labels, classes, meanSquares: strengths.map((strength) => strength / labels.length) };
}

async function fitAt(
  rows: LogisticRows,
  { penalty, start, sharpness }: { penalty: number; start: Float64Array; sharpness: number },
  pause: Pause,
): Promise<{ weights: Float32Array; intercepts: Float64Array }> {
  const [{ point }] = (await solveLogistic(rows, [{ penalty, learns: null, start }], final, pause)) as [Minimum];
  const {
    classes,
    coordinates: { columns },
  } = rows;
  const weights = new Float32Array(columns * classes);
  for (let at = 0; at < weights.length; at++) weights[at] = sharpness * point[(at % classes) * columns + Math.floor(at / classes)]!;
  return { weights, intercepts: point.slice(columns * classes).map((intercept) => sharpness * intercept) };
}

/** Zero weights, with the intercepts that give each class its share of the rows: the minimum for an infinite penalty. */
function atShares({ labels, classes, coordinates: { columns } }: LogisticRows): Float64Array {
  const counts = new Float64Array(classes);
  for (const label of labels) counts[label]! += 1;
  const start = new Float64Array((columns + 1) * classes);
  start.set(
    counts.map((count) => Math.log(count / labels.length)),
    columns * classes,
  );
  return start;
}

/** The held-out result of a penalty, and the mean of the folds' minima, from which a fit on all rows can start. */
interface Tried {
  readonly penalty: number;
  readonly sharpness: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly start: Float64Array;
}

/** Tries penalties from the strongest down, each starting from the last solution, which is close; all folds are solved together. */
async function choosePenalty(rows: LogisticRows, images: number, random: Random, pause: Pause): Promise<Tried> {
  const foldOf = stratifiedFolds(rows.labels.subarray(0, images), rows.classes, folds, random);
  const used = rows.labels.length >= rowsForOneFold ? 1 : folds;
  const splits = Array.from({ length: used }, (_, fold) =>
    Uint8Array.from(rows.labels, (_label, row) => (foldOf[row % images] === fold ? 0 : 1)),
  );
  let points = splits.map(() => atShares(rows));
  let best: Tried | null = null;
  let worse = 0;
  for (const penalty of logisticPenalties) {
    const problems = splits.map((learns, fold): LogisticProblem => ({ penalty, learns, start: points[fold]! }));
    points = (await solveLogistic(rows, problems, choosing, pause)).map(({ point }) => point);
    const tried = judged(rows, images, splits, points, penalty);
    worse = best !== null && tried.loss >= best.loss ? worse + 1 : 0;
    if (worse === 0) best = tried;
    if (worse === worsePenalties) break;
  }
  return best!;
}

function judged(
  rows: LogisticRows,
  images: number,
  splits: readonly Uint8Array[],
  points: readonly Float64Array[],
  penalty: number,
): Tried {
  const { classes, labels } = rows;
  const all = linearScores(rows, points);
  const heldOut = splits.flatMap((learns, fold) =>
    [...labels.subarray(0, images).keys()].filter((row) => learns[row] === 0).map((row) => ({ row, fold })),
  );
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
  for (const point of points)
    point.forEach((value, at) => {
      mean[at]! += value / points.length;
    });
  return mean;
}
