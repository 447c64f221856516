import { createHash } from 'node:crypto';
import type { ContentHash } from '../../domain/ids.ts';
import { layerFacts } from '../../models/layers/layer-shapes.ts';
import type { LayersFile, Layer } from '../../models/layers/layers-file.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';
import type { Weight, Weights } from '../../models/layers/weights.ts';

/** The size of the network and of its input. */
export interface SmallNetwork {
  /** Input side in pixels. */
  readonly side: number;
  /** Channels of each block. */
  readonly widths: readonly number[];
}
export const smallNetworkCut = 'pool';

const kernelSide = 3;

/**
 * A convolutional network for small data sets, as an untrained source model: blocks of a 3 x 3 convolution, batch normalisation and ReLU,
 * each but the last followed by 2 x 2 max pooling, then global average pooling. All weights are 0; a random start draws them.
 */
export function smallNetwork({ side, widths }: SmallNetwork): SourceOnDisk {
  const layers: Layer[] = [{ name: 'image', kind: 'InputLayer', config: { batch_input_shape: [null, side, side, 3] }, inbound: [] }];
  const weights = new Map<string, Map<string, Weight>>();
  const add = (name: string, kind: string, config: Layer['config'], own: Readonly<Record<string, readonly number[]>> = {}): void => {
    layers.push({ name, kind, config, inbound: [layers.at(-1)!.name] });
    const shapes = Object.entries(own);
    if (shapes.length > 0)
      weights.set(
        name,
        new Map(
          shapes.map(([weight, shape]) => [weight, { shape, values: new Float32Array(shape.reduce((size, length) => size * length, 1)) }]),
        ),
      );
  };
  widths.forEach((width, at) => {
    const block = `block_${at + 1}`;
    const common = { data_format: 'channels_last', padding: 'same' };
    add(
      `${block}_conv`,
      'Conv2D',
      { ...common, filters: width, kernel_size: [kernelSide, kernelSide], strides: [1, 1], use_bias: false },
      { kernel: [kernelSide, kernelSide, widths[at - 1] ?? 3, width] },
    );
    add(
      `${block}_bn`,
      'BatchNormalization',
      { axis: -1, epsilon: 1e-3 },
      { gamma: [width], beta: [width], moving_mean: [width], moving_variance: [width] },
    );
    add(`${block}_relu`, 'ReLU', {});
    if (at < widths.length - 1) add(`${block}_half`, 'MaxPooling2D', { ...common, pool_size: [2, 2], strides: [2, 2] });
  });
  add(smallNetworkCut, 'GlobalAveragePooling2D', { data_format: 'channels_last' });
  return described(layers, weights, side, widths);
}

function described(layers: readonly Layer[], weights: Weights, side: number, widths: readonly number[]): SourceOnDisk {
  const id = `small-network-${side}-${widths.join('-')}`;
  const parameters = [...weights.values()].flatMap((own) => [...own.values()]).reduce((sum, { values }) => sum + values.length, 0);
  const features = widths.at(-1)!;
  const file: LayersFile = { layers, groups: [] };
  const adds = layerFacts(file, [side, side, 3]).reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  return {
    folder: id,
    file,
    weights: () => Promise.resolve(weights),
    card: {
      id,
      title: id,
      inputSize: [side, side],
      inputScaling: { subtract: 127.5, divide: 127.5 },
      colourOrder: 'RGB',
      cutPoints: [{ layer: smallNetworkCut, outputShape: [features] }],
      sourceTask: { dataset: 'none' },
      licence: 'Apache-2.0',
      parameters,
      multiplyAdds: adds,
    },
    model: {
      id,
      title: id,
      task: 'none',
      inputSize: side,
      parameters,
      multiplyAdds: adds / 1e6,
      cuts: [{ layer: smallNetworkCut, shape: [features], features }],
      licence: 'Apache-2.0',
      hash: createHash('sha256').update(id).digest('hex') as ContentHash,
      path: id,
      default: false,
      origin: 'folder',
      from: null,
      verified: true,
      removable: false,
      lineage: null,
      speed: null,
    },
  };
}
