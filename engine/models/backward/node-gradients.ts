import type { Attributes, GraphBuilder, GraphNode } from '../graph/graph.ts';
import { asFloat, constantInts, constantOf, reshapedLike, shapeOf, summedLike } from './gradient-shapes.ts';
import { NotDifferentiable } from './not-differentiable.ts';

/** Gradients with respect to the needed inputs, in their order; null for the others. */
type Gradient = (builder: GraphBuilder, node: GraphNode, arriving: string, needed: readonly boolean[]) => readonly (string | null)[];

const T: Attributes = { T: { type: 'float32' } };
const product = (left: boolean, right: boolean): Attributes => ({ ...T, transpose_a: { flag: left }, transpose_b: { flag: right } });
const input = (node: GraphNode, at: number): string => node.inputs[at] ?? '';
const add = (builder: GraphBuilder, op: string, inputs: readonly string[], attributes: Attributes = T): string =>
  builder.node(op, inputs, attributes, `gradient/${op}`);

/** y = f(x), where TensorFlow computes the gradient from y (or x) and the incoming gradient. */
const unary =
  (op: string, of: 'x' | 'y', order: 'arriving-first' | 'arriving-last' = 'arriving-first'): Gradient =>
  (builder, node, arriving) => {
    const value = of === 'x' ? input(node, 0) : node.name;
    return [add(builder, op, order === 'arriving-first' ? [arriving, value] : [value, arriving])];
  };

/** On a CPU, TensorFlow can only differentiate undilated convolutions. */
const convolution =
  (toInput: string, toFilter: string): Gradient =>
  (builder, node, arriving, [x, kernel]) => {
    const dilations = node.attributes.dilations;
    if (dilations !== undefined && 'ints' in dilations && dilations.ints.some((step) => step !== 1))
      throw new NotDifferentiable(`${node.op} with dilation`, node.name);
    return [
      x ? add(builder, toInput, [shapeOf(builder, input(node, 0)), input(node, 1), arriving], node.attributes) : null,
      kernel ? add(builder, toFilter, [input(node, 0), shapeOf(builder, input(node, 1)), arriving], node.attributes) : null,
    ];
  };

/** Gradients of broadcast inputs are summed over the broadcast dimensions. */
const elementwise =
  (
    left: (b: GraphBuilder, node: GraphNode, g: string) => string,
    right: (b: GraphBuilder, node: GraphNode, g: string) => string,
  ): Gradient =>
  (builder, node, arriving, [a, b]) => {
    const [x, y] = node.inputs as [string, string];
    return [
      a ? summedLike(builder, left(builder, node, arriving), x, y) : null,
      b ? summedLike(builder, right(builder, node, arriving), y, x) : null,
    ];
  };
const times = (builder: GraphBuilder, a: string, b: string): string => add(builder, 'Mul', [a, b]);
const minus = (builder: GraphBuilder, x: string): string => add(builder, 'Neg', [x]);
/** The incoming gradient where input `at` was chosen. */
const where =
  (comparison: string, at: number) =>
  (builder: GraphBuilder, node: GraphNode, arriving: string): string =>
    times(builder, arriving, asFloat(builder, add(builder, comparison, at === 0 ? node.inputs : node.inputs.toReversed())));

const pooled =
  (op: 'MaxPool' | 'AvgPool'): Gradient =>
  (builder, node, arriving) => [
    op === 'MaxPool'
      ? add(builder, 'MaxPoolGrad', [input(node, 0), node.name, arriving], node.attributes)
      : add(builder, 'AvgPoolGrad', [shapeOf(builder, input(node, 0)), arriving], node.attributes),
  ];

