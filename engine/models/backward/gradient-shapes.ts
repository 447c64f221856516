import type { Attributes, ConstTensor, GraphBuilder } from '../graph/graph.ts';

/** Adds the runtime shape of a float tensor; TensorFlow folds it to a constant if it is fixed. */
export function shapeOf(builder: GraphBuilder, x: string): string {
  return builder.node('Shape', [x], { T: { type: 'float32' }, out_type: { type: 'int32' } }, 'gradient/shape');
}

/**
 * Reduces a gradient of the broadcast shape of `x` and `other` to the shape of x, by summing over the dimensions in which x was broadcast.
 */
export function summedLike(builder: GraphBuilder, gradient: string, x: string, other: string): string {
  const [shape, otherShape] = [shapeOf(builder, x), shapeOf(builder, other)];
  const stretched = builder.node('BroadcastGradientArgs', [shape, otherShape], { T: { type: 'int32' } }, 'gradient/stretched');
  const attributes: Attributes = { T: { type: 'float32' }, Tidx: { type: 'int32' }, keep_dims: { flag: false } };
  const sum = builder.node('Sum', [gradient, stretched], attributes, 'gradient/summed');
  return builder.node('Reshape', [sum, shape], { T: { type: 'float32' }, Tshape: { type: 'int32' } }, 'gradient/shaped');
}

export function reshapedLike(builder: GraphBuilder, gradient: string, x: string): string {
  return builder.node('Reshape', [gradient, shapeOf(builder, x)], { T: { type: 'float32' }, Tshape: { type: 'int32' } }, 'gradient/shaped');
}

/** Casts booleans or integers to float32. */
export function asFloat(builder: GraphBuilder, x: string, from: 'bool' | 'int32' = 'bool'): string {
  return builder.node('Cast', [x], { SrcT: { type: from }, DstT: { type: 'float32' }, Truncate: { flag: false } }, 'gradient/number');
}

/** Returns the value of a constant node. @throws RangeError if the node is not a constant */
export function constantOf(builder: GraphBuilder, name: string): ConstTensor {
  const value = builder.build().nodes.find((node) => node.name === name)?.attributes.value;
  if (value === undefined || !('tensor' in value)) throw new RangeError(`${name} is no constant`);
  return value.tensor;
}
export const constantInts = (builder: GraphBuilder, name: string): number[] => [...constantOf(builder, name).values];
