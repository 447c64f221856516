import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCommand } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { contentSignature, filesBelow, quickSignature, readJson, writeJson } from './files.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { packageFolder, recordsFolder, root } from './places.mjs';

/**
 * One bundle built by set-up: its sources, its output and its command.
 * @typedef {object} Bundle
 * @property {string} name
 * @property {string} words
 * @property {string} recipe the file without which there is nothing to build
 * @property {string[]} sources files and folders
 * @property {string} output a file that exists once it is built
 * @property {string[]} command for the pinned Node
 */

/** @param {string[]} places */
const inRoot = (...places) => places.map((place) => path.join(root, place));
const shared = inRoot('engine/contract', 'engine/domain', 'engine/words', 'package-lock.json', 'tsconfig.json');
const shellRecipe = path.join(root, 'build', 'shell.mjs');

/** @type {Bundle[]} */
export const bundles = [
  {
    name: 'screens',
    words: 'the screens',
    recipe: path.join(root, 'renderer', 'vite.config.ts'),
    sources: [...inRoot('renderer'), ...shared],
    output: path.join(root, 'dist', 'renderer', 'index.html'),
    command: [
      path.join(packageFolder('vite'), 'bin', 'vite.js'),
      'build',
      '--config',
      path.join(root, 'renderer', 'vite.config.ts'),
      '--logLevel',
      'warn',
    ],
  },
  {
    name: 'shell',
    words: 'the shell',
    recipe: shellRecipe,
    sources: [...inRoot('electron', 'build/shell.mjs', 'build/vite'), ...shared],
    output: path.join(root, 'dist', 'electron', 'main.cjs'),
    command: [
      '--input-type=module',
      '--eval',
      `const { buildShell } = await import(${JSON.stringify(pathToFileURL(shellRecipe).href)}); await buildShell();`,
    ],
  },
];

/** @param {Bundle} bundle */
const recordOf = (bundle) => path.join(recordsFolder, `${bundle.name}.json`);

/** Whether every bundle is up to date by the names, sizes and modification times of its sources; takes a few milliseconds. */
export function bundlesAreFresh() {
  return bundles.every((bundle) => {
    if (!existsSync(bundle.recipe)) return true;
    return existsSync(bundle.output) && readJson(recordOf(bundle))?.quick === quickSignature(filesBelow(bundle.sources));
  });
}

/**
 * Builds screens and shell if their sources have changed since the last time.
 * @param {(line: string) => void} say
 */
export async function buildBundles(say) {
  for (const bundle of bundles) await buildBundle(bundle, say);
}

/**
 * @param {Bundle} bundle
 * @param {(line: string) => void} say
 * @throws {SetUpFailure} if it cannot be built
 */
export async function buildBundle(bundle, say) {
  if (!existsSync(bundle.recipe)) {
    say(`${bundle.name}: ${path.relative(root, bundle.recipe)} is not there, nothing to build`);
    return;
  }
  const files = filesBelow(bundle.sources);
  const signatures = { quick: quickSignature(files), content: contentSignature(files, root) };
  if (existsSync(bundle.output) && readJson(recordOf(bundle))?.content === signatures.content) {
    writeJson(recordOf(bundle), signatures);
    say(`${bundle.name}: unchanged since they were built`);
    return;
  }
  const started = Date.now();
  const result = await runCommand(pinnedNode(), bundle.command, { cwd: root, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
  if (result.code !== 0 || !existsSync(bundle.output)) {
    throw new SetUpFailure({
      what: `Building ${bundle.words} failed.`,
      remedy: 'The details below name the file and line; a fresh clone of a released version builds cleanly.',
      details: `${result.stdout}\n${result.stderr}`,
    });
  }
  writeJson(recordOf(bundle), signatures);
  say(`${bundle.name}: built (${((Date.now() - started) / 1000).toFixed(1)} s)`);
}
