import { existsSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} LibraryFolder TensorFlow in an unpacked archive or wheel, or in a folder of the user's
 * @property {{ name: string, file: string }[]} libraries each with the name under which the system looks for it
 * @property {string} include the folder with the C headers
 * @property {string[]} linkWith arguments for the linker
 */

/** Names under which the system looks for TensorFlow's libraries: those of the C archive, then those of the Python wheel. */
const librarySets = /** @type {Record<string, string[][]>} */ ({
  linux: [
    ['libtensorflow.so.2', 'libtensorflow_framework.so.2'],
    ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
  ],
  darwin: [
    ['libtensorflow.2.dylib', 'libtensorflow_framework.2.dylib'],
    ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
  ],
  win32: [['tensorflow.dll']],
});

/**
 * Finds libraries and headers of TensorFlow in a folder laid out like the C archive (lib, include) or like the Python package.
 * @param {string} folder
 * @param {NodeJS.Platform} platform
 * @returns {LibraryFolder | null} null if something is missing
 */
export function findLibrary(folder, platform = process.platform) {
  for (const base of [folder, path.join(folder, 'tensorflow')]) {
    const include = path.join(base, 'include');
    if (!existsSync(path.join(include, 'tensorflow', 'c', 'eager', 'c_api.h'))) continue;
    for (const place of [path.join(base, 'lib'), base]) {
      const names = librarySets[platform]?.find((set) => set.every((name) => existsSync(path.join(place, name))));
      if (!names) continue;
      const libraries = names.map((name) => ({ name, file: path.join(place, name) }));
      if (platform !== 'win32') return { libraries, include, linkWith: libraries.map((library) => library.file) };
      const importLibrary = path.join(place, 'tensorflow.lib');
      if (existsSync(importLibrary)) return { libraries, include, linkWith: [importLibrary] };
    }
  }
  return null;
}

/** Whether a wheel entry is needed: the libraries, and the C headers with their includes. @param {string} name */
export function neededOfWheel(name) {
  return (
    /^tensorflow\/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$/.test(name)
    || /^tensorflow\/include\/(tensorflow\/c|tensorflow\/core\/platform|tsl\/platform|xla\/tsl\/(c|platform))\/.*\.h$/.test(name)
  );
}
