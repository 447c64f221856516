import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layer } from './layers-file.ts';
import type { Weights } from './weights.ts';

/** A network as it is written down: its layers, the one it ends with, and its weights. */
export interface WrittenNetwork { readonly name: string; readonly layers: readonly Layer[]; readonly output: string; readonly weights: Weights }

/**
 * Writes model.json (tfjs Layers format, functional form) and weights.bin (float32) into an existing folder, then source.json: the card
 * with size and hash of both. The same network gives the same files.
 */
export function writeSource(folder: string, network: WrittenNetwork, card: Readonly<Record<string, unknown>>): void {
  const entries = network.layers.flatMap(({ name }) => [...network.weights.get(name) ?? []].map(([key, weight]) => ({ name: `${name}/${key}`, weight })));
  const bytes = Buffer.concat(entries.map(({ weight: { values } }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  const input = network.layers.find(({ kind }) => kind === 'InputLayer')?.name ?? '';
  const model = Buffer.from(JSON.stringify({
    format: 'layers-model', generatedBy: 'Graft', convertedBy: null,
    modelTopology: {
      class_name: 'Model',
      config: { name: network.name, layers: network.layers.map(layerJson), input_layers: [[input, 0, 0]], output_layers: [[network.output, 0, 0]] },
    },
    weightsManifest: [{ paths: ['weights.bin'], weights: entries.map(({ name, weight }) => ({ name, shape: weight.shape, dtype: 'float32' })) }],
  }));
  writeFileSync(join(folder, 'model.json'), model);
  writeFileSync(join(folder, 'weights.bin'), bytes);
  const parameters = bytes.length / Float32Array.BYTES_PER_ELEMENT;
  const files = { 'model.json': stated(model), 'weights.bin': stated(bytes) };
  writeFileSync(join(folder, 'source.json'), `${JSON.stringify({ ...card, parameters, files }, null, 1)}\n`);
}

function layerJson({ name, kind, config, inbound }: Layer): object {
  return { name, class_name: kind, config: { ...config, name }, inbound_nodes: inbound.length === 0 ? [] : [inbound.map((from) => [from, 0, 0, {}])] };
}

function stated(bytes: Uint8Array): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
