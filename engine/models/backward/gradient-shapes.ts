import type { Attributes, ConstTensor, GraphBuilder } from '../graph/graph.ts';

/** The shape of a float tensor, known when the graph runs; TensorFlow folds it away where it is fixed. */
export function shapeOf(builder: GraphBuilder, x: string): string {
  return builder.node('Shape', [x], { T: { type: 'float32' }, out_type: { type: 'int32' } }, 'gradient/shape');
}

/** A gradient that has the common shape of `x` and `other`, summed over the sides in which x was stretched. */
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

/** Truth values and whole numbers as 0, 1, 2 ... */
export function asFloat(builder: GraphBuilder, x: string, from: 'bool' | 'int32' = 'bool'): string {
  return builder.node('Cast', [x], { SrcT: { type: from }, DstT: { type: 'float32' }, Truncate: { flag: false } }, 'gradient/number');
}

/** The value of a constant node. @throws RangeError where the node is none */
export function constantOf(builder: GraphBuilder, name: string): ConstTensor {
  const value = builder.build().nodes.find((node) => node.name === name)?.attributes.value;
  if (value === undefined || !('tensor' in value)) throw new RangeError(`${name} is no constant`);
  return value.tensor;
}
export const constantInts = (builder: GraphBuilder, name: string): number[] => [...constantOf(builder, name).values];
