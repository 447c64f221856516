import type { Tensor2D } from '@tensorflow/tfjs-node';
import { tensorFlow } from './backend.ts';
import { Matrix } from './matrix.ts';

interface NativeBackend {
  readonly binding: { readonly TF_ATTR_BOOL: number; readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number };
  executeMultipleOutputs(op: string, attributes: { name: string; type: number; value: unknown }[], inputs: Tensor2D[], outputs: number): Tensor2D[];
}

/**
 * Eigenvalues, smallest first, and the matrix whose columns are the eigenvectors of a symmetric matrix, by TensorFlow's own
 * operation SelfAdjointEigV2, which tfjs has no function for. Values below about 1e-6 of the largest are noise of float32.
 */
export function symmetricEigen(matrix: Matrix): { values: Float32Array; vectors: Matrix } {
  const backend = tensorFlow().backend() as unknown as NativeBackend;
  const { TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const [values, vectors] = backend.executeMultipleOutputs('SelfAdjointEigV2', [
    { name: 'compute_v', type: TF_ATTR_BOOL, value: true }, { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
  ], [matrix.tensor], 2) as [Tensor2D, Tensor2D];
  const list = values.dataSync<'float32'>();
  values.dispose();
  return { values: list, vectors: new Matrix(vectors) };
}
