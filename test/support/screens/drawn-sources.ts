import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { writeTinySource, type TinyLayer } from '../models/tiny-source.ts';

/** The folders of a test studio's source models. */
export interface SourcePlaces {
  readonly shipped: string;
  readonly own: string;
}

/** The channels of every block. */
const channels = 16;

/** A stem and blocks of one convolution each. The stem and the last block but one halve the side. */
function blockLayers(blocks: number, last: string): TinyLayer[] {
  const statistics = { gamma: [channels], beta: [channels], moving_mean: [channels], moving_variance: [channels] };
  const convolution = (name: string, from: number, size: number, stride: number): TinyLayer[] => [
    {
      kind: 'Conv2D',
      name: `${name}_conv`,
      weights: { kernel: [size, size, from, channels] },
      config: {
        filters: channels,
        kernel_size: [size, size],
        strides: [stride, stride],
        padding: 'same',
        use_bias: false,
        data_format: 'channels_last',
      },
    },
    { kind: 'BatchNormalization', name: `${name}_bn`, config: { axis: -1, epsilon: 1e-3 }, weights: statistics },
  ];
  return [
    ...convolution('stem', 3, 3, 2),
    { kind: 'ReLU', name: 'stem_relu' },
    ...Array.from({ length: blocks }, (_, at) => `block_${at + 1}`).flatMap((name, at) => [
      ...convolution(name, channels, 1, at === blocks - 2 ? 2 : 1),
      { kind: 'ReLU', name: at === blocks - 1 ? last : name },
    ]),
  ];
}

/** Writes the starter with a stem and six blocks, as shipped, and a larger model with sixteen blocks, as added by the user. */
export async function writeDrawnSources({ shipped, own }: SourcePlaces): Promise<void> {
  await writeStarter(shipped, blockLayers(6, 'block_6'));
  await writeTinySource(join(own, 'mobilenet-v2'), {
    id: 'mobilenet-v2',
    size: 224,
    layers: blockLayers(16, 'out_relu'),
    cuts: [cut('out_relu', 56)],
    card: {
      title: 'MobileNetV2 1.0',
      sourceTask: { dataset: 'a thousand kinds of things in photographs (ImageNet)' },
      licence: 'Apache-2.0',
      multiplyAdds: 300e6,
      library: { origin: 'added', from: 'mobilenet_v2.zip' },
    },
  });
}

const cut = (layer: string, side: number) => ({ layer, outputShape: [side, side, channels] });

async function writeStarter(shipped: string, layers: readonly TinyLayer[]): Promise<void> {
  await writeTinySource(join(shipped, 'starter'), {
    id: 'starter',
    size: 96,
    layers,
    cuts: [cut('block_4', 48), cut('block_6', 24)],
    card: { title: 'Graft starter', sourceTask: { dataset: 'drawn shapes and textures' }, licence: 'Apache-2.0', multiplyAdds: 38e6 },
  });
}

/** Removes all models from a library. */
export function removeSources({ shipped, own }: SourcePlaces): void {
  for (const folder of [shipped, own]) rmSync(folder, { recursive: true, force: true });
}

/** Writes a model whose weights file is truncated. */
export async function writeTornSource({ own }: SourcePlaces): Promise<void> {
  const folder = await writeTinySource(join(own, 'torn'), { id: 'torn', card: { title: 'Torn model' } });
  truncateSync(join(folder, 'weights.bin'), 12);
}

/** Gives the starter a layer that cannot be trained through. */
export async function makeUntunable({ shipped }: SourcePlaces): Promise<void> {
  const dilated: TinyLayer = {
    kind: 'DepthwiseConv2D',
    name: 'block_3_conv',
    config: {
      kernel_size: [3, 3],
      strides: [1, 1],
      dilation_rate: [2, 2],
      padding: 'same',
      depth_multiplier: 1,
      use_bias: false,
      data_format: 'channels_last',
    },
    weights: { depthwise_kernel: [3, 3, channels, 1] },
  };
  await writeStarter(
    shipped,
    blockLayers(6, 'block_6').map((layer) => (layer.name === dilated.name ? dilated : layer)),
  );
}

export async function addHundredsOfSources({ own }: SourcePlaces, titleOf: (at: number) => string): Promise<void> {
  for (let at = 0; at < 300; at += 1) await writeTinySource(join(own, `model-${at}`), { id: `model-${at}`, card: { title: titleOf(at) } });
}
