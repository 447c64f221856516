import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { fontFiles } from '../../engine/program/own-files.ts';
import { packageFolder, root } from '../set-up/places.mjs';
import { lite0 } from '../set-up/source-model.mjs';

/** What the engine reads besides code: where it comes from, and its place in the folder of resources. */
const resources = [
  { from: path.join(root, 'LICENSE'), to: 'LICENSE' },
  ...fontFiles.map((file) => ({ from: packageFolder(file), to: path.join('fonts', path.basename(file)) })),
  { from: path.join(root, 'build', 'starter', 'models'), to: 'models' },
  { from: path.join(root, 'dist', 'models', lite0.id), to: path.join('models', lite0.id) },
  { from: path.join(root, 'dist', 'renderer'), to: 'screens' },
];

/**
 * Copies the resources of the engine, and returns those that are not there: screens that are not built, a source model that set-up could not
 * fetch. The engine runs without them; a package must have them.
 * @param {string} folder
 * @returns {string[]} their paths from the root of the checkout
 */
export function copyResources(folder) {
  const missing = [];
  for (const { from, to } of resources) {
    if (!existsSync(from)) {
      missing.push(path.relative(root, from));
      continue;
    }
    mkdirSync(path.dirname(path.join(folder, to)), { recursive: true });
    cpSync(from, path.join(folder, to), { recursive: true });
  }
  return missing;
}
