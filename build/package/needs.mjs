import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { electronBinaryName, findElectron } from '../set-up/electron.mjs';
import { messageOf, SetUpFailure } from '../set-up/failure.mjs';
import { pinnedNodePackage } from '../set-up/pinned-node.mjs';
import { root } from '../set-up/places.mjs';
import { lite0 } from '../set-up/source-model.mjs';
import { formatOf } from './contents.mjs';
import { sharpFiles, sqliteFile } from './native-files.mjs';
import { packageOfLock } from './npm-package.mjs';
import { tensorFlowFor } from './tensorflow-files.mjs';

/** @typedef {import('./targets.mjs').Target} Target */
/** @typedef {import('./npm-package.mjs').FoundPackage} FoundPackage */

/**
 * @typedef {object} Needs what a package is made of besides the code of this checkout
 * @property {{ folder: string, version: string } | null} electron null: electron-builder fetches it, and checks its hash
 * @property {FoundPackage & { program: string }} node
 * @property {import('./tensorflow-files.mjs').TensorFlowFiles} tensorflow
 * @property {Awaited<ReturnType<typeof sharpFiles>>} sharp
 * @property {ReturnType<typeof sqliteFile>} sqlite
 */

/**
 * Finds or fetches everything, and says line by line what it is and where it was found.
 * @param {Target} target
 * @param {{ electron?: string, tensorflow?: string }} named folders named by the user
 * @param {(line: string) => void} say
 * @returns {Promise<Needs>}
 * @throws {SetUpFailure} that names all that is missing or for another system
 */
export async function findNeeds(target, named, say) {
  /** @type {string[]} */
  const problems = [];
  /** @template T @param {string} what @param {() => T | Promise<T>} find @param {(found: T) => string} words */
  const look = async (what, find, words) => {
    try {
      const found = await find();
      say(`${what}: ${words(found)}`);
      return found;
    } catch (error) {
      problems.push(`${what}: ${messageOf(error)}`);
      return null;
    }
  };
  const electron = await look('Electron', () => electronFor(target, named.electron), electronWords);
  const node = await look(
    'Node',
    () => nodeFor(target),
    ({ version, how, program }) => `${version}, ${how} (${shown(program)})`,
  );
  const tensorflow = await look(
    'TensorFlow and its addon',
    () => checkedTensorFlow(target, named.tensorflow),
    ({ version, folder, licences }) =>
      `${version}, hashes as in its tensorflow.json (${shown(folder)}); licences ${licences.map((file) => path.basename(file)).join(', ')}`,
  );
  const sharp = await look(
    'sharp',
    () => checkedSharp(target),
    (found) => found.map(({ name, version, how }) => `${name} ${version}, ${how}`).join('; '),
  );
  const sqlite = await look(
    'better-sqlite3',
    () => checked(sqliteFile(target), target),
    ({ from }) => shown(from),
  );
  await look('source model', sourceModel, shown);
  if (problems.length > 0 || !node || !tensorflow || !sharp || !sqlite) {
    throw new SetUpFailure({
      what: `A package for ${target.name} cannot be made.`,
      safe: 'Nothing was built.',
      remedy: 'docs/PACKAGING.md says where each part comes from and how to name a folder with it.',
      details: problems.join('\n'),
    });
  }
  return { electron, node, tensorflow, sharp, sqlite };
}

/** @param {string} file */
const shown = (file) => (file.startsWith(root + path.sep) ? path.relative(root, file) : file);
/** @param {{ folder: string, version: string } | null} found */
const electronWords = (found) => (found ? `${found.version} (${shown(found.folder)})` : 'electron-builder fetches it and checks its hash');

/** @param {Target} target @param {string | undefined} named */
function electronFor(target, named) {
  const own = findElectron();
  const isHere = target.name === `${process.platform}-${process.arch}`;
  const folder = named ? path.resolve(named) : isHere && own ? own.slice(0, -electronBinaryName().length - 1) : null;
  if (folder === null) return null;
  const program = path.join(folder, electronBinaryName(target.platform));
  requireFormat(program, target);
  return { folder, version: readFileSync(path.join(folder, 'version'), 'utf8').trim().replace(/^v/, '') };
}

/** @param {Target} target */
async function nodeFor({ platform, arch, name }) {
  const found = await packageOfLock(/** @type {string} */ (pinnedNodePackage(platform, arch)));
  const program = path.join(found.folder, 'bin', platform === 'win32' ? 'node.exe' : 'node');
  requireFormat(program, { name });
  return { ...found, program };
}

/** @param {Target} target @param {string | undefined} named */
async function checkedTensorFlow(target, named) {
  const found = await tensorFlowFor(target, named);
  for (const file of found.files) requireFormat(path.join(found.folder, file), target);
  return found;
}

/** @param {Target} target */
async function checkedSharp(target) {
  const found = await sharpFiles(target);
  for (const { from } of found.flatMap(({ files }) => files))
    if (/\.(?:node|dll|dylib)$|\.so[.\d]*$/.test(from)) requireFormat(from, target);
  return found;
}

/** @template {{ from: string }} F @param {F} file @param {Target} target @returns {F} */
function checked(file, target) {
  requireFormat(file.from, target);
  return file;
}

/** @param {string} file @param {{ name: string }} target @throws {Error} if the file is no program for the target */
function requireFormat(file, { name }) {
  if (!existsSync(file)) throw new Error(`${shown(file)} is not there`);
  const found = formatOf(file);
  if (found !== name) throw new Error(`${shown(file)} is ${found}, not for ${name}`);
}

function sourceModel() {
  const folder = path.join(root, 'dist', 'models', lite0.id);
  if (!existsSync(path.join(folder, 'weights.bin'))) throw new Error(`${shown(folder)} is not there: npm run set-up -- --retry`);
  return folder;
}
