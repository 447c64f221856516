import { productValues, Matrix } from './matrix.ts';
import type { PrincipalRows } from './principal-rows.ts';
import { fitSharpness } from './temperature.ts';

/** Penalties per row, for rows of mean square length 1. */
export const ridgePenalties: readonly number[] = Array.from({ length: 13 }, (_, step) => 10 ** (step / 2 - 6));
/** Believed of the sharpness before any row is seen: about what 5 images of each of 5 to 20 classes ask for. */
const usualSharpness = 8;

export interface RidgeFit {
  readonly penalty: number;
  /** k x C for the coordinates, already multiplied by the sharpness. */
  readonly weights: Float32Array;
  readonly intercepts: Float64Array;
  /** Share of the rows that the fit without them gets right. */
  readonly accuracy: number;
}

/**
 * Ridge regression of the class indicators, with the intercept left free. Every penalty is judged by the log-likelihood of the
 * predictions of each row from a fit without that row, which closed form gives without refitting: y − (y − ŷ) / (1 − h), with h the
 * row's leverage (Allen, "The Relationship between Variable Selection and Data Augmentation and a Method for Prediction",
 * Technometrics 16, 1974). The same predictions set the sharpness with which scores become probabilities, so that a probability
 * of 0.8 is right about 8 times in 10.
 */
export function fitRidge(rows: PrincipalRows, labels: Int32Array, classes: number): RidgeFit {
  const shares = classShares(labels, classes);
  const targets = indicators(labels, classes, shares);
  const along = alongDirections(rows, targets, classes);
  let best: (RidgeFit & { loss: number }) | null = null;
  for (const { penalty, fitted, leverages } of fits(rows, along, labels.length, classes)) {
    const held = heldOutScores({ fitted, leverages, labels, shares, targets, classes });
    const { factor, loss } = fitSharpness(held, labels, classes, usualSharpness);
    if (best !== null && loss >= best.loss) continue;
    const weights = Float32Array.from(along, (value, at) => (factor * value) / (rows.strengths[Math.floor(at / classes)]! + penalty * labels.length));
    best = { loss, penalty, weights, intercepts: shares.map((share) => factor * share), accuracy: shareRight(held, labels, classes) };
  }
  return best!;
}

function classShares(labels: Int32Array, classes: number): Float64Array {
  const shares = new Float64Array(classes);
  for (const label of labels) shares[label]! += 1 / labels.length;
  return shares;
}

/** 1 for the label and 0 elsewhere, about the mean of the column: n x C. */
function indicators(labels: Int32Array, classes: number, shares: Float64Array): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    for (let index = 0; index < classes; index++) targets[row * classes + index] = (label === index ? 1 : 0) - shares[index]!;
  });
  return targets;
}

/** coordinatesᵀ · targets: k x C. */
function alongDirections({ coordinates }: PrincipalRows, targets: Float32Array, classes: number): Float32Array {
  const right = Matrix.of(targets, coordinates.rows, classes);
  const tensor = coordinates.tensor.matMul(right.tensor, true, false);
  const values = tensor.dataSync<'float32'>() as Float32Array;
  right.dispose();
  tensor.dispose();
  return values;
}

interface Fitted { readonly penalty: number; /** n x C. */ readonly fitted: Float32Array; /** Length n. */ readonly leverages: Float32Array }

/** The fitted values and leverages of every penalty. */
function* fits({ coordinates, strengths }: PrincipalRows, along: Float32Array, count: number, classes: number): Generator<Fitted> {
  const squares = new Matrix(coordinates.tensor.square());
  try {
    for (const penalty of ridgePenalties) {
      const shrink = Float32Array.from(strengths, (strength) => 1 / (strength + penalty * count));
      const weights = along.map((value, at) => value * shrink[Math.floor(at / classes)]!);
      yield { penalty, fitted: productValues(coordinates, weights, classes), leverages: productValues(squares, shrink, 1) };
    }
  } finally {
    squares.dispose();
  }
}

function heldOutScores({ fitted, leverages, labels, shares, targets, classes }: {
  fitted: Float32Array; leverages: Float32Array; labels: Int32Array; shares: Float64Array; targets: Float32Array; classes: number;
}): Float64Array {
  const scores = new Float64Array(fitted.length);
  labels.forEach((_, row) => {
    // A leverage of 1 means that nothing but the row itself speaks for it; rounding may even exceed 1.
    const left = Math.max(1e-4, 1 - leverages[row]! - 1 / labels.length);
    for (let index = 0; index < classes; index++) {
      const at = row * classes + index;
      scores[at] = shares[index]! + targets[at]! - (targets[at]! - fitted[at]!) / left;
    }
  });
  return scores;
}

function shareRight(scores: Float64Array, labels: Int32Array, classes: number): number {
  let right = 0;
  labels.forEach((label, row) => {
    const own = scores[row * classes + label]!;
    let beaten = true;
    for (let index = 0; index < classes; index++) if (index !== label && scores[row * classes + index]! >= own) beaten = false;
    if (beaten) right += 1;
  });
  return right / labels.length;
}
