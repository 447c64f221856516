import { normalisedLayer } from './keras-config.ts';
import { parseKeras } from './keras-topology.ts';
import type { KerasLayer } from './keras-topology.ts';
import type { ExpectedWeight } from '../layers/layer-weights.ts';
import { weightGroups } from '../layers/layers-file.ts';
import { checkWeightBytes, mostWeights, TooLarge, UnreadableModel } from './model-file.ts';
import type { ModelFile } from './model-file.ts';
import { DamagedWeights, decodeEntries, groupBytes } from '../layers/weights.ts';
import type { Weight } from '../layers/weights.ts';

/** The files of a model, wherever they are stored. Names use forward slashes. */
export interface ModelFiles {
  /** Size of a file; null if there is none. */
  bytes(name: string): number | null;
  read(name: string): Promise<Buffer>;
}

/**
 * Opens a tfjs Layers model: model.json and the weight files it names.
 * @param folder where model.json is among the files, "" or ending in "/"
 * @throws UnreadableModel, TooLarge, UnsupportedLayer, DamagedWeights, z.ZodError
 */
export function openTfjs(files: ModelFiles, folder: string, json: unknown): ModelFile {
  const content = json as { format?: unknown; modelTopology?: { model_config?: unknown; node?: unknown } };
  if (content.format === 'graph-model' || content.modelTopology?.node !== undefined) {
    throw new UnreadableModel(
      'it is a tfjs graph model, in which layers can no longer be told apart. Convert the original as a tfjs layers model',
    );
  }
  const network = parseKeras(content.modelTopology?.model_config ?? content.modelTopology);
  const groups = weightGroups(json);
  const count = groups.reduce((sum, { entries }) => sum + entries.length, 0);
  if (count > mostWeights) throw new TooLarge(`it names ${count} weights, at most ${mostWeights} are read`);
  checkWeightBytes(groups.reduce((sum, group) => sum + groupBytes(group), 0));
  for (const group of groups) {
    const found = group.paths.reduce((sum, name) => sum + (files.bytes(folder + name) ?? missing(name)), 0);
    if (found !== groupBytes(group)) throw new DamagedWeights(`${group.paths.join(', ')}: ${found} bytes instead of ${groupBytes(group)}`);
  }
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  let decoded: Promise<Map<string, Weight>> | null = null;
  const decode = async (): Promise<Map<string, Weight>> => {
    const weights = new Map<string, Weight>();
    for (const group of groups) {
      const bytes: Buffer[] = [];
      for (const name of group.paths) bytes.push(await files.read(folder + name));
      for (const [name, weight] of decodeEntries(group, Buffer.concat(bytes))) weights.set(name, weight);
    }
    return weights;
  };
  return {
    layers: network.layers.map((layer) => normalisedLayer(layer, 2)),
    input: network.input,
    output: network.output,
    format: 'tfjs layers model',
    weight: async (name, wanted) => found(await (decoded ??= decode()), byName.get(name)!, wanted),
    close: () => {
      decoded = null;
    },
  };
}

function missing(name: string): never {
  throw new DamagedWeights(`${name} is missing`);
}

/** Weight paths end in the layer's name and the weight's name, after any prefix. */
function found(weights: ReadonlyMap<string, Weight>, { nameInFile }: KerasLayer, { name, shape }: ExpectedWeight): Weight {
  const direct = weights.get(`${nameInFile}/${name}`);
  const all =
    direct === undefined ? [...weights].filter(([path]) => path.endsWith(`/${nameInFile}/${name}`)).map(([, weight]) => weight) : [direct];
  if (all.length !== 1) throw new DamagedWeights(`the layer "${nameInFile}" has ${all.length === 0 ? 'no' : 'several weights'} ${name}`);
  if (all[0]!.shape.join() === shape.join()) return all[0]!;
  throw new DamagedWeights(
    `the ${name} of "${nameInFile}" is [${all[0]!.shape.join(', ')}], where its settings ask for [${shape.join(', ')}]`,
  );
}
