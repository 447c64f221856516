import { numberIn, textIn, weightOf } from './layer-config.ts';
import type { WeightedLayer } from './layer-config.ts';
import type { Weight } from './weights.ts';

/** Kernel name of each kind of layer into which a batch normalisation can be folded. */
const kernels: Readonly<Record<string, string>> = { Conv2D: 'kernel', DepthwiseConv2D: 'depthwise_kernel', Dense: 'kernel' };

/**
 * Frozen batch normalisation y = gamma·(x - mean)/sqrt(variance + epsilon) + beta is linear in each channel, so it can be folded into the
 * convolution or dense layer before it: kernel·s and (bias - mean)·s + beta with s = gamma/sqrt(variance + epsilon). It is folded if that
 * layer has no activation and feeds nothing else; otherwise it stays. Computed in float64. The folded layer takes the name of the
 * normalisation, so that later layers and cut points find it.
 * @param ends layers whose own output is needed, which are therefore left unchanged
 */
export function foldBatchNorm(layers: readonly WeightedLayer[], ends: readonly string[] = []): WeightedLayer[] {
  const uses = new Map<string, number>(ends.map((name) => [name, 1]));
  for (const layer of layers) for (const from of layer.inbound) uses.set(from, (uses.get(from) ?? 0) + 1);
  const result = new Map<string, WeightedLayer>();
  for (const layer of layers) {
    const before = layer.kind === 'BatchNormalization' ? result.get(layer.inbound[0] ?? '') : undefined;
    if (before === undefined || uses.get(before.name) !== 1 || !canTakeUp(before)) {
      result.set(layer.name, layer);
      continue;
    }
    result.delete(before.name);
    result.set(layer.name, joined(before, layer));
  }
  return [...result.values()];
}

function canTakeUp(layer: WeightedLayer): boolean {
  return Object.hasOwn(kernels, layer.kind) && textIn(layer, 'activation', 'linear') === 'linear';
}

function joined(layer: WeightedLayer, normalization: WeightedLayer): WeightedLayer {
  const kernelName = kernels[layer.kind] ?? 'kernel';
  const kernel = weightOf(layer, kernelName);
  const { scale, shift } = channelMap(normalization);
  const bias = Float32Array.from(scale, (s, channel) => (layer.weights.get('bias')?.values[channel] ?? 0) * s + (shift[channel] ?? 0));
  // The outputs of a depthwise kernel are its last two dimensions, channel and multiplier; of other kernels, the last one.
  const values = kernel.values.map((value, index) => value * (scale[index % scale.length] ?? 0));
  const weights = new Map<string, Weight>([
    [kernelName, { shape: kernel.shape, values }],
    ['bias', { shape: [scale.length], values: bias }],
  ]);
  return { ...layer, name: normalization.name, config: { ...layer.config, use_bias: true }, weights };
}

/** Per channel, the s and t of y = s·x + t. */
function channelMap(normalization: WeightedLayer): { scale: Float64Array; shift: Float64Array } {
  const mean = weightOf(normalization, 'moving_mean').values;
  const variance = weightOf(normalization, 'moving_variance').values;
  const gamma = normalization.weights.get('gamma')?.values;
  const beta = normalization.weights.get('beta')?.values;
  const epsilon = numberIn(normalization, 'epsilon', 1e-3);
  const scale = Float64Array.from(mean, (_, channel) => (gamma?.[channel] ?? 1) / Math.sqrt((variance[channel] ?? 0) + epsilon));
  const shift = Float64Array.from(mean, (value, channel) => (beta?.[channel] ?? 0) - value * (scale[channel] ?? 0));
  return { scale, shift };
}
