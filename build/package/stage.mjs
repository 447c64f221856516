import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow, writeJson } from '../set-up/files.mjs';
import { root } from '../set-up/places.mjs';

/** @typedef {import('./targets.mjs').Target} Target */
/** @typedef {import('./native-files.mjs').PlacedFile} PlacedFile */
/** @typedef {{ file: string, bytes: number, mode: number }} ListedFile `file` from the folder of resources, with forward slashes */

/** Where packages are put together. */
export const stagingFolder = path.join(root, 'dist', 'package');
/** @param {Target} target @param {string} staging */
export const resourcesOf = (target, staging = stagingFolder) => path.join(staging, target.name);
/** The shell is the same for all targets. @param {string} staging */
export const shellOf = (staging = stagingFolder) => path.join(staging, 'shell');
/** The list of what a package must have, beside the folder that it was made from. @param {string} folder */
const listFile = (folder) => `${folder}.json`;

/**
 * The code of packages outside the bundle, with the package.json of each, those inside it, and their licences.
 * @param {string[]} loaded absolute
 * @returns {PlacedFile[]}
 */
export function packageFiles(loaded) {
  /** @type {Set<string>} */
  const files = new Set();
  for (const file of loaded) {
    if (!file.startsWith(path.join(root, 'node_modules') + path.sep)) continue;
    files.add(file);
    const top = packageFolderOf(file);
    for (let folder = path.dirname(file); folder.length >= top.length; folder = path.dirname(folder))
      if (existsSync(path.join(folder, 'package.json'))) files.add(path.join(folder, 'package.json'));
    for (const name of readdirSync(top)) if (isLicence(name) && statSync(path.join(top, name)).isFile()) files.add(path.join(top, name));
  }
  return [...files].sort().map((from) => ({ from, to: `studio/${path.relative(root, from).split(path.sep).join('/')}` }));
}

/** @param {string} name */
export const isLicence = (name) => /^(?:licen[cs]e|copying|notice)/i.test(name);

/** @param {string} file inside node_modules */
export function packageFolderOf(file) {
  const parts = file.split(path.sep);
  const at = parts.lastIndexOf('node_modules') + 1;
  return parts.slice(0, at + (parts[at]?.startsWith('@') ? 2 : 1)).join(path.sep);
}

/**
 * Puts the resources of a package together and notes each file, its size and its mode: the package must have exactly these.
 * @param {Target} target
 * @param {PlacedFile[]} files
 * @param {{ staging?: string, after?: (file: string, to: string) => Promise<void> }} options `after` may change a copied file
 * @returns {Promise<ListedFile[]>}
 */
export async function stageResources(target, files, { staging = stagingFolder, after } = {}) {
  const folder = resourcesOf(target, staging);
  rmSync(folder, { recursive: true, force: true });
  for (const { from, to } of files) {
    const place = path.join(folder, to);
    mkdirSync(path.dirname(place), { recursive: true });
    copyFileSync(from, place);
    await after?.(place, to);
    chmodSync(place, to.startsWith('node/') ? 0o755 : 0o644);
  }
  const list = filesBelow([folder]).map((file) => {
    const { size, mode } = statSync(file);
    return { file: path.relative(folder, file).split(path.sep).join('/'), bytes: size, mode: mode & 0o777 };
  });
  writeJson(listFile(folder), list);
  return list;
}

/** Debian and RPM packages must name one; Graft has none, and this name can never belong to anybody (RFC 2606). */
const homepage = 'https://graft.invalid';

/** The shell's own files: its two scripts, and of package.json what Electron and electron-builder read. */
export const shellFiles = ['dist/electron/main.cjs', 'dist/electron/preload.cjs', 'package.json'];

/** @param {{ staging?: string, first?: string }} options `first`: a script that runs before the shell, for tests in an older Electron */
export function stageShell({ staging = stagingFolder, first } = {}) {
  const folder = shellOf(staging);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'dist', 'electron'), { recursive: true });
  for (const file of shellFiles.slice(0, 2)) copyFileSync(path.join(root, file), path.join(folder, file));
  const { name, productName, version, description, license, author, main } = JSON.parse(
    readFileSync(path.join(root, 'package.json'), 'utf8'),
  );
  const facts = { name, productName, version, description, license, author, main, homepage };
  if (first !== undefined) {
    facts.main = 'dist/electron/first.cjs';
    writeFileSync(path.join(folder, facts.main), `${first}\nrequire('./main.cjs');\n`);
  }
  writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(facts, null, 2)}\n`);
}
