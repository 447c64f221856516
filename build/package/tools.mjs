import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { canRun } from '../set-up/command.mjs';

/**
 * Tells electron-builder of tools that are installed here; for any other it fetches its own. Variables that the user has set count first.
 * @param {NodeJS.ProcessEnv} env changed
 * @returns {string[]} what is used, a line each
 */
export function useSystemTools(env = process.env) {
  const used = [];
  const sevenZip = ['7za', '7z'].map(onPath).find((file) => file !== null);
  if (!env.ELECTRON_BUILDER_7ZIP_PATH && sevenZip) {
    env.ELECTRON_BUILDER_7ZIP_PATH = sevenZip;
    used.push(`tool: ${sevenZip}`);
  }
  if (!env.CUSTOM_FPM_PATH && process.platform === 'linux' && canRun('dpkg-deb', ['--version'])) {
    env.CUSTOM_FPM_PATH = onPath('fpm') ?? fileURLToPath(new URL('fpm.mjs', import.meta.url));
    used.push(`tool: dpkg-deb${canRun('rpmbuild', ['--version']) ? ' and rpmbuild' : ''}`);
  }
  return used;
}

/** @param {string} name @returns {string | null} */
function onPath(name) {
  const places = (process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, name));
  return places.find((file) => existsSync(file)) ?? null;
}
