import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Raster } from '../../../engine/domain/raster.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';

export interface TinyLayer {
  readonly kind: string;
  readonly name: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** By default the previous layer. */
  readonly inbound?: readonly string[];
  /** Shapes by name; values are random. */
  readonly weights?: Readonly<Record<string, readonly number[]>>;
}
export interface TinySource {
  readonly id?: string;
  readonly size?: number;
  readonly layers?: readonly TinyLayer[];
  readonly cuts?: readonly { readonly layer: string; readonly outputShape: readonly number[] }[];
  /** Changes to the card. */
  readonly card?: Readonly<Record<string, unknown>>;
}

const same = { padding: 'same', data_format: 'channels_last' };
const statistics = (channels: number) => ({ gamma: [channels], beta: [channels], moving_mean: [channels], moving_variance: [channels] });

/** A network with the parts of small image models: convolution, depthwise convolution, batch normalisation, shortcut, pooling. */
export const tinyLayers: readonly TinyLayer[] = [
  {
    kind: 'ZeroPadding2D',
    name: 'pad',
    config: {
      padding: [
        [0, 1],
        [0, 1],
      ],
      data_format: 'channels_last',
    },
  },
  {
    kind: 'Conv2D',
    name: 'conv',
    config: { filters: 6, kernel_size: [3, 3], strides: [2, 2], padding: 'valid', use_bias: false },
    weights: { kernel: [3, 3, 3, 6] },
  },
  { kind: 'BatchNormalization', name: 'conv_bn', config: { axis: -1, epsilon: 1e-3 }, weights: statistics(6) },
  { kind: 'ReLU', name: 'conv_relu', config: { max_value: 6 } },
  {
    kind: 'DepthwiseConv2D',
    name: 'depth',
    config: { ...same, kernel_size: [3, 3], strides: [1, 1], depth_multiplier: 1, use_bias: true },
    weights: { depthwise_kernel: [3, 3, 6, 1], bias: [6] },
  },
  { kind: 'BatchNormalization', name: 'depth_bn', config: { axis: -1, epsilon: 1e-3 }, weights: statistics(6) },
  { kind: 'ReLU', name: 'depth_relu', config: { max_value: 6 } },
  {
    kind: 'Conv2D',
    name: 'project',
    config: { ...same, filters: 6, kernel_size: [1, 1], strides: [1, 1], use_bias: false },
    weights: { kernel: [1, 1, 6, 6] },
  },
  { kind: 'BatchNormalization', name: 'project_bn', config: { axis: -1, epsilon: 1e-3 }, weights: statistics(6) },
  { kind: 'Add', name: 'sum', inbound: ['conv_relu', 'project_bn'] },
  { kind: 'GlobalAveragePooling2D', name: 'pool', config: { data_format: 'channels_last' } },
];

/** Writes a random source model folder: model.json, weights.bin (float32) and source.json with sizes and hashes. Always the same. */
export async function writeTinySource(folder: string, source: TinySource = {}): Promise<string> {
  const { size = 16, layers = tinyLayers, id = 'tiny', card = {} } = source;
  const side = size / 2;
  const cuts = source.cuts ?? [
    { layer: 'conv_bn', outputShape: [side, side, 6] },
    { layer: 'sum', outputShape: [side, side, 6] },
    { layer: 'pool', outputShape: [6] },
  ];
  await mkdir(folder, { recursive: true });
  const { manifest, bytes } = drawWeights(layers);
  const model = Buffer.from(
    JSON.stringify({
      format: 'layers-model',
      modelTopology: { class_name: 'Model', config: { name: id, layers: topology(layers, size), ...ends(layers) } },
      weightsManifest: [{ paths: ['weights.bin'], weights: manifest }],
    }),
  );
  const files = { 'model.json': stated(model), 'weights.bin': stated(bytes) };
  const whole = {
    id,
    title: `Tiny ${id}`,
    inputSize: [size, size],
    inputScaling: { subtract: 127.5, divide: 127.5 },
    colourOrder: 'RGB',
    cutPoints: cuts,
    sourceTask: { dataset: 'random numbers' },
    licence: 'CC0-1.0',
    parameters: bytes.length / 4,
    multiplyAdds: 2_000_000,
    files,
    ...card,
  };
  await writeFile(join(folder, 'model.json'), model);
  await writeFile(join(folder, 'weights.bin'), bytes);
  await writeFile(join(folder, 'source.json'), JSON.stringify(whole, null, 1));
  return folder;
}

/** The parts of a model.json that tests change. */
export interface ModelJson {
  modelTopology: { config: { layers: { class_name: string }[] } };
  weightsManifest: [{ paths: string[]; weights: [{ shape: number[] }] }];
}

/** Noise pictures of the given sizes, width x height. Always the same. */
export function noisePictures(...sizes: readonly (readonly [number, number])[]): Raster[] {
  const random = seededRandom(5);
  return sizes.map(([width, height]) => ({ width, height, pixels: Uint8Array.from({ length: width * height * 3 }, () => random() * 256) }));
}

function topology(layers: readonly TinyLayer[], size: number): object[] {
  const input = {
    name: 'image',
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, size, size, 3], dtype: 'float32', name: 'image' },
    inbound_nodes: [],
  };
  const rest = layers.map(({ kind, name, config = {}, inbound }, index) => {
    const from = inbound ?? [layers[index - 1]?.name ?? 'image'];
    return { name, class_name: kind, config: { name, ...config }, inbound_nodes: [from.map((layer) => [layer, 0, 0, {}])] };
  });
  return [input, ...rest];
}

function ends(layers: readonly TinyLayer[]): object {
  return { input_layers: [['image', 0, 0]], output_layers: [[layers.at(-1)?.name, 0, 0]] };
}

function drawWeights(layers: readonly TinyLayer[]): { manifest: object[]; bytes: Buffer } {
  const random = seededRandom(3);
  const all = layers.flatMap((layer) =>
    Object.entries(layer.weights ?? {}).map(([name, shape]) => {
      const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
        name === 'moving_variance' || name === 'gamma' ? 0.5 + random() : random() - 0.5,
      );
      return { entry: { name: `${layer.name}/${name}`, shape, dtype: 'float32' }, bytes: Buffer.from(values.buffer) };
    }),
  );
  return { manifest: all.map(({ entry }) => entry), bytes: Buffer.concat(all.map(({ bytes }) => bytes)) };
}

function stated(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
