/**
 * Runs in a process of its own, because a wrong library crashes the whole process, not just the call: `node tensorflow-self-test.mjs
 * <addon>` trains one step of a two-weight linear model and prints the result as JSON.
 */
import { createRequire } from 'node:module';
import util from 'node:util';

// Functions removed in Node 24 that tfjs-node 4.22 still calls.
const lent = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (util));
lent.isNullOrUndefined ??= (/** @type {unknown} */ value) => value === null || value === undefined;
lent.isArray ??= Array.isArray;

const addon = process.argv[2] ?? '';
const require = createRequire(import.meta.url);
const fromTfjs = createRequire(require.resolve('@tensorflow/tfjs-node/package.json'));
const finder = fromTfjs.resolve('@mapbox/node-pre-gyp');
Object.assign(fromTfjs.cache, { [finder]: { id: finder, filename: finder, loaded: true, exports: { find: () => addon } } });
const tf = fromTfjs('./dist/index.js');
const { TF_Version: version } = require(addon);

const inputs = tf.tensor2d([
  [1, 2],
  [3, 4],
]);
const targets = tf.tensor2d([[1], [2]]);
const weights = tf.variable(tf.tensor2d([[0.5], [-0.25]]));
const before = tf.tidy(() => tf.losses.meanSquaredError(targets, inputs.matMul(weights)).dataSync()[0]);
tf.train.sgd(0.1).minimize(() => tf.losses.meanSquaredError(targets, inputs.matMul(weights)));
const after = Array.from(weights.dataSync());
process.stdout.write(`${JSON.stringify({ version, backend: tf.getBackend(), loss: before, weights: after })}\n`);
