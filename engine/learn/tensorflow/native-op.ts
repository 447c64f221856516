import type { Tensor } from '@tensorflow/tfjs-node';
import { tensorFlow } from './backend.ts';

interface NativeBackend {
  readonly binding: { readonly TF_ATTR_BOOL: number; readonly TF_ATTR_TYPE: number; readonly TF_FLOAT: number; readonly TF_INT32: number };
  executeMultipleOutputs(
    op: string,
    attributes: { name: string; type: number; value: unknown }[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
}

/** Runs a TensorFlow operation that tfjs has no function for; `attributes` are element types and flags by name. */
export function nativeOp(
  op: string,
  inputs: readonly Tensor[],
  outputs: number,
  attributes: Readonly<Record<string, 'float32' | 'int32' | boolean>>,
): Tensor[] {
  const backend = tensorFlow().backend() as unknown as NativeBackend;
  const { TF_ATTR_BOOL, TF_ATTR_TYPE, TF_FLOAT, TF_INT32 } = backend.binding;
  const typed = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'boolean'
      ? { name, type: TF_ATTR_BOOL, value }
      : { name, type: TF_ATTR_TYPE, value: value === 'float32' ? TF_FLOAT : TF_INT32 },
  );
  return backend.executeMultipleOutputs(op, typed, inputs, outputs);
}
