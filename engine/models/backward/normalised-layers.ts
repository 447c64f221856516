import type { Weight } from '../layers/weights.ts';
import type { WeightedLayer } from '../layers/layer-config.ts';
import { flagIn, numberIn, textIn, weightOf } from '../layers/layer-config.ts';

const kernels: Readonly<Record<string, string>> = { Conv2D: 'kernel', DepthwiseConv2D: 'depthwise_kernel' };
const filled = (length: number, value: number): Weight => ({ shape: [length], values: new Float32Array(length).fill(value) });
const epsilon = 1e-3;

/** New name of a convolution whose name its normalisation has taken. */
const linear = (name: string): string => `${name}/linear`;
const normalised = (name: string): string => `${name}/normalised`;

/**
 * Inserts batch normalisation after every convolution with a bias that has none. Many source models come with their normalisation folded
 * into those biases. Without it a deep network hardly trains from a random start, which would make the baseline from scratch weaker than
 * necessary, and there would be no scales to tune. Later layers find the result under the name of the convolution. If most convolutions of
 * a network have normalisation, the others lack it on purpose, such as those that weight channels; layer normalisation cannot be folded.
 * @param start `neutral` scales by 1 and shifts by 0; `unchanged` absorbs the bias, so that the network computes the same as before
 */
export function normalisedLayers(layers: readonly WeightedLayer[], start: 'neutral' | 'unchanged' = 'neutral'): WeightedLayer[] {
  const followed = new Set(layers.filter(({ kind }) => kind === 'BatchNormalization').flatMap(({ inbound }) => inbound));
  const isBare = (layer: WeightedLayer): boolean =>
    kernels[layer.kind] !== undefined && !followed.has(layer.name) && flagIn(layer, 'use_bias', true);
  if (layers.filter(isBare).length <= followed.size || layers.some(({ kind }) => kind === 'LayerNormalization')) return [...layers];
  return layers.flatMap((layer) => {
    if (!isBare(layer)) return [layer];
    const kernel = kernels[layer.kind]!;
    const bias = weightOf(layer, 'bias');
    const channels = bias.values.length;
    const [gamma, beta] =
      start === 'neutral' ? [filled(channels, 1), filled(channels, 0)] : [filled(channels, Math.sqrt(1 + epsilon)), bias];
    const weights = new Map([
      ['gamma', gamma],
      ['beta', beta],
      ['moving_mean', filled(channels, 0)],
      ['moving_variance', filled(channels, 1)],
    ]);
    const activation = textIn(layer, 'activation', 'linear');
    const convolution = {
      ...layer,
      name: linear(layer.name),
      config: { ...layer.config, use_bias: false, activation: 'linear' },
      weights: new Map([[kernel, weightOf(layer, kernel)]]),
    };
    const name = activation === 'linear' ? layer.name : normalised(layer.name);
    const normalization = { name, kind: 'BatchNormalization', config: { axis: -1, epsilon }, inbound: [convolution.name], weights };
    if (activation === 'linear') return [convolution, normalization];
    return [
      convolution,
      normalization,
      { name: layer.name, kind: 'Activation', config: { activation }, inbound: [name], weights: new Map() },
    ];
  });
}

/**
 * Converts weights of the normalised form back to those of the source's own layers: kernel·s and beta - mean·s with s = gamma /
 * sqrt(variance + epsilon). Unchanged layers keep theirs.
 */
export function foldedBack(
  layers: readonly WeightedLayer[],
  normalisedWeights: ReadonlyMap<string, ReadonlyMap<string, Weight>>,
): Map<string, Map<string, Weight>> {
  return new Map(
    layers.map((layer) => {
      const before = normalisedWeights.get(linear(layer.name));
      if (before === undefined) return [layer.name, new Map(normalisedWeights.get(layer.name) ?? layer.weights)];
      const kernelName = kernels[layer.kind]!;
      const kernel = before.get(kernelName)!;
      const own = {
        ...layer,
        config: {},
        weights: normalisedWeights.get(normalised(layer.name)) ?? normalisedWeights.get(layer.name) ?? new Map<string, Weight>(),
      };
      const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(
        (name) => weightOf(own, name).values,
      ) as [Float32Array, Float32Array, Float32Array, Float32Array];
      const scale = gamma.map((each, at) => each / Math.sqrt(variance[at]! + numberIn(own, 'epsilon', epsilon)));
      return [
        layer.name,
        new Map<string, Weight>([
          [kernelName, { shape: kernel.shape, values: kernel.values.map((each, at) => each * scale[at % scale.length]!) }],
          ['bias', { shape: [scale.length], values: beta.map((each, at) => each - mean[at]! * scale[at]!) }],
        ]),
      ];
    }),
  );
}
