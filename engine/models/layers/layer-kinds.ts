import { activationOf, checkRelu, emitActivation, emitLeaky, emitRelu } from './activations.ts';
import { checkConvolution, checkDepthwise, checkPool, emitConvolution, emitDense, emitDepthwise, emitPool } from './convolutions.ts';
import type { Attributes, GraphBuilder } from '../graph/graph.ts';
import { flagIn, numberIn, pairIn, refuse, requireChannelsLast, weightOf } from './layer-config.ts';
import type { WeightedLayer } from './layer-config.ts';
import { UnsupportedLayer } from './layers-file.ts';
import type { Layer } from './layers-file.ts';

interface Kind {
  /** @throws UnsupportedLayer for a setting that Graft does not support */
  readonly check?: (layer: Layer) => void;
  /** Adds the nodes of the layer; returns the node of its output. */
  readonly emit: (builder: GraphBuilder, layer: WeightedLayer, x: string, all: readonly string[]) => string;
}

const reduction: Attributes = { T: { type: 'float32' }, Tidx: { type: 'int32' }, keep_dims: { flag: false } };
const identity: Kind = { emit: (_builder, _layer, x) => x };

/** Sum or product of any number of inputs of the same shape. */
const merge = (op: string): Kind => ({
  emit: (builder, layer, _x, all) =>
    all
      .slice(1)
      .reduce(
        (sum, next, index) => builder.node(op, [sum, next], undefined, index === all.length - 2 ? layer.name : `${layer.name}/part`),
        all[0] ?? '',
      ),
});

/** Emits the mean or maximum over height and width. */
export function emitGlobalPool(builder: GraphBuilder, op: 'Mean' | 'Max', x: string, name: string): string {
  return builder.node(op, [x, builder.ints([1, 2])], reduction, name);
}
const globalPool = (op: 'Mean' | 'Max'): Kind => ({
  check: (layer) => {
    requireChannelsLast(layer);
    if (flagIn(layer, 'keepdims', false)) refuse(layer, 'kept sides');
  },
  emit: (builder, layer, x) => emitGlobalPool(builder, op, x, layer.name),
});

const batchNormalization: Kind = {
  check: (layer) => {
    const axis = layer.config.axis ?? -1;
    const last = Array.isArray(axis) ? axis[0] : axis;
    if (last !== -1 && last !== 3) refuse(layer, `axis ${JSON.stringify(axis)}`);
  },
  emit: (builder, layer, x) => {
    const mean = weightOf(layer, 'moving_mean');
    const filled = (name: string, value: number) => layer.weights.get(name) ?? { shape: mean.shape, values: mean.values.map(() => value) };
    const inputs = Object.entries({
      gamma: filled('gamma', 1),
      beta: filled('beta', 0),
      moving_mean: mean,
      moving_variance: weightOf(layer, 'moving_variance'),
    }).map(([name, weight]) => builder.weight(layer.name, name, weight, 'statistic'));
    return builder.node(
      'FusedBatchNormV3',
      [x, ...inputs],
      {
        T: { type: 'float32' },
        U: { type: 'float32' },
        data_format: { text: 'NHWC' },
        is_training: { flag: false },
        epsilon: { float: numberIn(layer, 'epsilon', 1e-3) },
      },
      layer.name,
    );
  },
};

