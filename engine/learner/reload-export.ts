/**
 * Loads an exported SavedModel in a process that knows nothing of the project, and classifies each picture as a user of the export would:
 * `node reload-export.ts <export> <folder> <file ...>` prints a JSON list of class names.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { decide } from '../domain/models/decision.ts';
import { join } from 'node:path';
import { viewPath } from '../images/cache-paths.ts';
import { ownTemporary } from '../files/own-remains.ts';
import { DecodePool } from '../images/pool.ts';
import { tensorFlow, type TensorFlow } from '../learn/tensorflow/backend.ts';

const [exported, folder, ...files] = process.argv.slice(2);
if (!exported || !folder) throw new Error('an exported model and a folder of pictures are needed');
const tf = tensorFlow();
const labels = (await readFile(join(exported, 'labels.txt'), 'utf8')).trim().split('\n');
const model = await tf.node.loadSavedModel(exported);
const cache = await mkdtemp(ownTemporary('views'));
const pool = new DecodePool();
const classes: string[] = [];
for (const file of files) {
  const verdict = await pool.prepare(join(folder, file), { cache });
  if ('refused' in verdict) throw new Error(`${file}: ${verdict.refused.code}`);
  const { width, height, pixels } = await pool.raster(viewPath(cache, verdict.prepared.hash));
  const images = tf.tensor4d(Float32Array.from(pixels), [1, height, width, 3]);
  const outputs = model.predict({ images }) as Record<string, InstanceType<TensorFlow['Tensor']>>;
  const probabilities = Array.from((await outputs.probabilities?.data()) ?? []);
  classes.push(labels[decide(probabilities)] ?? '');
  tf.dispose([images, ...Object.values(outputs)]);
}
await pool.close();
await rm(cache, { recursive: true });
process.stdout.write(`${JSON.stringify(classes)}\n`);
