import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of one weight file: browsers cache files up to this size. */
const shardBytes = 4 * 1024 * 1024;

export interface NamedWeight {
  readonly name: string;
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

/**
 * Writes `model.json` with its weights in files of at most 4 MB.
 * Format: model.json of tfjs, https://github.com/tensorflow/tfjs/tree/master/tfjs-core/src/io
 */
export async function writeTfjsModel(
  folder: string,
  content: Readonly<Record<string, unknown>>,
  weights: readonly NamedWeight[],
): Promise<void> {
  const bytes = Buffer.concat(weights.map(({ values }) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength)));
  const count = Math.max(1, Math.ceil(bytes.length / shardBytes));
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
  for (const [index, path] of paths.entries()) {
    await writeFile(join(folder, path), bytes.subarray(index * shardBytes, (index + 1) * shardBytes));
  }
  const entries = weights.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  await writeFile(join(folder, 'model.json'), JSON.stringify({ ...content, weightsManifest: [{ paths, weights: entries }] }));
}