/** Normalises the channels at each position (Ba et al., arXiv 1607.06450). */
const layerNormalization: Kind = {
  check: (layer) => {
    const axis =
      Array.isArray(layer.config.axis) && layer.config.axis.length === 1 ? (layer.config.axis[0] as unknown) : (layer.config.axis ?? -1);
    if (axis !== -1) refuse(layer, `axis ${JSON.stringify(layer.config.axis)}`);
    if (flagIn(layer, 'rms_scaling', false)) refuse(layer, 'rms_scaling');
  },
  emit: (builder, layer, x) => {
    const mean = (of: string): string => builder.node('Mean', [of, builder.ints([-1])], { ...reduction, keep_dims: { flag: true } });
    const centred = builder.node('Sub', [x, mean(x)]);
    const variance = builder.node('AddV2', [
      mean(builder.node('Square', [centred])),
      builder.floats([numberIn(layer, 'epsilon', 1e-3)], []),
    ]);
    const weights = (['gamma', 'beta'] as const).filter((name) => layer.weights.has(name));
    const ops = { gamma: 'Mul', beta: 'AddV2' };
    const plain = builder.node(
      'Mul',
      [centred, builder.node('Rsqrt', [variance])],
      undefined,
      weights.length === 0 ? layer.name : `${layer.name}/plain`,
    );
    return weights.reduce(
      (from, name, at) =>
        builder.node(
          ops[name],
          [from, builder.weight(layer.name, name, weightOf(layer, name), name)],
          undefined,
          at === weights.length - 1 ? layer.name : `${layer.name}/scaled`,
        ),
      plain,
    );
  },
};

const zeroPadding: Kind = {
  check: (layer) => {
    requireChannelsLast(layer);
    paddingSides(layer);
  },
  emit: (builder, layer, x) => {
    const sides = builder.ints([0, 0, ...paddingSides(layer), 0, 0], [4, 2]);
    return builder.node('Pad', [x, sides], { T: { type: 'float32' }, Tpaddings: { type: 'int32' } }, layer.name);
  },
};

const cropping: Kind = {
  check: (layer) => {
    requireChannelsLast(layer);
    croppedSides(layer);
  },
  emit: (builder, layer, x) => {
    const [top, bottom, left, right] = croppedSides(layer) as [number, number, number, number];
    // A set bit means that its dimension is taken from the very start, or to the very end.
    const masks = { begin_mask: { int: 0b1001 }, end_mask: { int: 0b1001 | (bottom === 0 ? 0b10 : 0) | (right === 0 ? 0b100 : 0) } };
    const range = [builder.ints([0, top, left, 0]), builder.ints([0, -bottom, -right, 0]), builder.ints([1, 1, 1, 1])];
    return builder.node(
      'StridedSlice',
      [x, ...range],
      {
        T: { type: 'float32' },
        Index: { type: 'int32' },
        ...masks,
        ellipsis_mask: { int: 0 },
        new_axis_mask: { int: 0 },
        shrink_axis_mask: { int: 0 },
      },
      layer.name,
    );
  },
};

/** Padding or cropping in the order top, bottom, left, right. */
export const paddingSides = (layer: Layer): readonly number[] => sidesIn(layer, 'padding', [1, 1]);
export const croppedSides = (layer: Layer): readonly number[] => sidesIn(layer, 'cropping', [0, 0]);

function sidesIn(layer: Layer, key: string, absent: readonly [number, number]): readonly number[] {
  const value = layer.config[key];
  if (!Array.isArray(value)) {
    const [tall, wide] = pairIn(layer, key, absent);
    return [tall, tall, wide, wide];
  }
  const sides = value.flatMap((side: unknown) => (Array.isArray(side) ? side : [side, side]));
  if (sides.length !== 4 || !sides.every((side) => Number.isInteger(side) && side >= 0)) refuse(layer, `${key} ${JSON.stringify(value)}`);
  return sides;
}

