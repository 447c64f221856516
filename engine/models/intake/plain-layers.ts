import { numberIn, refuse, textIn } from '../layers/layer-config.ts';
import type { Layer } from '../layers/layers-file.ts';
import type { Shape } from '../layers/layer-shapes.ts';
import type { Weight } from '../layers/weights.ts';

type OwnWeights = ReadonlyMap<string, Weight>;

/** A layer expressed by layers that tfjs has too. The last one has the name of the original, so that later layers find it. */
export interface PlainLayers {
  readonly layers: readonly Layer[];
  /** Converts the weights of the layer in the file to those of these layers, by layer. */
  readonly weights: (own: OwnWeights) => ReadonlyMap<string, OwnWeights>;
}

/** Expresses a kind of layer by others; null if it is already plain. `unique` makes an unused name. */
type Rule = (layer: Layer, from: readonly Shape[], unique: (wish: string) => string) => PlainLayers | null;

/**
 * Converts a Keras layer to equivalent layers that Graft and tfjs know: functions and layers that only Keras has become several, so that
 * nothing downstream, including exports to tfjs, has to know them. Most layers are plain already.
 * @param from shapes of its inputs, without the batch dimension
 * @throws UnsupportedLayer for a setting that cannot be expressed
 */
export function plainLayers(layer: Layer, from: readonly Shape[], unique: (wish: string) => string): PlainLayers {
  const rule = Object.hasOwn(rules, layer.kind) ? rules[layer.kind] : undefined;
  return rule?.(layer, from, unique) ?? activated(layer, unique) ?? oneLayer(layer);
}

const noWeights = (): ReadonlyMap<string, OwnWeights> => new Map();
const made = (name: string, kind: string, inbound: readonly string[], config: Readonly<Record<string, unknown>> = {}): Layer => ({
  name,
  kind,
  inbound,
  config: { name, ...config },
});
const oneLayer = (layer: Layer): PlainLayers => ({ layers: [layer], weights: (own) => new Map([[layer.name, own]]) });
const shaped = (own: OwnWeights, key: string, as: string, shape: readonly number[]): OwnWeights => {
  const weight = own.get(key);
  return weight === undefined
    ? own
    : new Map([...own].map(([name, each]) => (name === key ? [as, { shape, values: weight.values }] : [name, each])));
};

/** Keras 3 activations that tfjs lacks, by their names here, as chains of layers from `x` to `name`. */
const chains: Readonly<Record<string, (x: string, name: string, unique: (wish: string) => string) => Layer[]>> = {
  // min(max(x/6 + 1/2, 0), 1)
  'keras3/hard_sigmoid': (x, name, unique) => hardSigmoid(x, name, unique),
  // The same, times x.
  'keras3/hard_silu': (x, name, unique) => {
    const gate = unique(`${name}_gate`);
    return [...hardSigmoid(x, gate, unique), made(name, 'Multiply', [x, gate])];
  },
  'keras3/leaky_relu': (x, name) => [made(name, 'LeakyReLU', [x], { alpha: 0.2 })],
};

function hardSigmoid(x: string, name: string, unique: (wish: string) => string): Layer[] {
  const line = unique(`${name}_line`);
  return [made(line, 'Rescaling', [x], { scale: 1 / 6, offset: 0.5 }), made(name, 'ReLU', [line], { max_value: 1 })];
}

/** A layer with such an activation loses it, and the chain follows. */
function activated(layer: Layer, unique: (wish: string) => string): PlainLayers | null {
  const chain = chains[textIn(layer, 'activation', 'linear')];
  if (chain === undefined) return null;
  if (layer.kind === 'Activation') return { layers: chain(layer.inbound[0] ?? '', layer.name, unique), weights: noWeights };
  const name = unique(`${layer.name}_linear`);
  const linear = { ...layer, name, config: { ...layer.config, name, activation: 'linear' } };
  return { layers: [linear, ...chain(name, layer.name, unique)], weights: (own) => new Map([[name, own]]) };
}

/** Global pooling that keeps height and width as dimensions of 1 is pooling plus a reshape. */
const globalPooling: Rule = (layer, [from], unique) => {
  const { keepdims, ...config } = layer.config;
  if (keepdims !== true) return null;
  const pooled = unique(`${layer.name}_pooled`);
  return {
    layers: [
      { ...layer, name: pooled, config: { ...config, name: pooled } },
      made(layer.name, 'Reshape', [pooled], { target_shape: [1, 1, from?.at(-1) ?? 0] }),
    ],
    weights: noWeights,
  };
};

