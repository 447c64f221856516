import { headKindOf, type FeatureScaling } from '../../domain/models/head-kind.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { seededRandom } from '../../domain/statistics/random.ts';
import { fitLogistic } from './logistic-fit.ts';
import type { Pause } from './logistic.ts';
import { fitNearestMean } from './nearest-mean.ts';
import { meanRow, principalRows } from './principal-rows.ts';
import { fitRidge } from './ridge.ts';
import { placeRows, type Placement } from './row-placement.ts';

export interface HeadTraining {
  /** n x D, row-major. */
  readonly features: Float32Array;
  /** D. */
  readonly dimension: number;
  /** Index into `classIds` of each row; every class has a row. */
  readonly labels: Int32Array;
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  /**
   * `unit-length` (the default) for features of a network, whose direction says what is seen and whose length mostly how strongly;
   * `standardised` for a table of measurements in different units.
   */
  readonly scaling?: FeatureScaling;
  /**
   * The rows of the same images, mirrored or cropped, n x D for each augmentation. Nearest mean ignores them; the others hold all rows of an
   * image out together. Measured by `bench few`.
   */
  readonly augmented?: readonly Float32Array[];
}

/**
 * Weight, in rows, of the prior that features are centred on zero. The mean of three rows is mostly what is peculiar to them, and
 * subtracting all of it removes what tells them apart; the mean of many rows is what all images share. Measured by `bench few`.
 */
const worthOfZero = 5;

/**
 * Fits the kind of head that suits the number of labels. Ridge chooses its penalty by closed-form leave-one-out, logistic regression by
 * seeded cross-validation, both within these rows; all three kinds calibrate their probabilities on held-out rows. The same rows and seed
 * give the same head. `pause` is called between steps and may throw to stop.
 */
export async function fitHead(training: HeadTraining, pause: Pause = () => Promise.resolve()): Promise<LinearHead> {
  const { dimension, labels, classIds } = training;
  if (labels.length * dimension !== training.features.length)
    throw new RangeError(`${training.features.length} values for ${labels.length} rows of ${dimension}`);
  const kind = headKindFor(labels, classIds.length, training.scaling);
  if (kind === 'nearest-mean') return nearestMeanHead(training);
  const seen = withAugmented(training);
  const placed = placeRows(seen.features, dimension, training.scaling ?? 'unit-length');
  await pause();
  const principal = principalRows(placed.rows, dimension);
  try {
    await pause();
    const fit =
      kind === 'ridge'
        ? fitRidge(principal, seen.labels, classIds.length, seen.groups)
        : await fitLogistic(principal, seen.labels, classIds.length, seededRandom(training.seed), pause, labels.length);
    const weights = principal.expand(fit.weights, classIds.length);
    return {
      kind,
      dimension,
      classIds,
      ...linearForm(placed, principal.mean, weights, fit.intercepts),
      chosen: { by: kind === 'ridge' ? 'leave-one-out' : 'cross-validation', strength: fit.penalty, accuracy: fit.accuracy },
    };
  } finally {
    principal.dispose();
  }
}

/** Returns the kind of head for rows with these labels; see headKindOf. @throws RangeError for a class without a row */
export function headKindFor(labels: Int32Array, classes: number, scaling?: FeatureScaling): LinearHead['kind'] {
  return headKindOf(countLabels(labels, classes), scaling);
}

/** Counts the rows of each class. @throws RangeError for a class without a row */
export function countLabels(labels: Int32Array, classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]! += 1;
  const empty = counts.indexOf(0);
  if (empty >= 0) throw new RangeError(`class ${empty} has no row`);
  return counts;
}

/** Concatenates all rows, and groups those of the same image. */
function withAugmented({
  features,
  labels,
  augmented = [],
}: HeadTraining): Pick<HeadTraining, 'features' | 'labels'> & { groups: number[][] } {
  if (augmented.length === 0) return { features, labels, groups: [] };
  const wrong = augmented.find((rows) => rows.length !== features.length);
  if (wrong) throw new RangeError(`${wrong.length} values of augmented images for ${features.length} of the images`);
  const all = new Float32Array((1 + augmented.length) * features.length);
  [features, ...augmented].forEach((rows, at) => all.set(rows, at * features.length));
  const count = labels.length;
  return {
    features: all,
    labels: Int32Array.from({ length: (1 + augmented.length) * count }, (_, at) => labels[at % count]!),
    groups: Array.from(labels, (_, row) => [row, ...augmented.map((__, at) => (at + 1) * count + row)]),
  };
}

function nearestMeanHead({ features, dimension, labels, classIds }: HeadTraining): LinearHead {
  const share = labels.length / (labels.length + worthOfZero);
  const centre = meanRow(features, dimension).map((value) => share * value);
  const { rows } = placeRows(
    features.map((value, at) => value - centre[at % dimension]!),
    dimension,
    'unit-length',
  );
  const { weights, intercepts, accuracy } = fitNearestMean(rows, dimension, labels, classIds.length);
  return {
    kind: 'nearest-mean',
    dimension,
    classIds,
    centre,
    unitLength: true,
    weights,
    bias: Float32Array.from(intercepts),
    chosen: { by: 'none', strength: 0, accuracy },
  };
}

/** Folds the mean of the placed rows and the factors of the placement into weights and bias. */
function linearForm(
  { centre, unitLength, factors }: Placement,
  mean: Float32Array,
  weights: Float32Array,
  intercepts: Float64Array,
): Pick<LinearHead, 'centre' | 'unitLength' | 'weights' | 'bias'> {
  const classes = intercepts.length;
  const bias = Float64Array.from(intercepts);
  weights.forEach((weight, at) => {
    bias[at % classes]! -= weight * mean[Math.floor(at / classes)]!;
  });
  return {
    centre,
    unitLength,
    bias: Float32Array.from(bias),
    weights: factors === null ? weights : weights.map((weight, at) => weight * factors[Math.floor(at / classes)]!),
  };
}
