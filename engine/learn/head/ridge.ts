import { solveBlock } from './cholesky.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { productValues, Matrix } from '../tensorflow/matrix.ts';
import type { PrincipalRows } from './principal-rows.ts';
import { shareRight } from './score-rows.ts';
import { fitSharpness } from './temperature.ts';

/** Penalties per row, for rows of mean square length 1. */
const ridgePenalties: readonly number[] = Array.from({ length: 13 }, (_, step) => 10 ** (step / 2 - 6));
/**
 * Priors, over the data sets and source models of `bench few`: the total penalty for all rows together, with the standard deviation of its
 * decimal logarithm; and the sharpness times the spread of the fitted scores, with the standard deviation of its natural logarithm. Each is
 * worth one or two rows, so it decides where a few rows cannot: two images per class leave one to judge by.
 */
const usualPenalty = { total: 10 ** -0.25, deviation: 0.5 } as const;
const usualSharpness = { timesSpread: 2.6, deviation: 0.5 } as const;
const leastLeft = 1e-4;

export interface RidgeFit {
  readonly penalty: number;
  /** k x C, for the coordinates, already multiplied by the sharpness. */
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
  /** Leave-one-out accuracy. */
  readonly accuracy: number;
}

/**
 * Fits ridge regression of the class indicators, with unpenalised intercepts. Every penalty is judged by the log-likelihood of
 * leave-one-out predictions, which have a closed form: y − (y − ŷ) / (1 − h), with h the row's leverage (Allen, "The Relationship between
 * Variable Selection and Data Augmentation and a Method for Prediction", Technometrics 16, 1974). The same predictions calibrate the
 * sharpness of the probabilities, so that a probability of 0.8 is right about 8 times in 10. Priors enter both; many rows outweigh them.
 * Rows of one group are left out together; see leaveGroupsOut.
 */
export function fitRidge(rows: PrincipalRows, labels: Int32Array, classes: number, groups: readonly (readonly number[])[] = []): RidgeFit {
  const ridge = new RidgeRows(rows, labels, classes, groups);
  try {
    return ridge.best();
  } finally {
    ridge.dispose();
  }
}

/**
 * Returns leave-one-out predictions at one penalty, n x C: about 1 for the class a row looks like and about 0 for the others. Leaving a row
 * out makes its class rarer, which would count against it; the last term corrects for this, so that the intercepts are those of all rows,
 * as they are for a new row. Rows of one group are left out together; see leaveGroupsOut.
 */
export function leaveOneOutScores(
  rows: PrincipalRows,
  labels: Int32Array,
  classes: number,
  penalty: number,
  groups: readonly (readonly number[])[] = [],
): Float64Array {
  const ridge = new RidgeRows(rows, labels, classes, groups);
  try {
    return ridge.heldOutScores(penalty);
  } finally {
    ridge.dispose();
  }
}

/**
 * Returns the class of each row, predicted by a fit without its group, since near-duplicates would give the answer away. Groups are lists
 * of rows; a row in none is left out on its own. The residuals E of a left-out group follow from those of all rows by (I − H) E = R over
 * the rows of the group. The penalty is chosen by the same predictions, as in fitRidge.
 */
export function leaveGroupsOut(
  rows: PrincipalRows,
  labels: Int32Array,
  classes: number,
  groups: readonly (readonly number[])[],
): Int32Array {
  const ridge = new RidgeRows(rows, labels, classes, groups);
  try {
    return decideEach(ridge.heldOutScores(ridge.best().penalty), classes);
  } finally {
    ridge.dispose();
  }
}

class RidgeRows {
  readonly #rows: PrincipalRows;
  readonly #labels: Int32Array;
  readonly #classes: number;
  readonly #shares: Float64Array;
  readonly #targets: Float32Array;
  /** coordinatesᵀ · targets: k x C. */
  readonly #along: Float32Array;
  readonly #squares: Matrix;
  readonly #groups: readonly (readonly number[])[];
  readonly #values: Float32Array;

  constructor(rows: PrincipalRows, labels: Int32Array, classes: number, groups: readonly (readonly number[])[] = []) {
    this.#rows = rows;
    this.#groups = groups.filter((group) => group.length > 1 && group.length < labels.length);
    this.#values = this.#groups.length > 0 ? rows.coordinates.values() : new Float32Array(0);
    this.#labels = labels;
    this.#classes = classes;
    this.#shares = classShares(labels, classes);
    this.#targets = indicators(labels, this.#shares);
    this.#along = alongDirections(rows, this.#targets, classes);
    this.#squares = new Matrix(rows.coordinates.tensor.square());
  }

