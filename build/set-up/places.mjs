import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of this checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The folder of a package in node_modules. @param {string} name */
export function packageFolder(name) {
  return path.join(root, 'node_modules', ...name.split('/'));
}

/** Where set-up records what it did in this checkout; inside node_modules, so that a fresh install starts from scratch. */
export const recordsFolder = path.join(root, 'node_modules', '.graft');

/**
 * Returns the user's cache folder for Graft, shared by all checkouts: GRAFT_CACHE, otherwise the system's usual place for caches.
 * @param {NodeJS.ProcessEnv} env
 * @param {NodeJS.Platform} platform
 * @param {string} home
 */
export function cacheFolder(env = process.env, platform = process.platform, home = homedir()) {
  if (env.GRAFT_CACHE) return path.resolve(env.GRAFT_CACHE);
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), 'Graft', 'Cache');
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', 'Graft');
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), 'graft');
}