/** A convolution with as many groups as channels is a depthwise one; its kernel values keep their order. */
const convolution: Rule = (layer, [from], unique) => {
  const groups = numberIn(layer, 'groups', 1);
  const channels = from?.at(-1) ?? 0;
  if (groups === 1 || groups !== channels) return null;
  const { filters: _filters, groups: _groups, ...config } = layer.config;
  const multiplier = numberIn(layer, 'filters', 0) / channels;
  if (!Number.isInteger(multiplier)) refuse(layer, `${numberIn(layer, 'filters', 0)} filters in ${groups} groups`);
  const depthwise = { ...layer, kind: 'DepthwiseConv2D', config: { ...config, depth_multiplier: multiplier } };
  return renamedKernel(activated(depthwise, unique) ?? oneLayer(depthwise), 'kernel', 'depthwise_kernel', ([height, width]) => [
    height!,
    width!,
    channels,
    multiplier,
  ]);
};

/** On an input with height and width, a dense layer acts at each position: a 1 x 1 convolution. */
const dense: Rule = (layer, [from], unique) => {
  if (from?.length !== 3) return null;
  const { units, ...config } = layer.config;
  const convolved = {
    ...layer,
    kind: 'Conv2D',
    config: { ...config, filters: units, kernel_size: [1, 1], strides: [1, 1], padding: 'valid', data_format: 'channels_last' },
  };
  return renamedKernel(activated(convolved, unique) ?? oneLayer(convolved), 'kernel', 'kernel', (shape) => [1, 1, ...shape]);
};

function renamedKernel(plain: PlainLayers, key: string, as: string, shapeOf: (shape: readonly number[]) => readonly number[]): PlainLayers {
  return { ...plain, weights: (own) => plain.weights(shaped(own, key, as, shapeOf(own.get(key)?.shape ?? []))) };
}

const passedOn: Rule = (layer) => oneLayer(made(layer.name, 'Activation', layer.inbound, { activation: 'linear' }));

const rules: Readonly<Record<string, Rule>> = {
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling2D: globalPooling,
  Conv2D: convolution,
  Dense: dense,
  // tfjs's ReLU has no slope.
  ReLU: (layer) =>
    numberIn(layer, 'negative_slope', 0) === 0
    || Number.isFinite(numberIn(layer, 'max_value', Infinity))
    || numberIn(layer, 'threshold', 0) !== 0
      ? null
      : oneLayer(made(layer.name, 'LeakyReLU', layer.inbound, { alpha: numberIn(layer, 'negative_slope', 0) })),
  // The axis counts the batch dimension, and may be given as a list.
  LayerNormalization: (layer, [from]) => {
    const axis = Array.isArray(layer.config.axis) && layer.config.axis.length === 1 ? (layer.config.axis[0] as unknown) : layer.config.axis;
    return oneLayer({ ...layer, config: { ...layer.config, axis: axis === from?.length ? -1 : axis } });
  },
  // In ConvNeXt: multiplies each channel by its own factor (Touvron et al., arXiv 2103.17239).
  LayerScale: (layer, [from]) => {
    const channels = from?.at(-1) ?? 0;
    if (from?.length !== 3 || numberIn(layer, 'projection_dim', 0) !== channels)
      return refuse(layer, 'other settings than those of ConvNeXt');
    const scaling = made(layer.name, 'DepthwiseConv2D', layer.inbound, {
      kernel_size: [1, 1],
      strides: [1, 1],
      padding: 'valid',
      data_format: 'channels_last',
      depth_multiplier: 1,
      use_bias: false,
    });
    return { layers: [scaling], weights: (own) => new Map([[layer.name, shaped(own, 'gamma', 'depthwise_kernel', [1, 1, channels, 1])]]) };
  },
  // These only act during training; StochasticDepth drops whole branches (Huang et al., arXiv 1603.09382).
  StochasticDepth: passedOn,
  SpatialDropout2D: passedOn,
  ActivityRegularization: passedOn,
  Identity: passedOn,
  // In Inception-ResNet: the first input plus a share of the second.
  CustomScaleLayer: (layer, from, unique) => {
    if (from.length !== 2) return refuse(layer, `${from.length} inputs`);
    const share = unique(`${layer.name}_share`);
    return {
      layers: [
        made(share, 'Rescaling', [layer.inbound[1]!], { scale: numberIn(layer, 'scale', 1), offset: 0 }),
        made(layer.name, 'Add', [layer.inbound[0]!, share]),
      ],
      weights: noWeights,
    };
  },
};
