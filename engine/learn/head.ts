import type { ClassId } from '../domain/ids.ts';
import type { LinearHead } from '../domain/linear-head.ts';
import { seededRandom } from '../domain/random.ts';
import { fitLogistic } from './logistic-fit.ts';
import type { Pause } from './logistic.ts';
import { fitNearestMean } from './nearest-mean.ts';
import { meanRow, principalRows } from './principal-rows.ts';
import { fitRidge } from './ridge.ts';
import { placeRows, type Placement } from './row-placement.ts';

export interface HeadTraining {
  /** n x D, row by row. */
  readonly features: Float32Array;
  /** D. */
  readonly dimension: number;
  /** Index into `classIds` of each row; every class has a row. */
  readonly labels: Int32Array;
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  /**
   * `unit-length` (usual) for features of a network, whose direction says what is seen and whose length mostly how strongly;
   * `standardised` for a table of measurements in different units.
   */
  readonly scaling?: 'unit-length' | 'standardised';
}

/** Up to these labels per class, in the median: nearest mean, then ridge; above, logistic regression. */
const mostForNearestMean = 1;
const mostForRidge = 10;
/**
 * How many rows the belief is worth that features lie about zero. The mean of three rows is mostly what is peculiar to these three, and
 * taking all of it away takes away what tells them apart; the mean of many is what all images have in common. Measured: `bench few`.
 */
const worthOfZero = 5;

/**
 * Fits the head that suits the number of labels. Ridge and logistic regression choose their penalty inside these rows, by closed-form
 * leave-one-out and by seeded cross-validation, and all three set their probabilities by rows that were held out. The same rows and
 * seed give the same head. `pause` is called between steps and may throw to stop.
 */
export async function fitHead(training: HeadTraining, pause: Pause = () => Promise.resolve()): Promise<LinearHead> {
  const { dimension, labels, classIds } = training;
  if (labels.length * dimension !== training.features.length) throw new RangeError(`${training.features.length} values for ${labels.length} rows of ${dimension}`);
  const kind = headKindFor(labels, classIds.length, training.scaling);
  if (kind === 'nearest-mean') return nearestMeanHead(training);
  const placed = placeRows(training.features, dimension, training.scaling ?? 'unit-length');
  await pause();
  const principal = principalRows(placed.rows, dimension);
  try {
    await pause();
    const fit = kind === 'ridge' ? fitRidge(principal, labels, classIds.length)
      : await fitLogistic(principal, labels, classIds.length, seededRandom(training.seed), pause);
    const weights = principal.expand(fit.weights, classIds.length);
    return {
      kind, dimension, classIds, ...linearForm(placed, principal.mean, weights, fit.intercepts),
      chosen: { by: kind === 'ridge' ? 'leave-one-out' : 'cross-validation', strength: fit.penalty, accuracy: fit.accuracy },
    };
  } finally {
    principal.dispose();
  }
}

/**
 * By the median over the classes of their labels: one rare class does not hold the others back, nor one common class push them.
 * Distances mean nothing between standardised measurements of which most may not matter, so ridge stands in for the nearest mean there.
 */
export function headKindFor(labels: Int32Array, classes: number, scaling: HeadTraining['scaling'] = 'unit-length'): LinearHead['kind'] {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]! += 1;
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new RangeError(`class ${empty} has no row`);
  const median = counts.toSorted()[Math.floor((classes - 1) / 2)]!;
  if (median <= mostForNearestMean && scaling === 'unit-length') return 'nearest-mean';
  return median <= mostForRidge ? 'ridge' : 'logistic';
}

function nearestMeanHead({ features, dimension, labels, classIds }: HeadTraining): LinearHead {
  const share = labels.length / (labels.length + worthOfZero);
  const centre = meanRow(features, dimension).map((value) => share * value);
  const { rows } = placeRows(features.map((value, at) => value - centre[at % dimension]!), dimension, 'unit-length');
  const { weights, intercepts, accuracy } = fitNearestMean(rows, dimension, labels, classIds.length);
  return {
    kind: 'nearest-mean', dimension, classIds, centre, unitLength: true, weights, bias: Float32Array.from(intercepts),
    chosen: { by: 'none', strength: 0, accuracy },
  };
}

/** Takes the mean of the placed rows and the factors of the placement into weights and bias. */
function linearForm(
  { centre, unitLength, factors }: Placement, mean: Float32Array, weights: Float32Array, intercepts: Float64Array,
): Pick<LinearHead, 'centre' | 'unitLength' | 'weights' | 'bias'> {
  const classes = intercepts.length;
  const bias = Float64Array.from(intercepts);
  weights.forEach((weight, at) => { bias[at % classes]! -= weight * mean[Math.floor(at / classes)]!; });
  return {
    centre, unitLength, bias: Float32Array.from(bias),
    weights: factors === null ? weights : weights.map((weight, at) => weight * factors[Math.floor(at / classes)]!),
  };
}
