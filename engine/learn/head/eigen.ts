import type { Tensor2D } from '@tensorflow/tfjs-node';
import { Matrix } from '../tensorflow/matrix.ts';
import { nativeOp } from '../tensorflow/native-op.ts';

/**
 * Returns the eigenvalues of a symmetric matrix in ascending order, and its eigenvectors as the columns of a matrix, by TensorFlow's
 * SelfAdjointEigV2. Values below about 1e-6 of the largest are float32 noise.
 */
export function symmetricEigen(matrix: Matrix): { values: Float32Array; vectors: Matrix } {
  const [values, vectors] = nativeOp('SelfAdjointEigV2', [matrix.tensor], 2, { compute_v: true, T: 'float32' }) as [Tensor2D, Tensor2D];
  const list = values.dataSync<'float32'>();
  values.dispose();
  return { values: list, vectors: new Matrix(vectors) };
}
