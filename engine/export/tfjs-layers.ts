import { join } from 'node:path';
import { StudioError } from '../domain/failure.ts';
import type { Raster } from '../domain/raster.ts';
import { tensorFlow } from '../learn/tensorflow/backend.ts';
import { GraphBuilder } from '../models/graph/graph.ts';
import { GraphSession } from '../learn/tensorflow/graph-session.ts';
import type { Cut } from '../models/library/cuts.ts';
import { layersUpToAny } from '../models/layers/layers-file.ts';
import type { Layer } from '../models/layers/layers-file.ts';
import { addNativeResize } from '../models/forward/preprocess-graph.ts';
import { findCut } from '../models/library/source-models.ts';
import type { SourceOnDisk } from '../models/library/source-models.ts';
import type { Format } from './job.ts';
import { layersHead } from './layers-head.ts';
import type { AddedLayer } from './layers-head.ts';
import { askOneByOne } from './saved-model.ts';
import type { Pixels, Tensor } from './saved-model.ts';
import { writeTfjsModel } from './tfjs-files.ts';
import type { NamedWeight } from './tfjs-files.ts';

/**
 * A tfjs Layers model, which can be trained further in tfjs. It includes the scaling but not the resize, since the Resizing layer of
 * tfjs-layers places pixel centres differently and does not antialias: its input must already be resized.
 */
export const tfjsLayers: Format = {
  resizes: false,
  async write({ source, cut, head }, folder) {
    const size = source.model.inputSize;
    const { parts } = findCut(source, cut);
    const base = baseLayers(
      source,
      parts.map(({ layer }) => layer),
    );
    const features = featureLayers(parts);
    const top = [...features, ...layersHead(head, features.at(-1)?.name ?? cut)];
    const layers = [...base, ...top];
    const content = {
      format: 'layers-model',
      generatedBy: 'Graft',
      convertedBy: null,
      modelTopology: {
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
        class_name: 'Model',
        config: {
          name: 'graft',
          layers: layers.map(layerJson),
          input_layers: [[base[0]?.name ?? '', 0, 0]],
          output_layers: [[layers.at(-1)?.name ?? '', 0, 0]],
        },
      },
    };
    await writeTfjsModel(folder, content, [
      ...scalingWeights(source.card.inputScaling),
      ...(await sourceWeights(source, base)),
      ...top.flatMap(addedWeights),
    ]);
    const meaning = `pictures already resized to ${size} x ${size}: batch, height, width, R G B from 0 to 255`;
    return {
      name: null,
      inputs: [{ name: base[0]?.name ?? '', dtype: 'float32', shape: [-1, size, size, 3], meaning }],
      outputs: [
        {
          name: 'head',
          dtype: 'float32',
          shape: [-1, head.classIds.length],
          meaning: 'probability of each class, in the order of labels.txt',
        },
      ],
    };
  },
  async predict(folder, { source, head }, pictures, onPicture) {
    const tf = tensorFlow();
    const loaded = await tf.loadLayersModel(tf.io.fileSystem(join(folder, 'model.json')));
    try {
      const resized = resizeAll(pictures, source.model.inputSize);
      return await askOneByOne(resized, head.classIds.length, (images) => loaded.predict(images) as Tensor, onPicture);
    } finally {
      loaded.dispose();
    }
  },
};

/** Kinds of layers that Graft knows but tfjs lacks; nor does its ReLU support `negative_slope`. Models added to Graft contain neither. */
const notInTfjs = new Set(['SpatialDropout2D', 'ActivityRegularization']);

/** The source's layers up to the cut point, with the scaling right after the input. */
function baseLayers(source: SourceOnDisk, ends: readonly string[]): Layer[] {
  const layers = [...layersUpToAny(source.file.layers, ends)];
  const unknown = layers.find(({ kind, config }) => notInTfjs.has(kind) || (kind === 'ReLU' && Boolean(config.negative_slope)));
  if (unknown !== undefined) throw new StudioError('export-unsupported-layer', { layer: `${unknown.kind} "${unknown.name}"` });
  const size = source.model.inputSize;
  const input: Layer = {
    name: layers[0]?.name ?? 'image',
    kind: 'InputLayer',
    inbound: [],
    config: { batch_input_shape: [null, size, size, 3], dtype: 'float32', sparse: false, name: layers[0]?.name ?? 'image' },
  };
  const scaling: Layer = { name: scalingName, inbound: [input.name], ...scalingLayer(source.card.inputScaling) };
  const rewired = layers
    .slice(1)
    .map((layer) => ({ ...layer, inbound: layer.inbound.map((name) => (name === input.name ? scaling.name : name)) }));
  return [input, scaling, ...rewired];
}