/** The output of a reduction over constant axes, with the reduced dimensions restored as 1. */
function withKeptSides(builder: GraphBuilder, node: GraphNode, value: string): string {
  const keep = node.attributes.keep_dims;
  if (keep !== undefined && 'flag' in keep && keep.flag) return value;
  return constantInts(builder, input(node, 1)).reduce(
    (kept, axis) => builder.node('ExpandDims', [kept, builder.ints([axis], [])], { ...T, Tdim: { type: 'int32' } }, 'gradient/kept'),
    value,
  );
}
function spread(builder: GraphBuilder, node: GraphNode, arriving: string): string {
  const shape = shapeOf(builder, input(node, 0));
  return add(builder, 'BroadcastTo', [withKeptSides(builder, node, arriving), shape], { ...T, Tidx: { type: 'int32' } });
}
const mean: Gradient = (builder, node, arriving) => {
  const size = (of: string): string =>
    add(builder, 'Prod', [shapeOf(builder, of), builder.ints([0])], {
      T: { type: 'int32' },
      Tidx: { type: 'int32' },
      keep_dims: { flag: false },
    });
  const count = add(
    builder,
    'RealDiv',
    [size(input(node, 0)), size(node.name)].map((of) => asFloat(builder, of, 'int32')),
  );
  return [add(builder, 'RealDiv', [spread(builder, node, arriving), count])];
};
/** Split among all positions that hold the maximum, as in TensorFlow. */
const maximum: Gradient = (builder, node, arriving) => {
  const hits = asFloat(builder, add(builder, 'Equal', [input(node, 0), withKeptSides(builder, node, node.name)]));
  const count = add(builder, 'Sum', [hits, input(node, 1)], { ...T, Tidx: { type: 'int32' }, keep_dims: { flag: true } });
  return [times(builder, add(builder, 'RealDiv', [hits, count]), withKeptSides(builder, node, arriving))];
};

const padded: Gradient = (builder, node, arriving) => {
  const sides = constantOf(builder, input(node, 1));
  const before = Array.from({ length: sides.values.length / 2 }, (_, axis) => sides.values[2 * axis]!);
  return [add(builder, 'Slice', [arriving, builder.ints(before), shapeOf(builder, input(node, 0))], { ...T, Index: { type: 'int32' } })];
};

const joined: Gradient = (builder, node, arriving, needed) => {
  const parts = node.inputs.slice(0, -1);
  const shapes = parts.map((part) => shapeOf(builder, part));
  const [axis] = constantInts(builder, node.inputs.at(-1)!);
  const offsets = builder.node('ConcatOffset', [builder.ints([axis!], []), ...shapes], { N: { int: parts.length } }, 'gradient/offsets');
  return parts.map((_, at) =>
    needed[at]
      ? add(builder, 'Slice', [arriving, at === 0 ? offsets : `${offsets}:${at}`, shapes[at]!], { ...T, Index: { type: 'int32' } })
      : null,
  );
};

/** Values outside the slice get no gradient. */
const sliced: Gradient = (builder, node, arriving) => [
  add(builder, 'StridedSliceGrad', [shapeOf(builder, input(node, 0)), ...node.inputs.slice(1), arriving], node.attributes),
];

/** For batch statistics, or for stored ones that stay fixed. */
const normalised: Gradient = (builder, node, arriving, [x, gamma, beta]) => {
  const training = node.attributes.is_training;
  const reserves =
    training !== undefined && 'flag' in training && training.flag
      ? [`${node.name}:3`, `${node.name}:4`, `${node.name}:5`]
      : [input(node, 3), input(node, 4), builder.floats([], [0])];
  const { T: kind, U, data_format, epsilon, is_training } = node.attributes;
  const gradient = builder.node(
    'FusedBatchNormGradV3',
    [arriving, input(node, 0), input(node, 1), ...reserves],
    { T: kind!, U: U!, data_format: data_format!, epsilon: epsilon!, is_training: is_training! },
    'gradient/FusedBatchNormGradV3',
  );
  return [x ? gradient : null, gamma ? `${gradient}:1` : null, beta ? `${gradient}:2` : null];
};

