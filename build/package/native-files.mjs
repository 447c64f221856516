import path from 'node:path';
import { filesBelow } from '../set-up/files.mjs';
import { packageFolder } from '../set-up/places.mjs';
import { packageOfLock } from './npm-package.mjs';

/** @typedef {import('./targets.mjs').Target} Target */
/** @typedef {{ from: string, to: string }} PlacedFile `to`: from the folder of the package's resources, with forward slashes */

/** The packages with sharp's native parts: on Windows one package holds both. @param {Target} target */
function sharpPackages({ platform, arch }) {
  const own = `@img/sharp-${platform}-${arch}`;
  return platform === 'win32' ? [own] : [own, `@img/sharp-libvips-${platform}-${arch}`];
}

/** @param {Target} target */
export function sqliteFile({ platform, arch }) {
  return {
    from: path.join(packageFolder('better-sqlite3'), 'prebuilds', `${platform}-${arch}.node`),
    to: placeOf('better-sqlite3', `prebuilds/${platform}-${arch}.node`),
  };
}

/**
 * The native parts of sharp, with what Node needs to load them and their licences.
 * @param {Target} target
 * @returns {Promise<{ name: string, how: string, version: string, files: PlacedFile[] }[]>}
 */
export async function sharpFiles(target) {
  return Promise.all(
    sharpPackages(target).map(async (name) => {
      const { folder, how, version } = await packageOfLock(name);
      const files = filesBelow([folder])
        .map((from) => ({ from, file: path.relative(folder, from).split(path.sep).join('/') }))
        .filter(({ file }) => isNeeded(file))
        .map(({ from, file }) => ({ from, to: placeOf(name, file) }));
      return { name, how, version, files };
    }),
  );
}

const isNeeded = (/** @type {string} */ file) =>
  ['package.json', 'index.cjs', 'versions.json'].includes(file)
  || /^licen[cs]e/i.test(file)
  || /^lib\/[^/]+\.(?:node|dll|dylib|so[.\d]*|js|cjs)$/.test(file);

/** The place of a package's file among the resources. @param {string} name @param {string} file */
export const placeOf = (name, file) => `studio/node_modules/${name}/${file}`;
