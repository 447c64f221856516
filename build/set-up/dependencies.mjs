import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { reasonOf, runCommand } from './command.mjs';
import { SetUpFailure } from './failure.mjs';
import { readJson } from './files.mjs';
import { pinnedNodePath } from './pinned-node.mjs';
import { root } from './places.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean }} LockedPackage */

/**
 * Describes how node_modules differs from the lock file; null if they agree.
 * @param {string} folder a checkout
 */
export function dependencyMismatch(folder = root) {
  const locked = /** @type {Record<string, LockedPackage>} */ (
    JSON.parse(readFileSync(path.join(folder, 'package-lock.json'), 'utf8')).packages
  );
  const installed = /** @type {Record<string, LockedPackage> | undefined} */ (
    readJson(path.join(folder, 'node_modules', '.package-lock.json'))?.packages
  );
  if (!installed) return 'nothing is installed yet';
  for (const [place, wanted] of Object.entries(locked)) {
    if (place === '' || wanted.link) continue;
    const found = installed[place];
    if (!found && wanted.optional) continue;
    if (!found) return `${place} is missing`;
    if (found.version !== wanted.version || found.integrity !== wanted.integrity) return `${place} is not version ${wanted.version}`;
    if (!existsSync(path.join(folder, place, 'package.json'))) return `${place} is missing`;
  }
  const node = pinnedNodePath();
  if (folder === root && node && !existsSync(node)) return `${path.relative(root, node)} is missing`;
  return null;
}

/**
 * Installs what the lock file specifies. No install scripts of packages are run.
 * @param {(line: string) => void} say
 */
export async function installDependencies(say) {
  const mismatch = dependencyMismatch();
  if (mismatch === null) {
    say('dependencies: as the lock file asks');
    return;
  }
  say(`dependencies: installing from the lock file (${mismatch}) ...`);
  const started = Date.now();
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  const result = await runNpm(args);
  const left = result.code === 0 ? dependencyMismatch() : reasonOf(result);
  if (left !== null) {
    throw new SetUpFailure({
      what: `The packages that Graft is built on could not be installed: ${left}.`,
      remedy:
        'Connect this machine to the internet once and run the same command again, or copy node_modules from a checkout of the same version.',
      details: result.stderr,
    });
  }
  say(`dependencies: installed (${Math.round((Date.now() - started) / 1000)} s)`);
}

/** @param {string[]} args */
function runNpm(args) {
  const script = process.env.npm_execpath;
  if (script?.endsWith('.js')) return runCommand(process.execPath, [script, ...args], { cwd: root });
  const windows = process.platform === 'win32';
  return runCommand(windows ? 'npm.cmd' : 'npm', args, { cwd: root, shell: windows });
}
