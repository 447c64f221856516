import { UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer } from '../layers/layers-file.ts';
import type { KerasLayer } from './keras-topology.ts';

/**
 * Settings of each kind of layer in tfjs, besides its name. Other settings that Keras writes (initialisers, penalties) only matter for
 * training.
 */
const window = ['kernel_size', 'strides', 'padding', 'data_format', 'dilation_rate', 'activation', 'use_bias'];
const pool = ['pool_size', 'strides', 'padding', 'data_format'];
const settings: Readonly<Record<string, readonly string[]>> = {
  InputLayer: ['batch_input_shape'],
  Conv2D: ['filters', 'groups', ...window],
  DepthwiseConv2D: ['depth_multiplier', ...window],
  SeparableConv2D: ['filters', 'depth_multiplier', ...window],
  Dense: ['units', 'activation', 'use_bias'],
  BatchNormalization: ['axis', 'momentum', 'epsilon', 'center', 'scale'],
  Activation: ['activation'],
  ReLU: ['max_value', 'negative_slope', 'threshold'],
  LeakyReLU: ['alpha'],
  Softmax: ['axis'],
  Add: [],
  Multiply: [],
  Concatenate: ['axis'],
  ZeroPadding2D: ['padding', 'data_format'],
  MaxPooling2D: pool,
  AveragePooling2D: pool,
  GlobalAveragePooling2D: ['data_format', 'keepdims'],
  GlobalMaxPooling2D: ['data_format', 'keepdims'],
  Flatten: ['data_format'],
  Reshape: ['target_shape'],
  Dropout: ['rate'],
  SpatialDropout2D: ['rate'],
  GaussianNoise: ['stddev'],
  GaussianDropout: ['rate'],
  ActivityRegularization: [],
  Rescaling: ['scale', 'offset'],
  Normalization: ['axis', 'mean', 'variance', 'invert'],
  LayerNormalization: ['axis', 'epsilon', 'center', 'scale', 'rms_scaling'],
  Cropping2D: ['cropping', 'data_format'],
  LayerScale: ['projection_dim'],
  CustomScaleLayer: ['scale'],
};

/** Half-precision computation only affects speed; the weights are float32 all the same. */
const policies = new Set(['float32', 'mixed_float16', 'mixed_bfloat16']);

/** Functions with another name in Keras 3. */
const renamed: Readonly<Record<string, string>> = { silu: 'swish' };
/** Functions that Keras 3 defines differently from Keras 2 and tfjs, or that only it has; see plainLayers. */
const ofKeras3: Readonly<Record<string, string>> = {
  hard_sigmoid: 'keras3/hard_sigmoid',
  hard_silu: 'keras3/hard_silu',
  hard_swish: 'keras3/hard_silu',
  leaky_relu: 'keras3/leaky_relu',
};

/**
 * Converts a layer's settings to the form of Keras 2 and tfjs. Its kind stays, even if Graft does not know it.
 * @param version major version of the Keras that wrote the file; 2 for tfjs
 * @throws UnsupportedLayer for a precision or an activation that Graft does not support
 */
export function normalisedLayer(layer: KerasLayer, version: number): Layer {
  const { name, kind, inbound } = layer;
  checkPrecision(layer);
  const given: Record<string, unknown> = { ...layer.config };
  if (given.activation !== undefined) given.activation = activationName(layer, given.activation, version);
  given.batch_input_shape ??= given.batch_shape;
  given.alpha ??= kind === 'LeakyReLU' ? given.negative_slope : undefined;
  if (kind === 'BatchNormalization' && Array.isArray(given.axis) && given.axis.length === 1) [given.axis] = given.axis;
  const wanted = Object.hasOwn(settings, kind) ? settings[kind]! : [];
  const kept = wanted.flatMap((key) => (given[key] === undefined ? [] : ([[key, given[key]]] as const)));
  return { name, kind, inbound, config: { name, ...Object.fromEntries(kept) } };
}

function checkPrecision({ kind, nameInFile, config }: KerasLayer): void {
  const policy = policyName(config.dtype);
  if (policy !== null && !policies.has(policy)) throw new UnsupportedLayer(`${kind} "${nameInFile}" in ${policy}`);
}

/** "float32", or in Keras 3 { class_name: "DTypePolicy", config: { name: "float32" } }. */
function policyName(dtype: unknown): string | null {
  if (typeof dtype === 'string') return dtype;
  if (typeof dtype !== 'object' || dtype === null) return null;
  const { config } = dtype as { config?: { name?: unknown } };
  return typeof config?.name === 'string' ? config.name : 'an unknown precision';
}

/** A name, or in Keras 3 a function given by module and name. */
function activationName({ kind, nameInFile, config }: KerasLayer, activation: unknown, version: number): string {
  const refuse = (what: string): never => {
    throw new UnsupportedLayer(`${kind} "${nameInFile}" with ${what}`);
  };
  const described = activation as { module?: unknown; config?: unknown; class_name?: unknown } | null;
  const builtIn = typeof described?.module === 'string' && described.module.startsWith('keras.');
  const name =
    activation === null
      ? 'linear'
      : typeof activation === 'string'
        ? activation
        : builtIn && typeof described?.config === 'string'
          ? described.config
          : refuse(`an activation of its own (${JSON.stringify(described?.config ?? config.activation)})`);
  return (version >= 3 && Object.hasOwn(ofKeras3, name) ? ofKeras3[name] : renamed[name]) ?? name;
}
