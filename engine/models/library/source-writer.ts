import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer } from '../layers/layers-file.ts';
import { NotFiniteWeights } from '../layers/weights.ts';
import type { Weight, Weights } from '../layers/weights.ts';

/** A network to write: its layers, its output layer, and its weights. */
export interface WrittenNetwork {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly output: string;
  readonly weights: Weights;
  /** Halves the size of kernels; nothing else is rounded. */
  readonly kernels?: 'float16' | undefined;
}
interface Entry {
  readonly name: string;
  readonly weight: Weight;
  readonly half: boolean;
  readonly bytes: Uint8Array;
}

/**
 * Writes model.json (tfjs Layers format, functional form) and weights.bin to an existing folder, then source.json: the card with size and
 * hash of both. Weights are float32, kernels float16 if the network says so. The same network gives the same files.
 * @throws NotFiniteWeights for a kernel beyond the range of float16
 */
export function writeSource(folder: string, network: WrittenNetwork, card: Readonly<Record<string, unknown>>): void {
  const entries = network.layers.flatMap(({ name }) =>
    [...(network.weights.get(name) ?? [])].map(([key, weight]) => entryOf(name, key, weight, network.kernels)),
  );
  const bytes = Buffer.concat(entries.map((entry) => entry.bytes));
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')?.name ?? '';
  const model = Buffer.from(
    JSON.stringify({
      format: 'layers-model',
      generatedBy: 'Graft',
      convertedBy: null,
      modelTopology: {
        class_name: 'Model',
        config: {
          name: network.name,
          layers: network.layers.map(layerJson),
          input_layers: [[input, 0, 0]],
          output_layers: [[network.output, 0, 0]],
        },
      },
      weightsManifest: [{ paths: ['weights.bin'], weights: entries.map(manifestEntry) }],
    }),
  );
  writeFileSync(join(folder, 'model.json'), model);
  writeFileSync(join(folder, 'weights.bin'), bytes);
  const parameters = entries.reduce((sum, { weight }) => sum + weight.values.length, 0);
  const files = { 'model.json': stated(model), 'weights.bin': stated(bytes) };
  writeFileSync(join(folder, 'source.json'), `${JSON.stringify({ ...card, parameters, files }, null, 1)}\n`);
}

function entryOf(layer: string, key: string, weight: Weight, kernels: WrittenNetwork['kernels']): Entry {
  const half = kernels === 'float16' && key.endsWith('kernel');
  const stored = half ? new Float16Array(weight.values) : weight.values;
  if (half && !stored.every(Number.isFinite)) throw new NotFiniteWeights(layer, key);
  return { name: `${layer}/${key}`, weight, half, bytes: new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength) };
}

function manifestEntry({ name, weight, half }: Entry): object {
  return {
    name,
    shape: weight.shape,
    dtype: 'float32',
    ...(half ? { quantization: { dtype: 'float16', original_dtype: 'float32' } } : {}),
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

function stated(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
