import path from 'node:path';
import { builderConfig } from '../check-builder-config.mjs';
import { root } from '../set-up/places.mjs';
import { resourcesOf, shellOf, stagingFolder } from './stage.mjs';

/** @typedef {import('./targets.mjs').Target} Target */

/**
 * The configuration for one target: that of the repository, with what is only known when a package is made.
 * @param {Target} target
 * @param {{ electron?: { folder: string, version: string }, forTests?: boolean, output?: string, staging?: string }} options `electron`: a
 *   distribution in a folder; by default electron-builder fetches the one of `electronVersion` and checks its hash. `forTests`: leaves the
 *   fuses as Electron comes, so that a test can drive the program.
 */
export function configFor(target, { electron, forTests = false, output, staging = stagingFolder } = {}) {
  const config = builderConfig();
  config['directories'] = { ...config['directories'], app: path.relative(root, shellOf(staging)), ...(output ? { output } : {}) };
  config['extraResources'] = [{ from: path.relative(root, resourcesOf(target, staging)), to: '.', filter: ['**/*'] }];
  if (electron) Object.assign(config, { electronDist: electron.folder, electronVersion: electron.version });
  if (forTests) config['electronFuses'] = null;
  return config;
}
