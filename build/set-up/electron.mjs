import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reasonOf, runCommand } from './command.mjs';
import { readJson, writeJson } from './files.mjs';
import { packageFolder, recordsFolder, root } from './places.mjs';

/**
 * @typedef {object} ElectronRecord electron.json in the records folder
 * @property {string} version of the electron package
 * @property {string | null} program the binary; null if it is not available
 * @property {string | null} reason in one sentence, if it is not available
 * @property {string} triedAt ISO 8601
 */

const DOWNLOAD_WITHIN_MS = 10 * 60_000;
const recordFile = path.join(recordsFolder, 'electron.json');

/** The path of the binary inside an Electron distribution. */
export function electronBinaryName(platform = process.platform) {
  if (platform === 'win32') return 'electron.exe';
  return platform === 'darwin' ? path.join('Electron.app', 'Contents', 'MacOS', 'Electron') : 'electron';
}

/** Finds Electron's binary: in the folder of ELECTRON_OVERRIDE_DIST_PATH, otherwise in that of the package. */
export function findElectron(env = process.env) {
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH ?? path.join(packageFolder('electron'), 'dist');
  const program = path.resolve(root, folder, electronBinaryName());
  return existsSync(program) ? program : null;
}

/**
 * Installs Electron's binary with its own installer. A failure is recorded for this version, so that a later offline start does not try
 * again unless asked to.
 * @param {(line: string) => void} say
 * @param {{ retry?: boolean }} options
 * @returns {Promise<ElectronRecord>}
 */
export async function setUpElectron(say, { retry = false } = {}) {
  const version = JSON.parse(readFileSync(path.join(packageFolder('electron'), 'package.json'), 'utf8')).version;
  const before = /** @type {ElectronRecord | null} */ (readJson(recordFile));
  const found = findElectron();
  if (found) {
    say(`Electron: ${process.env.ELECTRON_OVERRIDE_DIST_PATH ? 'the one named by ELECTRON_OVERRIDE_DIST_PATH' : version} is there`);
    return remember({ version, program: found, reason: null });
  }
  if (process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const reason = `ELECTRON_OVERRIDE_DIST_PATH names ${process.env.ELECTRON_OVERRIDE_DIST_PATH}, where no Electron lies.`;
    say(`Electron: ${reason}`);
    return { version, program: null, reason, triedAt: new Date().toISOString() };
  }
  if (before && before.version === version && before.reason && !retry) {
    say(`Electron: ${before.reason} To try again: npm run set-up -- --retry`);
    return before;
  }
  return fetchElectron(version, say);
}

/** @param {string} version @param {(line: string) => void} say */
async function fetchElectron(version, say) {
  say(`Electron: fetching the binary of ${version} (about 110 MB) ...`);
  const result = await runCommand(process.execPath, [path.join(packageFolder('electron'), 'install.js')], {
    timeoutMs: DOWNLOAD_WITHIN_MS,
  });
  const program = findElectron();
  const reason = program ? null : `Electron's own download ${troubleOf(result)}; the same screens are served to a browser instead.`;
  say(program ? `Electron: ${version} installed` : `Electron: ${reason}`);
  return remember({ version, program, reason });
}

/** Node reports a failed connection as just "fetch failed". @param {import('./command.mjs').CommandResult} result */
function troubleOf(result) {
  const unreachable = /fetch failed|ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT/.test(result.stderr);
  return unreachable ? 'cannot be reached from this machine' : `failed (${reasonOf(result)})`;
}

/** @param {Omit<ElectronRecord, 'triedAt'>} facts @returns {ElectronRecord} */
function remember(facts) {
  const record = { ...facts, triedAt: new Date().toISOString() };
  writeJson(recordFile, record);
  return record;
}
