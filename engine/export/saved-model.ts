import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportReport } from '../contract/index.ts';
import { tensorFlow } from '../learn/tensorflow/backend.ts';
import type { TensorFlow } from '../learn/tensorflow/backend.ts';
import type { Graph } from '../models/graph/graph.ts';
import { savedModelBytes } from '../models/graph/saved-model-file.ts';
import type { Format } from './job.ts';
import { wholeGraph } from './whole-graph.ts';

/** TensorFlow's SavedModel, for tf.saved_model.load, the C++ loader and tfjs-node. */
export const savedModel: Format = {
  resizes: true,
  async write(model, folder) {
    const graph = await wholeGraph(model);
    await writeFile(join(folder, 'saved_model.pb'), savedModelBytes(graph));
    return signatureOf(graph, 'serving_default');
  },
  async predict(folder, model, pictures, onPicture) {
    const loaded = await tensorFlow().node.loadSavedModel(folder);
    try {
      return await askOneByOne(pictures, model.head.classIds.length, (images) => loaded.predict(images) as Tensor, onPicture);
    } finally {
      loaded.dispose();
    }
  },
};

export function signatureOf(graph: Graph, name: string | null): ExportReport['signature'] {
  const ports = (list: Graph['inputs']) => list.map(({ key, dtype, shape, meaning }) => ({ name: key, dtype, shape: [...shape], meaning }));
  return { name, inputs: ports(graph.inputs), outputs: ports(graph.outputs) };
}

export type Tensor = InstanceType<TensorFlow['Tensor']>;

/** A picture as model input: height x width x 3 values from 0 to 255. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array | Float32Array;
}

/** Runs a loaded model on each picture separately, since they differ in size; returns pictures x classes. */
export async function askOneByOne(
  pictures: readonly Pixels[],
  classes: number,
  ask: (images: Tensor) => Tensor | Promise<Tensor>,
  onPicture: (done: number) => void,
): Promise<Float32Array> {
  const all = new Float32Array(pictures.length * classes);
  for (const [index, { width, height, pixels }] of pictures.entries()) {
    const images = tensorFlow().tensor(Float32Array.from(pixels), [1, height, width, 3], 'float32');
    const answer = await ask(images);
    all.set(await answer.data(), index * classes);
    images.dispose();
    answer.dispose();
    onPicture(index + 1);
  }
  return all;
}
