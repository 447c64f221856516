import { z } from 'zod';

const connection = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const layerEntry = z.looseObject({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string().optional() }),
  inbound_nodes: z.array(z.array(connection)).optional(),
});
const network = z.looseObject({
  class_name: z.string(),
  config: z.union([z.looseObject({ layers: z.array(layerEntry).min(1) }), z.array(layerEntry).min(1)]),
});
const quantization = z.looseObject({
  dtype: z.enum(['float16', 'uint8', 'uint16']),
  scale: z.number().optional(),
  min: z.number().optional(),
});
const weightEntry = z.looseObject({
  name: z.string(),
  shape: z.array(z.int().nonnegative()),
  dtype: z.literal('float32'),
  quantization: quantization.optional(),
});
export type WeightEntry = z.infer<typeof weightEntry>;
const modelFile = z.looseObject({
  modelTopology: z.union([network, z.looseObject({ model_config: network })]),
  weightsManifest: z.array(z.looseObject({ paths: z.array(z.string().min(1)).min(1), weights: z.array(weightEntry) })).min(1),
});

/** One layer of a model: its kind, its settings, and the layers whose outputs it takes. */
export interface Layer {
  readonly name: string;
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound: readonly string[];
}
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly entries: readonly WeightEntry[];
}
/** The layers of a tfjs `model.json`, in file order, and where their weights are stored. */
export interface LayersFile {
  readonly layers: readonly Layer[];
  readonly groups: readonly WeightGroup[];
}

/** A part of a model that Graft does not support; `layer` says which. */
export class UnsupportedLayer extends Error {
  readonly layer: string;
  constructor(layer: string) {
    super(layer);
    this.name = 'UnsupportedLayer';
    this.layer = layer;
  }
}

/**
 * Reads the topology of a tfjs Layers model: Sequential, or a network in which each layer is used once.
 * @throws z.ZodError for a file of another form, UnsupportedLayer for a form that Graft does not support
 */
export function parseLayersFile(json: unknown): LayersFile {
  const file = modelFile.parse(json);
  const topology = network.parse('model_config' in file.modelTopology ? file.modelTopology.model_config : file.modelTopology);
  const entries = Array.isArray(topology.config) ? topology.config : topology.config.layers;
  const layers = topology.class_name === 'Sequential' ? chained(entries) : entries.map(connected);
  return { layers, groups: file.weightsManifest.map(({ paths, weights }) => ({ paths, entries: weights })) };
}

/** Reads the weight groups of a tfjs `model.json`, whatever its layers are. @throws z.ZodError */
export function weightGroups(json: unknown): WeightGroup[] {
  return modelFile
    .pick({ weightsManifest: true })
    .parse(json)
    .weightsManifest.map(({ paths, weights }) => ({ paths, entries: weights }));
}

type LayerEntry = z.infer<typeof layerEntry>;

function chained(entries: readonly LayerEntry[]): Layer[] {
  const layers: Layer[] = [];
  for (const entry of entries) {
    const previous = layers.at(-1);
    if (previous === undefined && entry.class_name !== 'InputLayer') {
      layers.push({
        name: 'sequential_input',
        kind: 'InputLayer',
        config: { batch_input_shape: entry.config.batch_input_shape },
        inbound: [],
      });
    }
    const inbound = layers.at(-1);
    layers.push({
      name: nameOf(entry),
      kind: entry.class_name,
      config: entry.config,
      inbound: inbound === undefined ? [] : [inbound.name],
    });
  }
  return layers;
}

function connected(entry: LayerEntry): Layer {
  const name = nameOf(entry);
  const uses = entry.inbound_nodes ?? [];
  if (uses.length > 1) throw new UnsupportedLayer(`${entry.class_name} "${name}", used more than once`);
  const inbound = (uses[0] ?? []).map(([from, node, tensor]) => {
    if (node !== 0 || tensor !== 0) throw new UnsupportedLayer(`${entry.class_name} "${name}", which takes a second output of "${from}"`);
    return from;
  });
  return { name, kind: entry.class_name, config: entry.config, inbound };
}

function nameOf(entry: LayerEntry): string {
  const name = entry.name ?? entry.config.name;
  if (name === undefined) throw new UnsupportedLayer(`${entry.class_name} without a name`);
  return name;
}

/** Returns `cut` and the layers it depends on, in order; undefined if there is no such layer. */
export function layersUpTo(layers: readonly Layer[], cut: string): readonly Layer[] | undefined {
  return layers.some(({ name }) => name === cut) ? layersUpToAny(layers, [cut]) : undefined;
}

/** Returns `ends` and the layers they depend on, in order. */
export function layersUpToAny(layers: readonly Layer[], ends: readonly string[]): readonly Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const needed = new Set<string>();
  const open = [...ends];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (needed.has(name)) continue;
    needed.add(name);
    open.push(...(byName.get(name)?.inbound ?? []));
  }
  return layers.filter((layer) => needed.has(layer.name));
}
