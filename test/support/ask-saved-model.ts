/**
 * A separate process that knows nothing of Graft but the folder of an exported SavedModel, loaded as its README tells users. Arguments: the
 * folder, then image files. Prints an array of objects: probability by class name, one per image.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import sharp from 'sharp';

// tfjs-node 4.22 still calls two functions that Node has since removed.
Object.assign(util, { isNullOrUndefined: (value: unknown) => value === null || value === undefined, isArray: Array.isArray });
process.env.TF_CPP_MIN_LOG_LEVEL = '2';
const tf = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof import('@tensorflow/tfjs-node');

const [folder = '', ...files] = process.argv.slice(2);
const names = readFileSync(join(folder, 'labels.txt'), 'utf8').trimEnd().split('\n');
const model = await tf.node.loadSavedModel(folder, ['serve'], 'serving_default');
const answers = [];
for (const file of files) {
  const { data, info } = await sharp(file).autoOrient().toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const images = tf.tensor4d(Float32Array.from(data), [1, info.height, info.width, 3]);
  const { probabilities } = model.predict({ images }) as unknown as { probabilities: import('@tensorflow/tfjs-node').Tensor };
  const values = (await probabilities?.data()) ?? [];
  answers.push(Object.fromEntries(names.map((name, index) => [name, values[index]])));
}
console.log(JSON.stringify(answers));