const softmax: Gradient = (builder, node, arriving) => {
  const weighted = times(builder, arriving, node.name);
  const total = add(builder, 'Sum', [weighted, builder.ints([-1])], { ...T, Tidx: { type: 'int32' }, keep_dims: { flag: true } });
  return [times(builder, add(builder, 'Sub', [arriving, total]), node.name)];
};

const gradients: Readonly<Record<string, Gradient>> = {
  Identity: (_builder, _node, arriving) => [arriving],
  Conv2D: convolution('Conv2DBackpropInput', 'Conv2DBackpropFilter'),
  DepthwiseConv2dNative: convolution('DepthwiseConv2dNativeBackpropInput', 'DepthwiseConv2dNativeBackpropFilter'),
  MatMul: (builder, node, arriving, [a, b]) => [
    a ? add(builder, 'MatMul', [arriving, input(node, 1)], product(false, true)) : null,
    b ? add(builder, 'MatMul', [input(node, 0), arriving], product(true, false)) : null,
  ],
  BiasAdd: (builder, node, arriving, [x, bias]) => [
    x ? arriving : null,
    bias ? add(builder, 'BiasAddGrad', [arriving], node.attributes) : null,
  ],
  AddV2: elementwise(
    (_b, _n, g) => g,
    (_b, _n, g) => g,
  ),
  Sub: elementwise(
    (_b, _n, g) => g,
    (b, _n, g) => minus(b, g),
  ),
  Mul: elementwise(
    (b, n, g) => times(b, g, input(n, 1)),
    (b, n, g) => times(b, g, input(n, 0)),
  ),
  RealDiv: elementwise(
    (b, n, g) => add(b, 'RealDiv', [g, input(n, 1)]),
    (b, n, g) => minus(b, times(b, g, add(b, 'RealDiv', [n.name, input(n, 1)]))),
  ),
  Maximum: elementwise(where('GreaterEqual', 0), where('Greater', 1)),
  Minimum: elementwise(where('LessEqual', 0), where('Less', 1)),
  Square: (b, n, g) => [times(b, times(b, b.floats([2], []), input(n, 0)), g)],
  Sqrt: unary('SqrtGrad', 'y', 'arriving-last'),
  Rsqrt: unary('RsqrtGrad', 'y', 'arriving-last'),
  // 2/sqrt(π)·exp(-x²)
  Erf: (b, n, g) => [
    times(b, g, times(b, b.floats([2 / Math.sqrt(Math.PI)], []), add(b, 'Exp', [minus(b, add(b, 'Square', [input(n, 0)]))]))),
  ],
  Relu: unary('ReluGrad', 'y'),
  Relu6: unary('Relu6Grad', 'y'),
  Elu: unary('EluGrad', 'y'),
  Selu: unary('SeluGrad', 'y'),
  Softplus: unary('SoftplusGrad', 'x'),
  Sigmoid: unary('SigmoidGrad', 'y', 'arriving-last'),
  Tanh: unary('TanhGrad', 'y', 'arriving-last'),
  Softmax: softmax,
  MaxPool: pooled('MaxPool'),
  AvgPool: pooled('AvgPool'),
  Mean: mean,
  Max: maximum,
  Sum: (builder, node, arriving) => [spread(builder, node, arriving)],
  Pad: padded,
  StridedSlice: sliced,
  ConcatV2: joined,
  Reshape: (builder, node, arriving) => [reshapedLike(builder, arriving, input(node, 0))],
  FusedBatchNormV3: normalised,
};

/** @throws NotDifferentiable for an operation without a known gradient */
export function gradientOf(
  builder: GraphBuilder,
  node: GraphNode,
  arriving: string,
  needed: readonly boolean[],
): readonly (string | null)[] {
  const gradient = Object.hasOwn(gradients, node.op) ? gradients[node.op] : undefined;
  if (gradient === undefined) throw new NotDifferentiable(node.op, node.name);
  return gradient(builder, node, arriving, needed);
}