const scalingName = 'graft_scaling';
const colours = [0, 1, 2] as const;

/** (x - subtract) / divide as a stock layer; with numbers per colour, an untrainable 1 x 1 depthwise convolution. */
function scalingLayer({ subtract, divide }: SourceOnDisk['card']['inputScaling']): Pick<Layer, 'kind' | 'config'> {
  if (!Array.isArray(subtract) && !Array.isArray(divide))
    return { kind: 'Rescaling', config: { name: scalingName, trainable: true, scale: 1 / divide, offset: -subtract / divide } };
  return {
    kind: 'DepthwiseConv2D',
    config: {
      name: scalingName,
      trainable: false,
      kernel_size: [1, 1],
      strides: [1, 1],
      padding: 'valid',
      data_format: 'channels_last',
      depth_multiplier: 1,
      use_bias: true,
    },
  };
}

function scalingWeights({ subtract, divide }: SourceOnDisk['card']['inputScaling']): NamedWeight[] {
  if (!Array.isArray(subtract) && !Array.isArray(divide)) return [];
  const of = (value: number | number[], colour: number): number => (Array.isArray(value) ? value[colour]! : value);
  const weight = (name: string, shape: readonly number[], value: (colour: number) => number): NamedWeight => ({
    name: `${scalingName}/${name}`,
    dtype: 'float32',
    shape,
    values: Float32Array.from(colours, value),
  });
  return [
    weight('depthwise_kernel', [1, 1, 3, 1], (at) => 1 / of(divide, at)),
    weight('bias', [3], (at) => -of(subtract, at) / of(divide, at)),
  ];
}

/** Layers that turn the outputs at the cut point into one row of features. */
function featureLayers(parts: Cut['parts']): AddedLayer[] {
  const pools = parts.flatMap(({ layer, shape }, at) =>
    shape.length === 3 ? [pool(layer, parts.length === 1 ? 'features' : `features_${at + 1}`)] : [],
  );
  if (parts.length === 1) return pools;
  const inbound = parts.map(({ layer }) => pools.find((each) => each.inbound[0] === layer)?.name ?? layer);
  return [
    ...pools,
    { name: 'features', kind: 'Concatenate', config: { name: 'features', axis: -1, trainable: true }, inbound, weights: [] },
  ];
}

function pool(cut: string, name: string): AddedLayer {
  return {
    name,
    kind: 'GlobalAveragePooling2D',
    config: { name, data_format: 'channels_last', trainable: true },
    inbound: [cut],
    weights: [],
  };
}

function layerJson({ name, kind, config, inbound }: Layer): object {
  return {
    name,
    class_name: kind,
    config: { ...config, name },
    inbound_nodes: inbound.length === 0 ? [] : [inbound.map((from) => [from, 0, 0, {}])],
  };
}

async function sourceWeights(source: SourceOnDisk, layers: readonly Layer[]): Promise<NamedWeight[]> {
  const weights = await source.weights();
  return layers.flatMap((layer) =>
    [...(weights.get(layer.name) ?? [])].map(([key, { shape, values }]) => ({
      name: `${layer.name}/${key}`,
      dtype: 'float32' as const,
      shape,
      values,
    })),
  );
}

function addedWeights({ name, weights }: AddedLayer): NamedWeight[] {
  return weights.map(([key, { shape, values }]) => ({ name: `${name}/${key}`, dtype: 'float32', shape, values }));
}

/** Pictures as model input, resized as in training, without rounding. */
function resizeAll(pictures: readonly Raster[], size: number): Pixels[] {
  const builder = new GraphBuilder();
  const picture = builder.input({ key: 'picture', dtype: 'uint8', shape: [-1, -1, 3], meaning: 'one picture' });
  builder.output({
    key: 'resized',
    node: addNativeResize(builder, picture, size),
    dtype: 'float32',
    shape: [1, size, size, 3],
    meaning: 'resized',
  });
  const session = new GraphSession(builder.build());
  try {
    return pictures.map(({ width, height, pixels }) => {
      const [resized] = session.run([{ shape: [height, width, 3], values: pixels }]);
      if (resized === undefined) throw new Error('the resize gave nothing');
      return { width: size, height: size, pixels: resized.values };
    });
  } finally {
    session.dispose();
  }
}
