import { UnsupportedLayer } from './layers-file.ts';
import type { Layer } from './layers-file.ts';
import { DamagedWeights } from './weights.ts';
import type { Weight } from './weights.ts';

/** A layer with its weights by name. */
export interface WeightedLayer extends Layer {
  readonly weights: ReadonlyMap<string, Weight>;
}

/** @throws UnsupportedLayer naming the layer and the part of it that Graft does not support */
export function refuse(layer: Layer, what?: string): never {
  throw new UnsupportedLayer(what === undefined ? `${layer.kind} "${layer.name}"` : `${layer.kind} "${layer.name}" with ${what}`);
}

export function weightOf(layer: WeightedLayer, name: string): Weight {
  const weight = layer.weights.get(name);
  if (weight === undefined) throw new DamagedWeights(`the layer "${layer.name}" has no ${name}`);
  return weight;
}

export function numberIn(layer: Layer, key: string, absent: number): number {
  const value = layer.config[key];
  if (value === undefined || value === null) return absent;
  return typeof value === 'number' ? value : refuse(layer, `${key} ${JSON.stringify(value)}`);
}

export function textIn(layer: Layer, key: string, absent: string): string {
  const value = layer.config[key];
  if (value === undefined || value === null) return absent;
  return typeof value === 'string' ? value : refuse(layer, `${key} ${JSON.stringify(value)}`);
}

export const flagIn = (layer: Layer, key: string, absent: boolean): boolean => {
  const value = layer.config[key];
  return typeof value === 'boolean' ? value : absent;
};

/** Reads a setting for height and width: a pair, or one number for both. */
export function pairIn(layer: Layer, key: string, absent: readonly [number, number]): readonly [number, number] {
  const value = layer.config[key];
  if (value === undefined || value === null) return absent;
  if (typeof value === 'number') return [value, value];
  if (Array.isArray(value) && typeof value[0] === 'number' && typeof (value[1] ?? value[0]) === 'number')
    return [value[0], value[1] ?? value[0]];
  return refuse(layer, `${key} ${JSON.stringify(value)}`);
}

/** Returns TensorFlow's name of a padding mode. */
export function paddingOf(layer: Layer): 'SAME' | 'VALID' {
  const padding = textIn(layer, 'padding', 'valid');
  if (padding === 'same') return 'SAME';
  return padding === 'valid' ? 'VALID' : refuse(layer, `padding "${padding}"`);
}

export function requireChannelsLast(layer: Layer): void {
  const format = textIn(layer, 'data_format', 'channels_last');
  if (format !== 'channels_last') refuse(layer, format);
}
