import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf, runCommand } from './command.mjs';
import { download } from './download.mjs';
import { sha256OfFile } from './files.mjs';
import { findLibrary, neededOfWheel } from './tensorflow-library.mjs';
import { archives, wheels } from './tensorflow-sources.mjs';
import { downloadPinnedWheel } from './tensorflow-wheel.mjs';
import { unpackZip } from './zip.mjs';

/** @typedef {import('./tensorflow-library.mjs').LibraryFolder} LibraryFolder */

/**
 * @typedef {object} Route one way to get TensorFlow's libraries and headers
 * @property {'archive' | 'wheel' | 'folder'} name
 * @property {string} words description for the user
 * @property {string} version of TensorFlow if known in advance, otherwise ''
 * @property {() => Promise<string>} fingerprint hash of what the result depends on; quick and offline
 * @property {(work: string, say: (line: string) => void) => Promise<LibraryFolder>} fetch fetches the libraries to an empty folder `work`
 * @property {boolean} owned whether what was fetched may be moved instead of copied
 */

/**
 * Returns the routes available on this system, in the order in which they are tried.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} system such as linux-x64
 * @returns {Route[]}
 */
export function routesFor(env = process.env, system = `${process.platform}-${process.arch}`) {
  const routes = [];
  const archive = archives[system];
  if (archive) routes.push(archiveRoute(archive));
  const wheel = wheels[system];
  if (wheel) routes.push(wheelRoute(wheel));
  if (env.GRAFT_LIBTENSORFLOW) routes.push(folderRoute(path.resolve(env.GRAFT_LIBTENSORFLOW)));
  return routes;
}

/** @param {import('./tensorflow-sources.mjs').PinnedArchive} pinned @returns {Route} */
function archiveRoute(pinned) {
  return {
    name: 'archive',
    words: `the official C library ${pinned.version}`,
    version: pinned.version,
    owned: true,
    fingerprint: async () => pinned.sha256,
    async fetch(work, say) {
      const file = path.join(work, path.basename(new URL(pinned.url).pathname));
      say(`TensorFlow: fetching the official C library ${pinned.version} ...`);
      await download(pinned, file);
      const unpacked = path.join(work, 'unpacked');
      await mkdir(unpacked);
      if (file.endsWith('.zip')) {
        await unpackZip(file, unpacked, () => true);
      } else {
        const result = await runCommand('tar', ['-xzf', file, '-C', unpacked]);
        if (result.code !== 0) throw new Error(`the archive could not be unpacked: ${reasonOf(result)}`);
      }
      await rm(file);
      return libraryIn(unpacked);
    },
  };
}

/** @param {import('./tensorflow-sources.mjs').PinnedWheel} pinned @returns {Route} */
function wheelRoute(pinned) {
  return {
    name: 'wheel',
    words: `the ${pinned.project} ${pinned.version} wheel`,
    version: pinned.version,
    owned: true,
    fingerprint: async () => pinned.sha256,
    async fetch(work, say) {
      say(`TensorFlow: fetching the ${pinned.project} ${pinned.version} wheel through pip (about 270 MB) ...`);
      const file = await downloadPinnedWheel(pinned, work);
      const unpacked = path.join(work, 'unpacked');
      await unpackZip(file, unpacked, neededOfWheel);
      await rm(file);
      return libraryIn(unpacked);
    },
  };
}

/** @param {string} folder @returns {Route} */
function folderRoute(folder) {
  return {
    name: 'folder',
    words: `the folder named by GRAFT_LIBTENSORFLOW (${folder})`,
    version: '',
    owned: false,
    async fingerprint() {
      const hashes = await Promise.all(libraryIn(folder).libraries.map((library) => sha256OfFile(library.file)));
      return hashes.join(' ');
    },
    fetch: async () => libraryIn(folder),
  };
}

/** @param {string} folder */
function libraryIn(folder) {
  const found = findLibrary(folder);
  if (!found)
    throw new Error(
      `${folder} does not hold TensorFlow's C library and its headers (lib and include of the C archive, or the Python package)`,
    );
  return found;
}
