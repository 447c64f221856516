import type { Tensor2D } from '@tensorflow/tfjs-node';
import { Matrix } from '../tensorflow/matrix.ts';
import { nativeOp } from '../tensorflow/native-op.ts';

/**
 * Eigenvalues, smallest first, and the matrix whose columns are the eigenvectors of a symmetric matrix, by TensorFlow's
 * SelfAdjointEigV2. Values below about 1e-6 of the largest are noise of float32.
 */
export function symmetricEigen(matrix: Matrix): { values: Float32Array; vectors: Matrix } {
  const [values, vectors] = nativeOp('SelfAdjointEigV2', [matrix.tensor], 2, { compute_v: true, T: 'float32' }) as [Tensor2D, Tensor2D];
  const list = values.dataSync<'float32'>();
  values.dispose();
  return { values: list, vectors: new Matrix(vectors) };
}
