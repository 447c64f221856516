import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { canRun, reasonOf, runCommand } from './command.mjs';

/**
 * Fetches the wheel of a Python package with pip into a folder.
 * @param {{ project: string, version: string }} pinned
 * @param {string} folder
 * @param {string[]} options for `pip download`, such as the platform
 * @returns {Promise<string>} the file
 * @throws {Error} with a readable message, if it cannot be fetched
 */
export async function downloadWheel({ project, version }, folder, options = []) {
  const python = findPip();
  if (!python) throw new Error('no Python with pip was found (python3, python or py)');
  const [program, ...first] = python;
  const result = await runCommand(/** @type {string} */ (program), [
    ...first,
    '-m',
    'pip',
    'download',
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '--retries',
    '2',
    '--no-deps',
    '--only-binary',
    ':all:',
    ...options,
    '--dest',
    folder,
    `${project}==${version}`,
  ]);
  const name = (await readdir(folder)).find((entry) => entry.endsWith('.whl'));
  if (result.code !== 0 || !name) throw new Error(pipTrouble(result));
  return path.join(folder, name);
}

/** pip reports an unreachable index as a package that does not exist. @param {import('./command.mjs').CommandResult} result */
function pipTrouble(result) {
  const unreachable = /NewConnectionError|ConnectTimeout|ProxyError|Failed to establish|name resolution/.test(result.stderr);
  return unreachable ? 'pip cannot reach its package index' : `pip could not fetch it: ${reasonOf(result)}`;
}

/** @returns {string[] | null} the program and its first arguments */
function findPip() {
  const candidates = process.platform === 'win32' ? [['py', '-3'], ['python'], ['python3']] : [['python3'], ['python']];
  return candidates.find(([program, ...first]) => canRun(/** @type {string} */ (program), [...first, '-m', 'pip', '--version'])) ?? null;
}
