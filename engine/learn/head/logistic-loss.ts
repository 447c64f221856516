import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-node';
import { tensorFlow } from '../tensorflow/backend.ts';
import type { Evaluation } from './lbfgs.ts';
import type { LogisticProblem, LogisticRows } from './logistic-problem.ts';
import { nativeOp } from '../tensorflow/native-op.ts';

/**
 * Evaluates values and gradients of several problems over the same rows, with two passes over the rows for all of them. Rows, probabilities
 * and slopes stay in TensorFlow's memory. Dispose of it at the end.
 */
export class LogisticLoss {
  readonly #rows: LogisticRows;
  readonly #problems: readonly LogisticProblem[];
  /** Weight of each row in each problem, n x problems: 1 / learning rows, or 0 for a held-out row. */
  readonly #shares: Float32Array;
  /** The same, n x problems x 1. */
  readonly #shareTensor: Tensor3D;
  /** The label of each row once for each problem. */
  readonly #labels: Tensor1D;

  constructor(rows: LogisticRows, problems: readonly LogisticProblem[]) {
    this.#rows = rows;
    this.#problems = problems;
    this.#shares = sharesOf(rows.labels.length, problems);
    const tf = tensorFlow();
    this.#shareTensor = tf.tensor3d(this.#shares, [rows.labels.length, problems.length, 1]);
    const repeated = new Int32Array(this.#shares.length);
    for (let at = 0; at < repeated.length; at++) repeated[at] = rows.labels[Math.floor(at / problems.length)]!;
    this.#labels = tf.tensor1d(repeated, 'int32');
  }

  /** Evaluates each problem at its point; points are laid out as in LogisticProblem. */
  at(points: readonly Float64Array[]): Evaluation[] {
    const { losses, slopes, interceptSlopes } = this.#passes(points);
    const {
      classes,
      coordinates: { columns },
    } = this.#rows;
    const means = this.#meansOf(losses);
    return points.map((point, at) => {
      const { penalty } = this.#problems[at]!;
      const size = classes * columns;
      const gradient = new Float64Array(point.length);
      let squares = 0;
      for (let index = 0; index < size; index++) {
        squares += point[index]! ** 2;
        gradient[index] = slopes[at * size + index]! + penalty * point[index]!;
      }
      gradient.set(interceptSlopes.subarray(at * classes, (at + 1) * classes), size);
      return { value: means[at]! + (penalty / 2) * squares, gradient };
    });
  }

  dispose(): void {
    this.#shareTensor.dispose();
    this.#labels.dispose();
  }

  /** Losses, n x problems; slopes with respect to the weights, problems x classes x k, and to the intercepts, problems x classes. */
  #passes(points: readonly Float64Array[]): Record<'losses' | 'slopes' | 'interceptSlopes', Float32Array> {
    const tf = tensorFlow();
    const { coordinates, classes } = this.#rows;
    const width = points.length * classes;
    const [losses, slopes, interceptSlopes] = tf.tidy<Tensor[]>(() => {
      const values = linearTensor(this.#rows, points).reshape<Tensor2D>([coordinates.rows * points.length, classes]);
      const [losses, turned] = nativeOp('SparseSoftmaxCrossEntropyWithLogits', [values, this.#labels], 2, {
        T: 'float32',
        Tlabels: 'int32',
      }) as [Tensor, Tensor];
      const weighted = turned.reshape([coordinates.rows, points.length, classes]).mul(this.#shareTensor).reshape([coordinates.rows, width]);
      return [losses, tf.matMul(weighted, coordinates.tensor, true), weighted.sum(0)];
    }) as [Tensor, Tensor, Tensor];
    return { losses: taken(losses), slopes: taken(slopes), interceptSlopes: taken(interceptSlopes) };
  }

  #meansOf(losses: Float32Array): Float64Array {
    const means = new Float64Array(this.#problems.length);
    for (let at = 0; at < losses.length; at++) means[at % means.length]! += losses[at]! * this.#shares[at]!;
    return means;
  }
}

/** Scores W·x + b of every row for every point: n x points x classes. */
export function linearScores(rows: LogisticRows, points: readonly Float64Array[]): Float32Array {
  return taken(tensorFlow().tidy(() => linearTensor(rows, points)));
}

function linearTensor({ coordinates, classes }: LogisticRows, points: readonly Float64Array[]): Tensor2D {
  const tf = tensorFlow();
  const size = classes * coordinates.columns;
  const weights = new Float32Array(points.length * size);
  const intercepts = new Float32Array(points.length * classes);
  points.forEach((point, at) => {
    weights.set(point.subarray(0, size), at * size);
    intercepts.set(point.subarray(size), at * classes);
  });
  const products = tf.matMul(coordinates.tensor, tf.tensor2d(weights, [points.length * classes, coordinates.columns]), false, true);
  return products.add(tf.tensor1d(intercepts));
}

function sharesOf(rows: number, problems: readonly LogisticProblem[]): Float32Array {
  const shares = new Float32Array(rows * problems.length);
  problems.forEach(({ learns }, problem) => {
    const share = 1 / (learns === null ? rows : learns.reduce((sum, one) => sum + one, 0));
    for (let row = 0; row < rows; row++) shares[row * problems.length + problem] = learns === null || learns[row] === 1 ? share : 0;
  });
  return shares;
}

/** Reads a tensor and disposes of it. */
function taken(tensor: Tensor): Float32Array {
  const values = tensor.dataSync<'float32'>();
  tensor.dispose();
  return values;
}
