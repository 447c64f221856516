import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { canRun, reasonOf, runCommand } from '../set-up/command.mjs';
import { electronBinaryName, findElectron } from '../set-up/electron.mjs';
import { root } from '../set-up/places.mjs';
import { debianInstall, debianMayInstall } from './debian.mjs';

/** @typedef {{ folder: string, how: string } | { folder: null, reason: string }} FoundElectron */

const sharedTool = path.join(root, '..', 'shared', 'tools', 'electron', 'get-electron');

/**
 * Finds a real Electron distribution for the shell tests: the one named by GRAFT_TEST_ELECTRON_DIST, the electron package's own, or the
 * older one unpacked by the shared tools.
 * @param {(line: string) => void} say
 * @returns {Promise<FoundElectron>}
 */
export async function findTestElectron(say) {
  const named = process.env.GRAFT_TEST_ELECTRON_DIST;
  if (named) {
    if (existsSync(path.join(named, electronBinaryName()))) return { folder: named, how: 'named by GRAFT_TEST_ELECTRON_DIST' };
    return { folder: null, reason: `GRAFT_TEST_ELECTRON_DIST names ${named}, where no Electron lies` };
  }
  const own = findElectron();
  if (own) return { folder: own.slice(0, -electronBinaryName().length - 1), how: "the electron package's own" };
  if (!existsSync(sharedTool))
    return { folder: null, reason: 'the electron package has no binary, and ../shared/tools/electron is missing' };
  let result = await runCommand(sharedTool, []);
  if (result.code !== 0 && debianMayInstall()) {
    say('  installing the system libraries that Electron needs through apt-get ...');
    result = await runCommand(sharedTool, ['--system']);
  }
  const folder = result.stdout.trim().split('\n').at(-1) ?? '';
  if (result.code === 0 && existsSync(path.join(folder, electronBinaryName()))) return { folder, how: 'an older one from ../shared/tools' };
  return { folder: null, reason: `../shared/tools/electron could not bring one (${reasonOf(result)})` };
}

/**
 * Opens a display for the shell tests: a new one on Linux (Xvfb), the system's elsewhere.
 * @param {(line: string) => void} say
 * @returns {Promise<{ env: NodeJS.ProcessEnv, end: () => Promise<void> } | { reason: string }>}
 */
export async function openTestDisplay(say) {
  const none = { env: process.env, end: async () => {} };
  if (process.platform !== 'linux') return none;
  if (!hasXvfb()) await debianInstall(['xvfb', 'xauth'], say);
  if (!hasXvfb()) return process.env.DISPLAY ? none : { reason: 'there is no display and no Xvfb' };
  return startXvfb();
}

const hasXvfb = () => canRun('sh', ['-c', 'command -v Xvfb']);

/** @returns {Promise<{ env: NodeJS.ProcessEnv, end: () => Promise<void> } | { reason: string }>} */
function startXvfb() {
  return new Promise((resolve) => {
    const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1440x1000x24', '-nolisten', 'tcp'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const closed = new Promise((done) => {
      server.once('close', done);
    });
    server.once('error', (error) => resolve({ reason: `Xvfb did not start (${error.message})` }));
    server.once('close', (code) => resolve({ reason: `Xvfb did not start (exit code ${code})` }));
    const numbers = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    numbers.once('data', (text) => {
      const end = async () => {
        server.kill();
        await closed;
      };
      resolve({ env: { ...process.env, DISPLAY: `:${String(text).trim()}` }, end });
    });
  });
}
