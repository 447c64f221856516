import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { canRun, reasonOf, runCommand } from '../set-up/command.mjs';
import { cacheFolder } from '../set-up/places.mjs';

/** @typedef {{ env: NodeJS.ProcessEnv, how: string } | { env: null, reason: string }} FoundPython */

const version = '2.21.0';
const project = process.platform === 'linux' && process.arch === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
/** For reading pictures as the READMEs of exports describe. */
const pillow = 'pillow==12.0.0';
const hasTensorFlow = ['-c', 'import importlib.util, sys; sys.exit(importlib.util.find_spec("tensorflow") is None)'];
const installWithinMs = 10 * 60_000;

/**
 * Finds a Python with TensorFlow to read exported models as their users would: the one named by GRAFT_PYTHON, the installed python3, or
 * python3 with TensorFlow from pip in a cache folder. Returns the environment for the tests.
 * @param {(line: string) => void} say
 * @returns {Promise<FoundPython>}
 */
export async function findTestPython(say) {
  const named = process.env.GRAFT_PYTHON;
  if (named) {
    if (canRun(named, hasTensorFlow)) return { env: process.env, how: 'named by GRAFT_PYTHON' };
    return { env: null, reason: `GRAFT_PYTHON names ${named}, which has no TensorFlow` };
  }
  if (canRun('python3', hasTensorFlow)) return { env: process.env, how: 'installed' };
  const tag = await runCommand('python3', ['-c', 'import sys; print(f"{sys.version_info[0]}{sys.version_info[1]}")']);
  if (tag.code !== 0) return { env: null, reason: 'there is no python3' };
  const folder = path.join(cacheFolder(), 'test-python', `${project}-${version}-${pillow}-cp${tag.stdout.trim()}`);
  const trouble = existsSync(folder) ? null : await install(folder, say);
  return trouble === null ? { env: { ...process.env, PYTHONPATH: folder }, how: 'TensorFlow from pip' } : { env: null, reason: trouble };
}

/** @param {string} folder @param {(line: string) => void} say @returns {Promise<string | null>} why it could not be installed */
async function install(folder, say) {
  say(`  installing ${project} ${version} for Python through pip (about 600 MB) ...`);
  const unfinished = `${folder}.part-${process.pid}`;
  await mkdir(path.dirname(folder), { recursive: true });
  const options = [
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
    '--retries',
    '2',
    '--only-binary',
    ':all:',
    '--no-compile',
  ];
  const result = await runCommand(
    'python3',
    ['-m', 'pip', 'install', ...options, '--target', unfinished, `${project}==${version}`, pillow],
    { timeoutMs: installWithinMs },
  );
  if (result.code === 0) await rename(unfinished, folder);
  await rm(unfinished, { recursive: true, force: true });
  return result.code === 0 ? null : `pip could not install ${project} ${version} (${reasonOf(result)})`;
}
