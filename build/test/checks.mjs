import { existsSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../set-up/failure.mjs';
import { runCommand } from '../set-up/command.mjs';
import { pinnedNode } from '../set-up/pinned-node.mjs';
import { packageFolder, root } from '../set-up/places.mjs';
import { buildBundle, bundles } from '../set-up/screens.mjs';
import { nothingYet } from './summary.mjs';

/** @typedef {import('./summary.mjs').Outcome} Outcome */
/** @typedef {{ name: string, run: () => Promise<string | null> }} Check `run` returns the problems in full; null if there are none */

const typeScript = path.join(packageFolder('typescript'), 'bin', 'tsc');
const svelteCheck = path.join(packageFolder('svelte-check'), 'bin', 'svelte-check');
const eslint = path.join(packageFolder('eslint'), 'bin', 'eslint.js');
const knip = path.join(packageFolder('knip'), 'bin', 'knip.js');
const prettier = path.join(packageFolder('prettier'), 'bin', 'prettier.cjs');

/** The two bundles are checks too: a program that cannot be built has failed. @returns {Check[]} */
export function bundleChecks() {
  return bundles.map((bundle) => ({
    name: `build ${bundle.words}`,
    run: () => buildBundle(bundle, () => {}).then(() => null, messageOf),
  }));
}

/** @returns {Check[]} */
export function typeChecks() {
  const projects = ['engine', 'electron', 'build', 'test'].filter((name) => existsSync(path.join(root, name, 'tsconfig.json')));
  return [
    ...projects.map((project) => checkByCommand(`types of ${project}`, [typeScript, '--noEmit', '--pretty', 'false', '-p', project])),
    checkByCommand('types of renderer', [
      svelteCheck,
      '--workspace',
      'renderer',
      '--tsconfig',
      'tsconfig.json',
      '--output',
      'human',
      '--fail-on-warnings',
      '--no-color',
    ]),
  ];
}

/** @returns {Check[]} */
export function codeChecks() {
  return [
    checkByCommand('lint', [eslint, '--max-warnings', '0', '--no-color', '.']),
    checkByCommand('unused code and packages', [knip, '--no-progress', '--treat-config-hints-as-errors']),
    checkByCommand('format', [prettier, '--check', '--log-level', 'warn', '.']),
    checkByCommand('layers', [path.join(root, 'build', 'layers.mjs')]),
  ];
}

/** @param {string} name @param {string[]} args for the pinned Node @returns {Check} */
function checkByCommand(name, args) {
  return {
    name,
    async run() {
      const result = await runCommand(pinnedNode(), args, { cwd: root, env: { ...process.env, NO_COLOR: '1' } });
      return result.code === 0 ? null : `${result.stdout}\n${result.stderr}`.trim() || `exit code ${result.code}`;
    },
  };
}

/**
 * Runs checks, a few at a time; each counts as one test.
 * @param {Check[]} checks
 * @param {number} atOnce
 * @returns {Promise<Outcome[]>}
 */
export async function runChecks(checks, atOnce) {
  const waiting = [...checks];
  /** @type {Outcome[]} */
  const outcomes = [];
  const work = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const wrong = await check.run().catch(messageOf);
      outcomes.push(
        wrong === null ? { ...nothingYet(), passed: 1 } : { ...nothingYet(), failed: 1, failures: [`${check.name}\n${wrong}`] },
      );
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return outcomes;
}
