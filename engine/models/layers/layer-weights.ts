import { flagIn, numberIn, pairIn } from './layer-config.ts';
import type { Layer } from './layers-file.ts';

/** A weight a layer must have according to its settings, known before any is read. */
export interface ExpectedWeight {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * Returns the weights of a layer in Keras's order, with the shapes required by its settings and input.
 * @param from shape of the layer's first input, without the batch dimension
 */
export function expectedWeights(layer: Layer, from: readonly number[]): ExpectedWeight[] {
  const channels = from.at(-1) ?? 0;
  const groups = numberIn(layer, 'groups', 1);
  const window = pairIn(layer, 'kernel_size', [1, 1]);
  const multiplier = numberIn(layer, 'depth_multiplier', 1);
  const filters = numberIn(layer, 'filters', 0);
  const units = numberIn(layer, 'units', 0);
  const bias = (size: number): ExpectedWeight[] => (flagIn(layer, 'use_bias', true) ? [{ name: 'bias', shape: [size] }] : []);
  switch (layer.kind) {
    case 'Conv2D':
      return [{ name: 'kernel', shape: [...window, channels / groups, filters] }, ...bias(filters)];
    case 'DepthwiseConv2D':
      return [{ name: 'depthwise_kernel', shape: [...window, channels, multiplier] }, ...bias(channels * multiplier)];
    case 'SeparableConv2D':
      return [
        { name: 'depthwise_kernel', shape: [...window, channels, multiplier] },
        { name: 'pointwise_kernel', shape: [1, 1, channels * multiplier, filters] },
        ...bias(filters),
      ];
    case 'Dense':
      return [{ name: 'kernel', shape: [channels, units] }, ...bias(units)];
    case 'BatchNormalization':
      return [
        ...(flagIn(layer, 'scale', true) ? ['gamma'] : []),
        ...(flagIn(layer, 'center', true) ? ['beta'] : []),
        'moving_mean',
        'moving_variance',
      ].map((name) => ({ name, shape: [channels] }));
    case 'LayerNormalization':
      return [...(flagIn(layer, 'scale', true) ? ['gamma'] : []), ...(flagIn(layer, 'center', true) ? ['beta'] : [])].map((name) => ({
        name,
        shape: [channels],
      }));
    case 'LayerScale':
      return [{ name: 'gamma', shape: [channels] }];
    case 'Normalization':
      return layer.config.mean === undefined || layer.config.mean === null
        ? ['mean', 'variance'].map((name) => ({ name, shape: [channels] }))
        : [];
    default:
      return [];
  }
}
