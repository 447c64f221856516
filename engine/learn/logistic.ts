import { minimise, type Evaluation, type Minimum } from './lbfgs.ts';
import { Matrix, product } from './matrix.ts';

/**
 * L2-penalised multinomial logistic regression. With weights W (one row of k per class) and intercepts b it minimises
 *   mean over the learning rows of −log softmax(W·x + b)[label]  +  penalty/2 · ‖W‖²
 * which is scikit-learn's objective with C = 1 / (penalty · learning rows); intercepts are not penalised.
 */
export interface LogisticRows {
  /** n x k. Columns should be uncorrelated: their mean squares stand for the curvature. */
  readonly coordinates: Matrix;
  /** Mean square of each column. */
  readonly meanSquares: Float64Array;
  /** Class index of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface LogisticProblem {
  readonly penalty: number;
  /** 1 for each row to learn from, 0 for each row that is held out; null learns from all. */
  readonly learns: Uint8Array | null;
  /** k weights of each class, one class after the other, then the intercepts. */
  readonly start: Float64Array;
}

/** When to be content: see MinimiseOptions. */
export interface Precision { readonly tolerance: number; readonly iterations: number }

/** Called between steps: lets the process hear that it should stop, and throws when it should. */
export type Pause = () => Promise<void>;

/** Results of one problem's columns held at a time; more problems are solved in further groups. */
const mostResults = 8e6;

/** Solves problems over the same rows together, so that each step passes over the rows once for all of them. */
export async function solveLogistic(
  rows: LogisticRows, problems: readonly LogisticProblem[], precision: Precision, pause: Pause,
): Promise<Minimum[]> {
  const together = Math.max(1, Math.floor(mostResults / (rows.coordinates.rows * rows.classes)));
  const solved: Minimum[] = [];
  for (let from = 0; from < problems.length; from += together) {
    solved.push(...await solveGroup(rows, problems.slice(from, from + together), precision, pause));
  }
  return solved;
}

interface Running { readonly problem: LogisticProblem; readonly steps: Generator<Float64Array, Minimum, Evaluation>; point: Float64Array; readonly at: number }

async function solveGroup(rows: LogisticRows, problems: readonly LogisticProblem[], precision: Precision, pause: Pause): Promise<Minimum[]> {
  const solved = new Array<Minimum>(problems.length);
  let running: Running[] = problems.map((problem, at) => {
    const steps = minimise(problem.start, { ...precision, inverseCurvature: inverseCurvature(rows, problem.penalty) });
    return { problem, steps, at, point: steps.next().value as Float64Array };
  });
  while (running.length > 0) {
    await pause();
    const evaluations = evaluate(rows, running);
    running = running.filter((one, at) => {
      const step = one.steps.next(evaluations[at]!);
      if (step.done) solved[one.at] = step.value;
      else one.point = step.value;
      return !step.done;
    });
  }
  return solved;
}

/**
 * Böhning's bound on the Hessian, ½(I − 11ᵀ/C) ⊗ mean xxᵀ ("Multinomial Logistic Regression Algorithm", Annals of the Institute of
 * Statistical Mathematics 44, 1992), by its diagonal.
 */
function inverseCurvature({ meanSquares, classes }: LogisticRows, penalty: number): Float64Array {
  const bound = 0.5 * (1 - 1 / classes);
  const inverse = new Float64Array(classes * (meanSquares.length + 1));
  for (let index = 0; index < classes; index++) {
    meanSquares.forEach((square, column) => { inverse[index * meanSquares.length + column] = 1 / (bound * square + penalty); });
    inverse[classes * meanSquares.length + index] = 1 / bound;
  }
  return inverse;
}

/** Value and gradient of each problem at its point, from two passes over the rows. */
function evaluate(rows: LogisticRows, running: readonly Running[]): Evaluation[] {
  const { coordinates, classes } = rows;
  const width = coordinates.columns;
  const results = linearValues(rows, running.map(({ point }) => point));
  const losses = running.map(({ point, problem }, at) => residuals(rows, problem, point.subarray(classes * width), results, at, running.length));
  const left = Matrix.of(results, coordinates.rows, running.length * classes);
  const turned = product(left, coordinates, { left: true });
  const slopes = turned.values();
  left.dispose();
  turned.dispose();
  return running.map(({ point, problem: { penalty } }, at) => {
    const gradient = new Float64Array(point.length);
    let squares = 0;
    for (let index = 0; index < classes * width; index++) {
      squares += point[index]! ** 2;
      gradient[index] = slopes[at * classes * width + index]! + penalty * point[index]!;
    }
    gradient.set(losses[at]!.interceptSlopes, classes * width);
    return { value: losses[at]!.mean + (penalty / 2) * squares, gradient };
  });
}

/** W·x of every row for every point, without the intercepts: n rows, one group of `classes` columns for each point. */
export function linearValues({ coordinates, classes }: LogisticRows, points: readonly Float64Array[]): Float32Array {
  const size = classes * coordinates.columns;
  const stacked = new Float32Array(points.length * size);
  points.forEach((point, at) => stacked.set(point.subarray(0, size), at * size));
  const weights = Matrix.of(stacked, points.length * classes, coordinates.columns);
  const results = product(coordinates, weights, { right: true });
  try {
    return results.values();
  } finally {
    weights.dispose();
    results.dispose();
  }
}

/** Replaces one problem's columns of `values` by the slope of its mean loss with respect to them. */
function residuals(
  { labels, classes }: LogisticRows, { learns }: LogisticProblem, intercepts: Float64Array, values: Float32Array, problem: number, problems: number,
): { mean: number; interceptSlopes: Float64Array } {
  const share = 1 / (learns === null ? labels.length : learns.reduce((sum, one) => sum + one, 0));
  const probabilities = new Float64Array(classes);
  const interceptSlopes = new Float64Array(classes);
  let loss = 0;
  for (let row = 0; row < labels.length; row++) {
    const from = (row * problems + problem) * classes;
    if (learns !== null && learns[row] === 0) {
      values.fill(0, from, from + classes);
      continue;
    }
    loss += rowLoss(values, from, intercepts, labels[row]!, probabilities);
    for (let index = 0; index < classes; index++) {
      const slope = share * (probabilities[index]! - (index === labels[row] ? 1 : 0));
      values[from + index] = slope;
      interceptSlopes[index]! += slope;
    }
  }
  return { mean: loss * share, interceptSlopes };
}

/** −log of the probability of the label; fills in the probabilities of all classes. */
export function rowLoss(values: Float32Array, from: number, intercepts: Float64Array, label: number, probabilities: Float64Array): number {
  const classes = intercepts.length;
  let largest = -Infinity;
  for (let index = 0; index < classes; index++) largest = Math.max(largest, values[from + index]! + intercepts[index]!);
  let sum = 0;
  for (let index = 0; index < classes; index++) {
    sum += probabilities[index] = Math.exp(values[from + index]! + intercepts[index]! - largest);
  }
  for (let index = 0; index < classes; index++) probabilities[index]! /= sum;
  return Math.log(sum) + largest - values[from + label]! - intercepts[label]!;
}
