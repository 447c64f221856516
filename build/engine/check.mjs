import { isBuiltin } from 'node:module';
import { processes } from '../layers/rules.mjs';

/** The packages that stay outside the bundle: native ones, large ones, and those that read files beside their code. */
export const externalPackages = ['@tensorflow/tfjs-node', 'better-sqlite3', 'fontkit', 'h5wasm', 'pdfkit', 'sharp'];

/**
 * @typedef {object} Chunk a file of the bundle, as the bundler describes it
 * @property {string} type
 * @property {string} fileName
 * @property {string} [code]
 * @property {string[]} [imports] loaded with it: files of the bundle, packages
 * @property {string[]} [dynamicImports] loaded later
 */

/**
 * Returns what is wrong with a bundle, as text: imports of what will not be there, code that looks for files next to itself, and processes
 * that load what they must not (`processes` in build/layers/rules.mjs). Bundling merges files, so it could break that rule unseen.
 * @param {Chunk[]} chunks
 * @returns {string[]}
 */
export function engineProblems(chunks) {
  const files = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const known = (/** @type {string} */ name) => files.has(name) || isBuiltin(name) || externalPackages.includes(packageOf(name));
  const problems = [...files.values()].flatMap((chunk) =>
    [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]
      .filter((name) => !known(name))
      .map((name) => `${chunk.fileName} imports ${name}, which is not in the bundle`),
  );
  for (const { fileName, code = '' } of files.values())
    if (!fileName.startsWith('program/') && /import\.meta\.(?:dirname|filename|resolve)|new URL\([^)]*import\.meta\.url/.test(code))
      problems.push(`${fileName} looks for a file next to itself`);
  for (const { entry, neverLoads } of processes) {
    const loaded = packagesLoadedBy(entry.replace(/^engine\/(.*)\.ts$/, '$1.mjs'), files);
    for (const name of neverLoads.filter((one) => loaded.has(one))) problems.push(`the process of ${entry} would load ${name}`);
  }
  return problems;
}

/** @param {string} file @param {Map<string, Chunk>} files */
function packagesLoadedBy(file, files) {
  const reached = new Set([file]);
  for (const name of reached) for (const other of files.get(name)?.imports ?? []) reached.add(other);
  return new Set([...reached].filter((name) => !files.has(name)).map(packageOf));
}

/** @param {string} name as imported */
const packageOf = (name) =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
