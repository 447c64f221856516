import { z } from 'zod';
import { affineOf, isAugmentation } from './keras-arithmetic.ts';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer } from '../layers/layers-file.ts';
import { mostLayers, TooLarge } from './model-file.ts';

/** A layer of a Keras model, with nested models flattened, and its original position. */
export interface KerasLayer extends Layer {
  /** Its name in the file, which may contain characters not allowed here. */
  readonly nameInFile: string;
  /** Position within each of the nested models around it, outermost first. */
  readonly place: readonly KerasPlace[];
}
interface KerasPlace {
  readonly className: string;
  readonly name: string;
  /** Number of layers of the same class before it in its model. */ readonly before: number;
}
export interface KerasNetwork {
  readonly layers: readonly KerasLayer[];
  readonly input: string;
  readonly output: string;
}

const entry: z.ZodType<Entry> = z.looseObject({
  class_name: z.string(),
  module: z.string().nullish(),
  registered_name: z.string().nullish(),
  name: z.string().nullish(),
  config: z.union([z.looseObject({ name: z.string().optional() }), z.array(z.unknown())]),
  inbound_nodes: z.array(z.unknown()).optional(),
});
interface Entry {
  class_name: string;
  module?: string | null;
  registered_name?: string | null;
  name?: string | null;
  config: { name?: string; [key: string]: unknown } | unknown[];
  inbound_nodes?: unknown[];
}
const models = new Set(['Functional', 'Model', 'Sequential']);
const deepest = 8;
/** DenseNet joins two at a time; no supported layer joins more than a few. */
const mostInputs = 100;

/**
 * Reads the layers of a Keras model, Sequential or Functional, of Keras 2, Keras 3 or tfjs-layers, with nested models flattened.
 * Augmentation layers are left out, since they do nothing outside training.
 * @throws z.ZodError for JSON of another form, UnsupportedLayer naming what Graft does not support
 */
export function parseKeras(json: unknown): KerasNetwork {
  const flattened = new Flattening();
  const { input, output } = flattened.model(entry.parse(json), [], null);
  if (input === null) throw new UnsupportedLayer('a model without an input');
  return { layers: flattened.layers, input, output };
}

class Flattening {
  readonly layers: KerasLayer[] = [];
  readonly #names = new Set<string>();

  /** Adds the layers of a model; `given` is the input of a nested model. Returns the names of its first and last layers. */
  model(model: Entry, place: readonly KerasPlace[], given: string | null): { input: string | null; output: string } {
    if (place.length > deepest) throw new UnsupportedLayer('models nested too deep');
    const config = Array.isArray(model.config) ? { layers: model.config } : model.config;
    const entries = z.array(entry).min(1).parse(config.layers);
    if (entries.length > mostLayers) throw new TooLarge(`it has more than ${mostLayers} layers`);
    const before = new Map<string, number>();
    const places = entries.map((each) => {
      // Operations are not layers, and are not counted as such where weights are stored.
      const counted = `${each.module?.includes('.ops.') === true ? 'operation ' : ''}${each.class_name}`;
      const count = before.get(counted) ?? 0;
      before.set(counted, count + 1);
      return { className: each.class_name, name: nameOf(each), before: count };
    });
    const isChain = model.class_name === 'Sequential';
    const ends = isChain ? null : { inputs: endsOf(config.input_layers), outputs: endsOf(config.output_layers) };
    if (ends !== null && ends.inputs.length !== 1) throw new UnsupportedLayer(`${ends.inputs.length} inputs`);
    if (ends !== null && ends.outputs.length !== 1) throw new UnsupportedLayer(`${ends.outputs.length} outputs`);

    const known = new Map<string, string>();
    let input = given,
      last = given;
    for (const [at, each] of entries.entries()) {
      const here = places[at]!;
      const from = isChain ? (last === null ? [] : [last]) : inboundOf(each, entries);
      const inbound = from.map((name) => (isChain ? name : (known.get(name) ?? unknownInput(here.name, name))));
      if (each.class_name === 'InputLayer') {
        if (given === null) input = this.#add(each, [...place, here], []);
        last = input;
      } else {
        if (isChain && last === null) input = last = this.#impliedInput(each);
        last = this.#one(each, [...place, here], isChain ? [last!] : inbound);
      }
      known.set(here.name, last!);
    }
    const output = ends === null ? last : known.get(ends.outputs[0]!);
    if (output === undefined || output === null) throw new UnsupportedLayer('an output that is no layer');
    return { input, output };
  }