  best(): RidgeFit {
    const tried = ridgePenalties.map((penalty) => {
      const fitted = this.#fitted(penalty);
      const scores = this.heldOutScores(penalty, fitted);
      const { factor, loss } = fitSharpness(
        scores,
        this.#labels,
        this.#classes,
        usualSharpness.timesSpread / spreadOf(fitted, this.#shares),
        usualSharpness.deviation,
      );
      const unusual = Math.log10((penalty * this.#labels.length) / usualPenalty.total) / usualPenalty.deviation;
      return {
        penalty,
        accuracy: shareRight(scores, this.#labels, this.#classes),
        factor,
        loss: loss + (0.5 * unusual ** 2) / this.#labels.length,
      };
    });
    const { penalty, accuracy, factor } = tried.reduce((best, one) => (one.loss <= best.loss ? one : best));
    return { penalty, accuracy, weights: this.#weights(penalty, factor), intercepts: this.#shares.map((share) => factor * share) };
  }

  heldOutScores(penalty: number, fitted = this.#fitted(penalty)): Float64Array {
    const leverages = productValues(this.#squares, this.#shrinkage(penalty), 1);
    const scores = new Float64Array(fitted.length);
    for (let at = 0; at < scores.length; at++) {
      const row = Math.floor(at / this.#classes);
      // A leverage of 1 means that only the row itself determines its prediction; rounding may even exceed 1.
      const left = Math.max(leastLeft, 1 - leverages[row]! - 1 / this.#labels.length);
      scores[at] =
        this.#shares[at % this.#classes]!
        + this.#targets[at]!
        - (this.#targets[at]! - fitted[at]!) / left
        + this.#targets[at]! / (this.#labels.length - 1);
    }
    for (const group of this.#groups) this.#leaveOut(group, penalty, fitted, scores);
    return scores;
  }

  dispose(): void {
    this.#squares.dispose();
  }

  /** Scores of the rows relative to the class shares, n x C. */
  #fitted(penalty: number): Float32Array {
    return productValues(this.#rows.coordinates, this.#weights(penalty, 1), this.#classes);
  }

  /** Replaces the scores of the rows of a group by those of a fit without the whole group. */
  #leaveOut(group: readonly number[], penalty: number, fitted: Float32Array, scores: Float64Array): void {
    const [classes, count, size] = [this.#classes, this.#labels.length, group.length];
    const valueAt = (values: ArrayLike<number>, member: number, index: number): number => values[group[member]! * classes + index]!;
    const left = this.#notInGroup(group, penalty);
    const residuals = Float64Array.from({ length: size * classes }, (_, at) => {
      const [member, index] = [Math.floor(at / classes), at % classes];
      return valueAt(this.#targets, member, index) - valueAt(fitted, member, index);
    });
    const held = solveBlock(left, residuals, size);
    for (let index = 0; index < classes; index++) {
      let sum = 0;
      for (let member = 0; member < size; member++) sum += valueAt(this.#targets, member, index);
      for (let member = 0; member < size; member++) {
        scores[group[member]! * classes + index] =
          this.#shares[index]! + valueAt(this.#targets, member, index) - held[member * classes + index]! + sum / (count - size);
      }
    }
  }

  /** I − H over the rows of a group, row-major. */
  #notInGroup(group: readonly number[], penalty: number): Float64Array {
    const [size, width] = [group.length, this.#rows.strengths.length];
    const shrinkage = this.#shrinkage(penalty);
    const left = new Float64Array(size * size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        const [rowA, rowB] = [group[a]! * width, group[b]! * width];
        let sum = 1 / this.#labels.length;
        for (let at = 0; at < width; at++) sum += this.#values[rowA + at]! * this.#values[rowB + at]! * shrinkage[at]!;
        left[a * size + b] = left[b * size + a] = (a === b ? 1 : 0) - sum;
      }
    }
    return left;
  }

  #weights(penalty: number, factor: number): Float32Array {
    const shrinkage = this.#shrinkage(penalty);
    return this.#along.map((value, at) => factor * value * shrinkage[Math.floor(at / this.#classes)]!);
  }

  #shrinkage(penalty: number): Float32Array {
    return Float32Array.from(this.#rows.strengths, (strength) => 1 / (strength + penalty * this.#labels.length));
  }
}

/** Root mean square of the fitted scores about each row's mean; 1 if they do not differ. */
function spreadOf(fitted: Float32Array, shares: Float64Array): number {
  const classes = shares.length;
  let squares = 0;
  for (let from = 0; from < fitted.length; from += classes) {
    // The fitted part of each row sums to 0.
    for (let index = 0; index < classes; index++) squares += (shares[index]! + fitted[from + index]! - 1 / classes) ** 2;
  }
  return Math.sqrt(squares / fitted.length) || 1;
}

function classShares(labels: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const label of labels) shares[label]! += 1 / labels.length;
  return shares;
}

/** 1 for the label and 0 elsewhere, centred by column: n x C. */
function indicators(labels: Int32Array, shares: Float64Array): Float32Array {
  const classes = shares.length;
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    for (let index = 0; index < classes; index++) targets[row * classes + index] = (label === index ? 1 : 0) - shares[index]!;
  });
  return targets;
}

function alongDirections({ coordinates }: PrincipalRows, targets: Float32Array, classes: number): Float32Array {
  const right = Matrix.of(targets, coordinates.rows, classes);
  const tensor = coordinates.tensor.matMul(right.tensor, true, false);
  const values = tensor.dataSync<'float32'>();
  right.dispose();
  tensor.dispose();
  return values;
}
