import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { installDependencies } from './dependencies.mjs';
import { findElectron, setUpElectron } from './electron.mjs';
import { SetUpFailure } from './failure.mjs';
import { readJson, sha256Of, writeJson } from './files.mjs';
import { pinnedNode, pinnedNodePath, pinnedNodeVersion } from './pinned-node.mjs';
import { cacheFolder, recordsFolder, root } from './places.mjs';
import { buildBundles, bundlesAreFresh } from './screens.mjs';
import { setUpSourceModel, sourceModelIsSettled } from './source-model.mjs';
import { readRecord } from './tensorflow-check.mjs';
import { addonLink, setUpTensorFlow } from './tensorflow.mjs';

/**
 * @typedef {object} SetUpOptions
 * @property {(line: string) => void} say called with one line per step
 * @property {boolean} [retry] retry what failed before (Electron's download, the source model)
 * @property {string} [route] the only way to get TensorFlow to try: archive, wheel or folder
 * @property {string} [lite0] a file with the weights of EfficientNet-Lite0; defaults to GRAFT_LITE0
 * @property {boolean} [bundles] false skips building screens and shell
 */

/**
 * @typedef {object} SetUpRecord set-up.json in the records folder: what this checkout runs on
 * @property {string} key hash of everything that set-up depends on
 * @property {string} node version of the pinned Node
 * @property {{ version: string, route: string, source: string, folder: string }} tensorflow
 * @property {{ version: string, program: string | null, reason: string | null }} electron
 * @property {string} finishedAt ISO 8601
 */

export const recordFile = path.join(recordsFolder, 'set-up.json');
const OLDEST_NODE = 20;
const WAIT_FOR_OTHER_MS = 15 * 60_000;

/**
 * Runs the whole set-up; if nothing has changed since the last time, it only checks (milliseconds, no network, no process).
 * @param {SetUpOptions} options
 * @returns {Promise<SetUpRecord>}
 * @throws {SetUpFailure}
 */
export async function setUp(options) {
  requireNode();
  const started = performance.now();
  const before = options.retry || options.route ? null : recordStillTrue();
  if (before && (options.bundles === false || bundlesAreFresh()) && sourceModelIsSettled(namedModel(options))) {
    options.say(`ready: nothing to do (${Math.round(performance.now() - started)} ms)`);
    return before;
  }
  return withLock(options.say, () => setUpEverything(before, options, started));
}

/** @param {SetUpRecord | null} before @param {SetUpOptions} options @param {number} started */
async function setUpEverything(before, options, started) {
  const record = before ?? (await setUpMachine(options));
  writeJson(recordFile, record);
  await setUpSourceModel(options.say, { retry: options.retry, named: namedModel(options) });
  if (options.bundles !== false) await buildBundles(options.say);
  options.say(`ready (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return record;
}

/** @param {SetUpOptions} options */
function namedModel({ lite0 }) {
  const named = lite0 || process.env.GRAFT_LITE0;
  return named ? path.resolve(named) : null;
}

/** @param {SetUpOptions} options @returns {Promise<SetUpRecord>} */
async function setUpMachine({ say, retry, route }) {
  await installDependencies(say);
  pinnedNode();
  say(`Node: ${pinnedNodeVersion()}`);
  const { folder, record } = await setUpTensorFlow(say, { route });
  const electron = await setUpElectron(say, { retry });
  return {
    key: currentKey(),
    node: pinnedNodeVersion(),
    tensorflow: { version: record.version, route: record.route, source: record.source, folder },
    electron: { version: electron.version, program: electron.program, reason: electron.reason },
    finishedAt: new Date().toISOString(),
  };
}

/** Returns the record of the last set-up if everything it names is unchanged. @returns {SetUpRecord | null} */
function recordStillTrue() {
  const record = /** @type {SetUpRecord | null} */ (readJson(recordFile));
  if (!record || record.key !== currentKey()) return null;
  if (!existsSync(pinnedNodePath() ?? '') || !readRecord(addonLink)) return null;
  return findElectron() === record.electron.program ? record : null;
}

/** Hash of everything that set-up's result depends on, except the sources of the screens. */
function currentKey() {
  const recipes = readdirSync(path.join(root, 'build', 'set-up'))
    .sort()
    .map((name) => path.join(root, 'build', 'set-up', name));
  const installed = statSync(path.join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  return sha256Of(
    readFileSync(path.join(root, 'package-lock.json')),
    ...recipes.map((file) => readFileSync(file)),
    [process.platform, process.arch, cacheFolder(), process.env.ELECTRON_OVERRIDE_DIST_PATH ?? '', installed?.mtimeMs ?? 0].join(' '),
  );
}

function requireNode() {
  if (Number(process.versions.node.split('.')[0]) >= OLDEST_NODE) return;
  throw new SetUpFailure({
    what: `Graft's set-up needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`,
    remedy: 'Install a newer Node and run the same command again. Everything else runs on the Node 24 that set-up brings.',
  });
}

/**
 * Allows one set-up at a time per checkout: a second command waits for the first. The lock is outside node_modules, which npm empties.
 * @template T
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 */
async function withLock(say, work) {
  const lock = path.join(tmpdir(), `graft-set-up-${sha256Of(root).slice(0, 16)}`);
  await takeLock(lock, say);
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** @param {string} lock @param {(line: string) => void} say */
async function takeLock(lock, say) {
  const until = Date.now() + WAIT_FOR_OTHER_MS;
  for (let told = false; Date.now() < until; await pause(500)) {
    try {
      mkdirSync(lock);
      writeFileSync(path.join(lock, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    else if (!told) say('another set-up of this checkout is at work; waiting for it ...');
    told = true;
  }
  throw new SetUpFailure({
    what: 'Another set-up of this checkout has been at work for too long.',
    remedy: `End it, or remove ${lock}, and run the same command again.`,
  });
}

/** @param {string} lock */
function isAbandoned(lock) {
  const stats = statSync(lock, { throwIfNoEntry: false });
  const file = path.join(lock, 'pid');
  if (!stats || !existsSync(file)) return stats !== undefined && Date.now() - stats.mtimeMs > 10_000;
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH';
  }
}
