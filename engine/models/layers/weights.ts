import type { WeightEntry, WeightGroup } from './layers-file.ts';

/** One weight of a layer, row-major, with TensorFlow's order of dimensions. */
export interface Weight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
/** Weights by layer, then by their own name: kernel, bias, gamma ... */
export type Weights = ReadonlyMap<string, ReadonlyMap<string, Weight>>;

/** Weights that do not match their manifest or contain non-finite values; the message says which. */
export class DamagedWeights extends Error {}
/** NaN or infinite values: a sign of a failed training, not of a truncated file. */
export class NotFiniteWeights extends DamagedWeights {
  constructor(layer: string, weight: string) {
    super(`${layer}/${weight} holds values that are not finite numbers`);
  }
}

const bytesPerValue = { float32: 4, float16: 2, uint16: 2, uint8: 1 } as const;
const storedAs = (entry: WeightEntry): keyof typeof bytesPerValue => entry.quantization?.dtype ?? 'float32';
const count = (entry: WeightEntry): number => entry.shape.reduce((product, side) => product * side, 1);

export function groupBytes(group: WeightGroup): number {
  return group.entries.reduce((sum, entry) => sum + count(entry) * bytesPerValue[storedAs(entry)], 0);
}

/**
 * Decodes the concatenated bytes of one group of weight files, by layer.
 * @throws DamagedWeights for a wrong size, NotFiniteWeights for NaN or an infinite value
 */
export function decodeWeights(group: WeightGroup, bytes: Uint8Array): Map<string, Map<string, Weight>> {
  const weights = new Map<string, Map<string, Weight>>();
  for (const [path, weight] of decodeEntries(group, bytes)) {
    const [layer, name] = layerAndName(path);
    if (!weight.values.every(Number.isFinite)) throw new NotFiniteWeights(layer, name);
    const ofLayer = weights.get(layer) ?? new Map<string, Weight>();
    weights.set(layer, ofLayer.set(name, weight));
  }
  return weights;
}

/**
 * Decodes the concatenated bytes of one group of weight files, by their names there; quantised weights become float32.
 * Format: weightsManifest of tfjs, https://github.com/tensorflow/tfjs/tree/master/tfjs-core/src/io
 * @throws DamagedWeights for a wrong size
 */
export function* decodeEntries(group: WeightGroup, bytes: Uint8Array): Generator<readonly [name: string, weight: Weight]> {
  const expected = groupBytes(group);
  if (bytes.length !== expected) throw new DamagedWeights(`${group.paths.join(', ')}: ${bytes.length} bytes instead of ${expected}`);
  let offset = 0;
  for (const entry of group.entries) {
    const length = count(entry) * bytesPerValue[storedAs(entry)];
    yield [
      entry.name,
      { shape: entry.shape, values: decode(entry, Uint8Array.prototype.slice.call(bytes, offset, offset + length).buffer) },
    ];
    offset += length;
  }
}

function layerAndName(path: string): [string, string] {
  const parts = path.split('/');
  const name = parts.at(-1) ?? path;
  return [parts.at(-2) ?? path, name.replace(/_\d+$/, '')];
}

function decode(entry: WeightEntry, buffer: ArrayBuffer): Float32Array {
  const stored = storedAs(entry);
  if (stored === 'float32') return new Float32Array(buffer);
  const { scale = 1, min = 0 } = entry.quantization ?? {};
  const whole = stored === 'uint8' ? new Uint8Array(buffer) : new Uint16Array(buffer);
  const values = new Float32Array(whole.length);
  whole.forEach((value, index) => {
    values[index] = stored === 'float16' ? halfToNumber(value) : value * scale + min;
  });
  return values;
}

/** IEEE 754 binary16: one sign bit, five exponent bits, ten fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