const reshaped = (targetOf: (layer: Layer) => readonly number[]): Kind => ({
  check: (layer) => void targetOf(layer),
  emit: (builder, layer, x) => {
    const target = targetOf(layer).map((side) => builder.ints([side], []));
    const shape = builder.node('Pack', [builder.node('StridedSlice', firstSide(builder, x), sliceAttributes), ...target], {
      T: { type: 'int32' },
      N: { int: target.length + 1 },
      axis: { int: 0 },
    });
    return builder.node('Reshape', [x, shape], { T: { type: 'float32' }, Tshape: { type: 'int32' } }, layer.name);
  },
});
const sliceAttributes: Attributes = {
  T: { type: 'int32' },
  Index: { type: 'int32' },
  begin_mask: { int: 0 },
  end_mask: { int: 0 },
  ellipsis_mask: { int: 0 },
  new_axis_mask: { int: 0 },
  shrink_axis_mask: { int: 1 },
};
function firstSide(builder: GraphBuilder, x: string): string[] {
  const shape = builder.node('Shape', [x], { T: { type: 'float32' }, out_type: { type: 'int32' } });
  return [shape, builder.ints([0]), builder.ints([1]), builder.ints([1])];
}
function targetShape(layer: Layer): readonly number[] {
  const target = layer.config.target_shape;
  return Array.isArray(target) && target.every(Number.isInteger) ? target : refuse(layer, `target shape ${JSON.stringify(target)}`);
}

const kinds: Readonly<Record<string, Kind>> = {
  InputLayer: identity,
  Dropout: identity,
  SpatialDropout2D: identity,
  GaussianNoise: identity,
  GaussianDropout: identity,
  ActivityRegularization: identity,
  Conv2D: { check: checkConvolution, emit: emitConvolution },
  DepthwiseConv2D: { check: checkDepthwise, emit: emitDepthwise },
  Dense: { check: (layer) => void activationOf(layer), emit: emitDense },
  BatchNormalization: batchNormalization,
  Activation: { check: (layer) => void activationOf(layer), emit: (b, layer, x) => emitActivation(b, activationOf(layer), x, layer.name) },
  ReLU: { check: checkRelu, emit: emitRelu },
  LeakyReLU: { emit: (builder, layer, x) => emitLeaky(builder, numberIn(layer, 'alpha', 0.3), x, layer.name) },
  Softmax: {
    check: (layer) => {
      if (numberIn(layer, 'axis', -1) !== -1) refuse(layer, 'an axis');
    },
    emit: (builder, layer, x) => emitActivation(builder, 'softmax', x, layer.name),
  },
  Add: merge('AddV2'),
  Multiply: merge('Mul'),
  Concatenate: {
    emit: (builder, layer, _x, all) =>
      builder.node(
        'ConcatV2',
        [...all, builder.ints([numberIn(layer, 'axis', -1)], [])],
        { T: { type: 'float32' }, Tidx: { type: 'int32' }, N: { int: all.length } },
        layer.name,
      ),
  },
  LayerNormalization: layerNormalization,
  ZeroPadding2D: zeroPadding,
  Cropping2D: cropping,
  MaxPooling2D: { check: checkPool, emit: emitPool('MaxPool') },
  AveragePooling2D: { check: checkPool, emit: emitPool('AvgPool') },
  GlobalAveragePooling2D: globalPool('Mean'),
  GlobalMaxPooling2D: globalPool('Max'),
  Flatten: reshaped(() => [-1]),
  Reshape: reshaped(targetShape),
  Rescaling: {
    emit: (builder, layer, x) => {
      const scaled = builder.node('Mul', [x, builder.floats([numberIn(layer, 'scale', 1)], [])]);
      return builder.node('AddV2', [scaled, builder.floats([numberIn(layer, 'offset', 0)], [])], undefined, layer.name);
    },
  },
};

/** Returns the kind of a layer. SeparableConv2D has none: it is split beforehand. @throws UnsupportedLayer */
export function kindOf(layer: Layer): Kind {
  const kind = Object.hasOwn(kinds, layer.kind) ? kinds[layer.kind] : undefined;
  if (kind === undefined) throw new UnsupportedLayer(`${layer.kind} ("${layer.name}")`);
  return kind;
}

/** @throws UnsupportedLayer for the first layer that Graft cannot convert to a graph */
export function checkLayers(layers: readonly Layer[]): void {
  for (const layer of layers) {
    if (layer.kind === 'SeparableConv2D') checkDepthwise(layer);
    else kindOf(layer).check?.(layer);
  }
}
