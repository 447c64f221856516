/**
 * Trains the starter source model. `npm run graft` never runs this: the trained weights are in build/starter/models.
 * Run with the pinned Node: `node build/starter/train.ts [--steps N] [--out folder]`; takes about 20 minutes on two cores.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tensorFlow } from '../../engine/learn/tensorflow/backend.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { inputSize, starterNetwork } from './network.ts';
import { PictureStock } from './picture-stock.ts';
import { randomKind } from './pictures.ts';
import { foldedNetwork, writeSource } from './write-source.ts';

const kinds = 256;
const batchSize = 64;
const learningRate = 2e-3;
const warmUpSteps = 100;
/**
 * The learning rate follows a half cosine of this length, and training ends long before it reaches 0: for the same number of steps, `npm
 * run bench starter` found worse features when it fell all the way (flowers 36.5 against 41.5 %).
 */
const scheduleSteps = 2500;
const seed = 7;

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '1000' }, out: { type: 'string', default: join(import.meta.dirname, 'models', 'starter') } },
});
const steps = Number(values.steps);
const tf = tensorFlow();
const random = seededRandom(seed);
const programs = Array.from({ length: kinds }, () => randomKind(random));
const model = starterNetwork(tf, kinds, false, seed);
const optimizer = tf.train.adam(learningRate);
model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });

const stock = new PictureStock(programs, random);
const startedMs = performance.now();
let accuracy = 0;
for (let step = 0; step < steps; step++) {
  const rate = learningRate * Math.min(1, (step + 1) / warmUpSteps) * 0.5 * (1 + Math.cos((Math.PI * step) / scheduleSteps));
  (optimizer as unknown as { learningRate: number }).learningRate = rate;
  const batch = stock.batch(batchSize);
  const x = tf.tensor4d(batch.pixels, [batchSize, inputSize, inputSize, 3], 'float32').div(127.5).sub(1);
  const y = tf.tensor1d(batch.kinds, 'float32');
  const result = (await model.trainOnBatch(x, y)) as number[];
  tf.dispose([x, y]);
  accuracy += ((result[1] ?? 0) - accuracy) * (step < 50 ? 1 / (step + 1) : 0.02);
  if (step % 50 === 49)
    console.log(
      `step ${step + 1} of ${steps}: loss ${(result[0] ?? 0).toFixed(3)}, accuracy ${accuracy.toFixed(3)}, ${((performance.now() - startedMs) / 1000 / (step + 1)).toFixed(2)} s a step`,
    );
  if (step % 500 === 499 || step === steps - 1) {
    mkdirSync(values.out, { recursive: true });
    const folded = foldedNetwork(tf, model, starterNetwork(tf, kinds, true, seed));
    await writeSource(folded, values.out, { kinds, steps: step + 1, seed, batchSize, trainingAccuracy: accuracy });
    folded.dispose();
  }
}