  #one(each: Entry, place: readonly KerasPlace[], inbound: readonly string[]): string {
    refuseForeign(each);
    if (models.has(each.class_name)) {
      if (inbound.length !== 1) throw new UnsupportedLayer(`a nested model of ${inbound.length} inputs ("${nameOf(each)}")`);
      return this.model(each, place, inbound[0]!).output;
    }
    if (isAugmentation(each.class_name) && inbound.length === 1) return inbound[0]!;
    return this.#add(each, place, inbound);
  }

  #add(each: Entry, place: readonly KerasPlace[], inbound: readonly string[]): string {
    if (this.layers.length >= mostLayers) throw new TooLarge(`it has more than ${mostLayers} layers`);
    const nameInFile = nameOf(each);
    const name = this.#unique(nameInFile);
    const config = Array.isArray(each.config) ? {} : each.config;
    const arithmetic = affineOf(each.class_name, config, each.inbound_nodes);
    if (arithmetic === null && each.module?.includes('.ops.') === true && !mergesTensors(each, inbound))
      throw new UnsupportedLayer(`the operation ${each.class_name} ("${nameInFile}")`);
    this.layers.push({
      name,
      nameInFile,
      kind: arithmetic === null ? each.class_name : 'Rescaling',
      inbound,
      place,
      config: arithmetic === null ? config : { ...arithmetic },
    });
    return name;
  }

  /** A Sequential model of Keras 2 may state its input shape in the first layer. */
  #impliedInput(first: Entry): string {
    const shape = Array.isArray(first.config) ? undefined : first.config.batch_input_shape;
    const name = this.#unique('input');
    this.layers.push({ name, nameInFile: name, kind: 'InputLayer', config: { batch_input_shape: shape }, inbound: [], place: [] });
    return name;
  }

  #unique(wish: string): string {
    const clean = wish.replace(/[^A-Za-z0-9_.-]/g, '_');
    let name = clean;
    for (let number = 1; this.#names.has(name); number++) name = `${clean}_${number}`;
    this.#names.add(name);
    return name;
  }
}

function nameOf(each: Entry): string {
  const name = each.name ?? (Array.isArray(each.config) ? undefined : each.config.name);
  if (name === undefined) throw new UnsupportedLayer(`${each.class_name} without a name`);
  return name;
}

/** Layers defined by custom code could do anything, whatever they are called. */
function refuseForeign(each: Entry): void {
  const registered = each.registered_name ?? '';
  const module = each.module ?? 'keras';
  const foreign = registered.includes('>') || !(module === 'keras' || module.startsWith('keras.') || module.startsWith('tensorflow.keras'));
  if (foreign) throw new UnsupportedLayer(`the custom layer ${registered === '' ? each.class_name : registered} ("${nameOf(each)}")`);
}

/** a + b and a · b of whole tensors are the same as the layers Add and Multiply. */
const mergesTensors = (each: Entry, inbound: readonly string[]): boolean =>
  inbound.length === 2 && (each.class_name === 'Add' || each.class_name === 'Multiply');

function unknownInput(layer: string, from: string): never {
  throw new UnsupportedLayer(`"${layer}", which takes "${from}" before it is there`);
}

/** The input or output layers of a model: ["name", 0, 0], or a list of these. */
function endsOf(ends: unknown): string[] {
  if (!Array.isArray(ends)) return [];
  if (typeof ends[0] === 'string') return [ends[0]];
  return ends.flatMap((each) => endsOf(each));
}

function inboundOf(each: Entry, entries: readonly Entry[]): string[] {
  const uses = each.inbound_nodes ?? [];
  if (uses.length > 1) throw new UnsupportedLayer(`${each.class_name} "${nameOf(each)}", used more than once`);
  if (uses.length === 0) return [];
  const histories = historiesOf(uses[0], each);
  if (histories.length > mostInputs) throw new UnsupportedLayer(`${each.class_name} "${nameOf(each)}" with ${histories.length} inputs`);
  return histories.map(([from, node, tensor]) => {
    // A nested model was already called once when it was built.
    const nested = entries.some((other) => nameOf(other) === from && models.has(other.class_name));
    if ((node !== 0 && !(nested && node === 1)) || tensor !== 0)
      throw new UnsupportedLayer(`${each.class_name} "${nameOf(each)}", which takes a second output of "${from}"`);
    return from;
  });
}

type History = readonly [string, number, number];
const isHistory = (value: unknown): value is History =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number' && typeof value[2] === 'number';

/** Keras 2: [["name", 0, 0, {}], ...]. Keras 3: { args: [tensor or list of tensors], kwargs: {} }, where each tensor has a history. */
function historiesOf(use: unknown, each: Entry): History[] {
  if (isHistory(use)) return [use];
  if (Array.isArray(use)) return use.flatMap((part) => historiesOf(part, each));
  if (typeof use !== 'object' || use === null) return [];
  if ('args' in use) return historiesOf(use.args, each);
  const tensor = use as { class_name?: unknown; config?: { keras_history?: unknown } };
  if (tensor.class_name === '__keras_tensor__' && isHistory(tensor.config?.keras_history)) return [tensor.config.keras_history];
  throw new UnsupportedLayer(`${each.class_name} "${nameOf(each)}" with an input of its own`);
}
