import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { reasonOf, runCommand } from './command.mjs';
import { readJson, sizeOf } from './files.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { OLDEST_TENSORFLOW } from './tensorflow-sources.mjs';

/**
 * @typedef {object} TensorFlowRecord tensorflow.json, next to the addon
 * @property {string} version of TensorFlow, as reported by the library
 * @property {'archive' | 'wheel' | 'folder'} route
 * @property {string} source what was used, as text
 * @property {string} recipe hash of the addon's sources and of its build
 * @property {string} fingerprint hash of what was fetched
 * @property {string} compiler
 * @property {string} builtAt ISO 8601
 * @property {Record<string, { bytes: number, sha256: string }>} files
 */

/** The loss before the step and the weights after it, calculated by hand: gradient 2/2 Xᵀ(Xw - y) = (-5.5, -8), step 0.1. */
const EXPECTED_LOSS = 1.625;
const EXPECTED_WEIGHTS = [1.05, 0.55];
const TOLERANCE = 1e-5;
const SELF_TEST_WITHIN_MS = 120_000;

const selfTest = fileURLToPath(new URL('tensorflow-self-test.mjs', import.meta.url));

/**
 * Reads the record of a finished result, or returns null if the folder has no complete one.
 * @param {string} folder @returns {TensorFlowRecord | null}
 */
export function readRecord(folder) {
  const record = /** @type {TensorFlowRecord | null} */ (readJson(path.join(folder, 'tensorflow.json')));
  if (!record?.files) return null;
  const whole = Object.entries(record.files).every(([name, file]) => sizeOf(path.join(folder, name)) === file.bytes);
  return whole ? record : null;
}

/**
 * Loads the addon in the pinned Node and trains one step with a known result.
 * @param {string} addon
 * @param {string} node
 * @returns {Promise<{ version: string } | { failure: string }>}
 */
export async function trySelfTest(addon, node = pinnedNode()) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' };
  const result = await runCommand(node, [selfTest, addon], { env, timeoutMs: SELF_TEST_WITHIN_MS });
  if (result.signal === 'SIGILL') {
    return {
      failure:
        'this processor lacks instructions that TensorFlow is compiled for (AVX): use another machine, or a folder with a library built for it in GRAFT_LIBTENSORFLOW',
    };
  }
  const answer = parseLastLine(result.stdout);
  if (result.code !== 0 || !answer) return { failure: `it does not load: ${reasonOf(result)}` };
  return judgeSelfTest(answer);
}

/**
 * @param {{ version: string, loss: number, weights: number[] }} answer
 * @returns {{ version: string } | { failure: string }}
 */
export function judgeSelfTest(answer) {
  const near = (/** @type {number | undefined} */ value, /** @type {number} */ expected) => Math.abs((value ?? NaN) - expected) < TOLERANCE;
  const right = near(answer.loss, EXPECTED_LOSS) && EXPECTED_WEIGHTS.every((weight, i) => near(answer.weights[i], weight));
  if (!right) return { failure: `it computes wrong numbers: loss ${answer.loss}, weights ${answer.weights.join(', ')}` };
  if (compareVersions(answer.version, OLDEST_TENSORFLOW) < 0)
    return { failure: `it is TensorFlow ${answer.version}, older than ${OLDEST_TENSORFLOW}` };
  return { version: answer.version };
}

/** @param {string} stdout */
function parseLastLine(stdout) {
  try {
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } catch {
    return null;
  }
}

/** Negative if `a` is older than `b`. Only the three numbers count. @param {string} a @param {string} b */
export function compareVersions(a, b) {
  const numbers = (/** @type {string} */ text) => text.split(/[.-]/).slice(0, 3).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < 3; i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
