import type { Tensor2D } from '@tensorflow/tfjs-node';
import { tensorFlow } from './backend.ts';

/** A rows x columns float32 matrix in TensorFlow's memory, kept until it is disposed of. */
export class Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly tensor: Tensor2D;

  constructor(tensor: Tensor2D) {
    this.tensor = tensor;
    [this.rows, this.columns] = tensor.shape;
  }

  /** `values` are row-major. */
  static of(values: Float32Array, rows: number, columns: number): Matrix {
    return new Matrix(tensorFlow().tensor2d(values, [rows, columns]));
  }

  /** Row-major. */
  values(): Float32Array {
    return this.tensor.dataSync<'float32'>();
  }

  dispose(): void {
    this.tensor.dispose();
  }
}

/** left · right, with either transposed if `turn` says so. */
export function product(left: Matrix, right: Matrix, turn: { readonly left?: boolean; readonly right?: boolean } = {}): Matrix {
  return new Matrix(tensorFlow().matMul(left.tensor, right.tensor, turn.left ?? false, turn.right ?? false));
}

/** Returns the values of left · right for row-major values `right`, disposing of the temporary matrices. */
export function productValues(left: Matrix, right: Float32Array, columns: number): Float32Array {
  const other = Matrix.of(right, right.length / columns, columns);
  const result = product(left, other);
  try {
    return result.values();
  } finally {
    other.dispose();
    result.dispose();
  }
}

/** Most scalar products in memory at a time. */
const mostProducts = 1.6e7;

/** Gives for each row its scalar products with all rows of the same matrix, in order. They may be overwritten. */
export function* productsByRow(rows: Matrix): Generator<Float32Array> {
  const atOnce = Math.max(1, Math.floor(mostProducts / rows.rows));
  for (let from = 0; from < rows.rows; from += atOnce) {
    const products = rowProducts(rows, from, Math.min(atOnce, rows.rows - from));
    for (let at = 0; at < products.length; at += rows.rows) yield products.subarray(at, at + rows.rows);
  }
}

/** Returns the scalar products of `count` rows, beginning at `from`, with all rows of the same matrix: count x rows, row-major. */
function rowProducts(rows: Matrix, from: number, count: number): Float32Array {
  // Returns the tensor, not its values: tidy looks for tensors in every entry of what its callback returns.
  const products = tensorFlow().tidy(() => rows.tensor.slice([from, 0], [count, rows.columns]).matMul<Tensor2D>(rows.tensor, false, true));
  const values = products.dataSync<'float32'>();
  products.dispose();
  return values;
}
