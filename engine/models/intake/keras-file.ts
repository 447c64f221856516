import { normalisedLayer } from './keras-config.ts';
import { openH5 } from './keras-h5.ts';
import type { H5Weights } from './keras-h5.ts';
import { parseKeras } from './keras-topology.ts';
import type { KerasLayer } from './keras-topology.ts';
import type { ExpectedWeight } from '../layers/layer-weights.ts';
import { mostTextBytes, mostWeights, TooLarge, UnreadableModel } from './model-file.ts';
import type { ModelFile } from './model-file.ts';
import { modelJson } from './model-json.ts';
import type { SourceZip } from './source-zip.ts';
import { DamagedWeights } from '../layers/weights.ts';

/** Path of a layer's weight in the file; null if there is none. */
type Locate = (layer: KerasLayer, weight: ExpectedWeight, place: number) => string | null;

const whatItSays = 'what it says of its layers';
const howToSave = 'Load it in Keras and save the whole model, for example with model.save("name.keras")';

/**
 * Opens a Keras model in one HDF5 file: topology in the attribute `model_config`, weights in the group `model_weights`. Written by Keras 2,
 * and by Keras 3 as its legacy format.
 * @throws UnreadableModel, TooLarge, UnsupportedLayer, z.ZodError
 */
export async function openKerasH5(bytes: Buffer): Promise<ModelFile> {
  const h5 = await openH5(bytes);
  try {
    const [config] = h5.strings('', 'model_config') ?? [];
    if (config === undefined) throw new UnreadableModel(whatIsMissing(h5));
    const version = h5.strings('', 'keras_version')?.[0] ?? '2';
    return modelFile(h5, modelJson(config, whatItSays), version, `Keras ${version} (.h5)`, locateByName(h5));
  } catch (error) {
    h5.close();
    throw error;
  }
}

function whatIsMissing(h5: H5Weights): string {
  const weightsOnly = h5.holdsNumbers;
  return weightsOnly
    ? `it holds weights, but not the layers that they belong to. ${howToSave}`
    : 'it is an HDF5 file, but not one of Keras';
}

/**
 * Opens a Keras model in a zip (.keras): config.json, metadata.json and model.weights.h5, with weights stored by layer position.
 * @throws UnreadableModel, TooLarge, UnsupportedLayer, z.ZodError
 */
export async function openKerasZip(zip: SourceZip): Promise<ModelFile> {
  const metadata = modelJson(await text(zip, 'metadata.json'), 'metadata.json') as { keras_version?: unknown } | null;
  const config = modelJson(await text(zip, 'config.json'), whatItSays);
  const version = typeof metadata?.keras_version === 'string' ? metadata.keras_version : '3';
  const h5 = await openH5(await zip.read('model.weights.h5'));
  try {
    return modelFile(h5, config, version, `Keras ${version} (.keras)`, locateByPlace(h5));
  } catch (error) {
    h5.close();
    throw error;
  }
}

/** Reads a text file in a zip. @throws TooLarge, UnreadableModel */
async function text(zip: SourceZip, name: string): Promise<string> {
  const bytes = zip.entries.find((entry) => entry.name === name)?.bytes ?? 0;
  if (bytes > mostTextBytes) throw new TooLarge(`${name} takes ${bytes} bytes`);
  return (await zip.read(name)).toString('utf8');
}

function modelFile(h5: H5Weights, config: unknown, version: string, format: string, locate: Locate): ModelFile {
  const network = parseKeras(config);
  const major = Number.parseInt(version, 10) || 2;
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  return {
    layers: network.layers.map((layer) => normalisedLayer(layer, major)),
    input: network.input,
    output: network.output,
    format,
    weight: async (name, wanted, place) => {
      const layer = byName.get(name)!;
      const path = locate(layer, wanted, place);
      const shape = path === null ? null : h5.shape(path);
      if (path === null || shape === null) throw new DamagedWeights(`the layer "${layer.nameInFile}" has no ${wanted.name}`);
      if (shape.join() !== wanted.shape.join()) {
        throw new DamagedWeights(
          `the ${wanted.name} of "${layer.nameInFile}" is [${shape.join(', ')}], where its settings ask for [${wanted.shape.join(', ')}]`,
        );
      }
      return { shape, values: h5.read(path) };
    },
    close: () => h5.close(),
  };
}

/** Locates weights by name: each layer of the outermost model has a group, in which weight names may start with those of nested layers. */
function locateByName(h5: H5Weights): Locate {
  const names = new Map<string, NameInGroup[]>();
  const inGroup = (group: string): NameInGroup[] => {
    const known = names.get(group) ?? (h5.strings(`model_weights/${group}`, 'weight_names') ?? []).map(nameInGroup);
    if (known.length > mostWeights) throw new TooLarge(`it names ${known.length} weights, at most ${mostWeights} are read`);
    names.set(group, known);
    return known;
  };
  return (layer, weight) => {
    const group = layer.place[0]?.name ?? '';
    const nested = layer.place.length > 1;
    const found = inGroup(group).filter(
      ({ of, own }) =>
        own === nameInFile(layer, weight, own) && (!nested || of === layer.nameInFile || of.endsWith(`/${layer.nameInFile}`)),
    );
    if (found.length > 1) throw new DamagedWeights(`the layer "${layer.nameInFile}" has several weights ${weight.name}`);
    return found[0] === undefined ? null : `model_weights/${group}/${found[0].path}`;
  };
}

/** "block/conv/kernel:0" is the weight kernel of "block/conv". */
function nameInGroup(path: string): NameInGroup {
  const end = path.lastIndexOf('/');
  return {
    path,
    of: path.slice(0, Math.max(0, end)),
    own: path
      .slice(end + 1)
      .replace(/:\d+$/, '')
      .replace(/_\d+$/, ''),
  };
}
interface NameInGroup {
  readonly path: string;
  readonly of: string;
  readonly own: string;
}

/** Keras 3 calls the kernel of a depthwise convolution just "kernel", and that of a LayerScale "variable". */
function nameInFile(layer: KerasLayer, { name }: ExpectedWeight, found: string): string {
  const isOther =
    (layer.kind === 'DepthwiseConv2D' && found === 'kernel' && name === 'depthwise_kernel')
    || (layer.kind === 'LayerScale' && found === 'variable');
  return isOther ? found : name;
}

/** Locates weights by position: "layers/conv2d_3/vars/0" is the first weight of the fourth Conv2D; likewise inside nested models. */
function locateByPlace(h5: H5Weights): Locate {
  return ({ place: places, nameInFile: name }, _weight, at) => {
    for (const container of ['layers', '_layer_checkpoint_dependencies']) {
      const folder = places
        .map(({ className, before }) => `${container}/${snakeCase(className)}${before === 0 ? '' : `_${before}`}`)
        .join('/');
      const stated = h5.strings(`${folder}/vars`, 'name')?.[0];
      if (stated !== undefined && stated !== name)
        throw new DamagedWeights(`the weights of "${stated}" are where those of "${name}" should be`);
      if (h5.shape(`${folder}/vars/${at}`) !== null) return `${folder}/vars/${at}`;
    }
    return null;
  };
}

/** GlobalAveragePooling2D becomes global_average_pooling2d, ReLU re_lu: Keras's own rule. */
function snakeCase(className: string): string {
  return className
    .replace(/\W+/g, '')
    .replace(/(.)([A-Z][a-z]+)/g, '$1_$2')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
