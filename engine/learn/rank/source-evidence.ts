import { evidenceInfluence, fitLogEvidence } from '../../domain/ranking/log-evidence.ts';
import { Matrix, product, productValues } from '../tensorflow/matrix.ts';
import type { PrincipalRows } from '../head/principal-rows.ts';

export interface SourceEvidence {
  /** Log evidence of all rows, averaged over the classes. */
  readonly logEvidence: number;
  /** Derivative of the log evidence with respect to the weight of each row, averaged over the classes. */
  readonly influence: Float32Array;
}

/**
 * Computes the log evidence of the classes, each as a target of 1 for its rows and 0 for the others. The features are centred, plus a
 * constant one as long as the mean, so that one decomposition serves both ridge and evidence.
 */
export function sourceEvidence(principal: PrincipalRows, labels: Int32Array, classes: number): SourceEvidence {
  const count = labels.length;
  const { strengths, mean } = principal;
  const constant =
    Math.max(
      Number.EPSILON,
      mean.reduce((sum, value) => sum + value * value, 0),
    ) * count;
  const all = Float64Array.from([...strengths, constant]);
  const along = alongVectors(principal, labels, classes);
  const sizes = classSizes(labels, classes);
  const fits = Array.from(sizes, (size, index) =>
    fitLogEvidence({
      strengths: all,
      targetSquares: size,
      rows: count,
      alongSquares: all.map((_, at) => (at < strengths.length ? along[at * classes + index]! ** 2 / strengths[at]! : size ** 2 / count)),
    }),
  );
  /** Share of the target that the fit keeps along each direction: k + 1 by C. */
  const kept = (at: number, index: number): number => (fits[index]!.beta * all[at]!) / (fits[index]!.alpha + fits[index]!.beta * all[at]!);
  const fitted = productValues(
    principal.coordinates,
    weighed(strengths, classes, (at, index) => (kept(at, index) * along[at * classes + index]!) / strengths[at]!),
    classes,
  );
  const leverages = leveragesOf(
    principal,
    weighed(strengths, classes, (at, index) => kept(at, index) / strengths[at]!),
    classes,
  );
  const influence = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    for (let index = 0; index < classes; index++) {
      const constantKept = kept(strengths.length, index) / count;
      const said = fitted[row * classes + index]! + constantKept * sizes[index]!;
      const leverage = leverages[row * classes + index]! + constantKept;
      influence[row]! += evidenceInfluence(fits[index]!.beta, leverage, (labels[row] === index ? 1 : 0) - said) / classes;
    }
  }
  return { logEvidence: fits.reduce((sum, fit) => sum + fit.logEvidence, 0) / classes, influence };
}

function classSizes(labels: Int32Array, classes: number): Float64Array {
  const sizes = new Float64Array(classes);
  for (const label of labels) sizes[label]! += 1;
  return sizes;
}

/** coordinatesᵀ · targets: k x C. */
function alongVectors({ coordinates }: PrincipalRows, labels: Int32Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    targets[row * classes + label] = 1;
  });
  const right = Matrix.of(targets, labels.length, classes);
  const along = product(coordinates, right, { left: true });
  try {
    return along.values();
  } finally {
    right.dispose();
    along.dispose();
  }
}

function leveragesOf({ coordinates }: PrincipalRows, weights: Float32Array, classes: number): Float32Array {
  const squares = new Matrix(coordinates.tensor.square());
  try {
    return productValues(squares, weights, classes);
  } finally {
    squares.dispose();
  }
}

const weighed = (strengths: Float64Array, classes: number, weight: (at: number, index: number) => number): Float32Array =>
  Float32Array.from({ length: strengths.length * classes }, (_, at) => weight(Math.floor(at / classes), at % classes));
