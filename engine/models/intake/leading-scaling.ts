import { flagIn, numberIn, refuse } from '../layers/layer-config.ts';
import { UnsupportedLayer } from '../layers/layers-file.ts';
import type { Layer } from '../layers/layers-file.ts';
import type { Weight } from '../layers/weights.ts';

/** Maps a value x of each colour channel to x·scale + offset. */
interface PerColour {
  readonly scale: readonly number[];
  readonly offset: readonly number[];
}
export interface InputScaling {
  readonly subtract: number | number[];
  readonly divide: number | number[];
}

const colours = [0, 1, 2] as const;

/**
 * Removes the scaling right after the input of a model, so that its card can state it: a chain of Rescaling and Normalization layers. Null
 * if there is none. Further inside, a Rescaling with one number stays a layer and others are not supported.
 * @param weight reads a weight of a layer
 * @throws UnsupportedLayer
 */
export async function takeScaling(
  layers: readonly Layer[],
  input: string,
  weight: (layer: string, name: string) => Promise<Weight>,
): Promise<{ readonly layers: readonly Layer[]; readonly scaling: InputScaling | null }> {
  let end = input;
  let all: PerColour | null = null;
  const taken = new Set<string>();
  for (;;) {
    const users = layers.filter(({ inbound }) => inbound.includes(end));
    const [next] = users;
    if (users.length !== 1 || next === undefined || (next.kind !== 'Rescaling' && next.kind !== 'Normalization')) break;
    all = composed(all, next.kind === 'Rescaling' ? rescaling(next) : await normalization(next, weight));
    taken.add(next.name);
    end = next.name;
  }
  const rest = layers
    .filter(({ name }) => !taken.has(name))
    .map((layer) => ({ ...layer, inbound: layer.inbound.map((name) => (taken.has(name) ? input : name)) }));
  return { layers: rest, scaling: all === null ? null : cardScaling(all) };
}

function composed(first: PerColour | null, then: PerColour): PerColour {
  if (first === null) return then;
  return {
    scale: colours.map((at) => first.scale[at]! * then.scale[at]!),
    offset: colours.map((at) => first.offset[at]! * then.scale[at]! + then.offset[at]!),
  };
}

function rescaling(layer: Layer): PerColour {
  return { scale: threeOf(layer, 'scale', 1), offset: threeOf(layer, 'offset', 0) };
}

/** One number for all colours, or one per colour. */
function threeOf(layer: Layer, key: string, absent: number): number[] {
  const value = layer.config[key];
  const flat = Array.isArray(value) ? value.flat(4) : null;
  if (flat === null) return Array<number>(3).fill(numberIn(layer, key, absent));
  if (flat.length === 1) return Array<number>(3).fill(Number(flat[0]));
  if (flat.length === 3 && flat.every((each) => typeof each === 'number')) return flat;
  throw new UnsupportedLayer(`${layer.kind} with ${key} ${JSON.stringify(value)}`);
}

/** (x - mean) / sqrt(variance), with Keras's minimum divisor. */
async function normalization(layer: Layer, weight: (layer: string, name: string) => Promise<Weight>): Promise<PerColour> {
  if (flagIn(layer, 'invert', false)) refuse(layer, 'invert');
  const stated = layer.config.mean !== undefined && layer.config.mean !== null;
  const mean = stated ? threeOf(layer, 'mean', 0) : [...(await weight(layer.name, 'mean')).values];
  const variance = stated ? threeOf(layer, 'variance', 1) : [...(await weight(layer.name, 'variance')).values];
  const scale = variance.map((each) => 1 / Math.max(Math.sqrt(each), 1e-7));
  return { scale, offset: mean.map((each, at) => -each * scale[at]!) };
}

/** (x - subtract) / divide; one number if all colours are the same. */
function cardScaling({ scale, offset }: PerColour): InputScaling {
  if (scale.some((each) => each === 0 || !Number.isFinite(each))) throw new UnsupportedLayer('a Rescaling by 0');
  const divide = scale.map((each) => 1 / each);
  const subtract = scale.map((each, at) => (offset[at] === 0 ? 0 : -offset[at]! / each));
  const alike = (values: number[]): number | number[] => (values.every((each) => each === values[0]) ? values[0]! : values);
  return { subtract: alike(subtract), divide: alike(divide) };
}
