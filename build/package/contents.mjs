import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { programFormat } from '../program-format.mjs';
import { filesBelow } from '../set-up/files.mjs';

/** @typedef {import('./stage.mjs').ListedFile} ListedFile */

const LARGEST_TEXT_BYTES = 4_000_000;
/** Names that no package may have: sources, maps, tests, settings of developers, Electron's own start page. */
const foreign = [
  { pattern: /(?:^|\/)default_app\.asar$/, words: "Electron's own start page" },
  { pattern: /\.(?:ts|mts|cts|svelte|map|cpp|cc|h|gyp|gypi|py)$/, words: 'a source or a map' },
  { pattern: /(?:^|\/)(?:tests?|__tests__|examples?|benchmarks?)\//, words: 'a test or an example' },
  { pattern: /(?:^|\/)\.[^/]+$|\.(?:pem|key|p12|pfx)$/, words: 'a hidden file or a key' },
];
const secret = /-----BEGIN [A-Z ]*PRIVATE KEY-----|\bnpm_[A-Za-z0-9]{36}\b|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bAKIA[0-9A-Z]{16}\b/;
/** What the parts of electron-builder and Electron are that lie among the resources of every package. */
const ofTheShell = ['app.asar', 'apparmor-profile', 'electron.icns', 'icon.icns', 'package-type'];

/**
 * Compares the resources of a package with the list of what it must have, and returns every difference, as text.
 * @param {string} resources
 * @param {ListedFile[]} list
 * @param {string} format of every program in it, such as `linux-x64`
 * @returns {string[]}
 */
export function contentProblems(resources, list, format) {
  const present = filesBelow([resources]).map((file) => path.relative(resources, file).split(path.sep).join('/'));
  const listed = new Map(list.map((one) => [one.file, one]));
  const problems = list.filter(({ file }) => !present.includes(file)).map(({ file }) => `${file} is missing`);
  if (!present.includes('app.asar')) problems.push('app.asar is missing');
  for (const file of present) {
    const place = path.join(resources, file);
    const wanted = listed.get(file);
    const words = foreign.find(({ pattern }) => pattern.test(file))?.words;
    if (words) problems.push(`${file} is ${words}`);
    else if (!wanted && !ofTheShell.includes(file) && !/\.lproj\//.test(file)) problems.push(`${file} is not on the list`);
    const { size, mode } = statSync(place);
    if (wanted && size !== wanted.bytes) problems.push(`${file} has ${size} bytes, not ${wanted.bytes}`);
    if (wanted && process.platform !== 'win32' && (mode & 0o7777) !== wanted.mode)
      problems.push(`${file} has mode ${(mode & 0o7777).toString(8)}, not ${wanted.mode.toString(8)}`);
    if (wanted) problems.push(...fileProblems(file, place, size, format));
  }
  return problems;
}

/** @param {string} file @param {string} place @param {number} size @param {string} format */
function fileProblems(file, place, size, format) {
  const found = formatOf(place);
  const isProgram = /\.(?:node|dll|dylib|exe)$|\.so(?:\.[\d.]+)?$|^node\//.test(file);
  if (isProgram ? found !== format : found !== 'unknown' && found !== format) return [`${file} is ${found}, not for ${format}`];
  if (size <= LARGEST_TEXT_BYTES && !isProgram && secret.test(readFileSync(place, 'latin1'))) return [`${file} holds a secret`];
  return [];
}

/** The system and processor that a file is a program for. @param {string} file */
export function formatOf(file) {
  const start = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  const length = readSync(handle, start);
  closeSync(handle);
  return programFormat(start.subarray(0, length));
}

/**
 * Returns the names of the files in an asar archive, sorted.
 * Format: electron/asar README (two lengths of 4 bytes each before the header, the second pair being that of its JSON).
 * @param {string} file
 * @returns {string[]}
 */
export function asarFiles(file) {
  const bytes = readFileSync(file);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12)));
  /** @type {string[]} */
  const names = [];
  const walk = (/** @type {{ files?: Record<string, any> }} */ folder, /** @type {string} */ prefix) => {
    for (const [name, entry] of Object.entries(folder.files ?? {})) {
      if (entry.files) walk(entry, `${prefix}${name}/`);
      else names.push(prefix + name);
    }
  };
  walk(header, '');
  return names.sort();
}
