import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fuseNames, ninthFuse } from './fuses.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);

/** Reads the configuration in the repository. @returns {Record<string, any>} */
export function builderConfig() {
  // The parser that electron-builder itself uses.
  const { load } = require('js-yaml');
  return /** @type {Record<string, any>} */ (load(readFileSync(path.join(root, 'build', 'electron-builder.yml'), 'utf8')));
}

/**
 * Returns the problems of a configuration as text: by electron-builder's schema, and by what it must contain for this program.
 * @param {Record<string, any>} config
 * @returns {string[]}
 */
export function configProblems(config) {
  return [...schemaProblems(config), ...fuseProblems(config), ...fileProblems(config), ...nativeProblems(config)];
}

/** @param {Record<string, any>} config @returns {string[]} */
function schemaProblems(config) {
  const folder = path.dirname(require.resolve('app-builder-lib/package.json'));
  const { validateSchema } = require(path.join(folder, 'out', 'util', 'config', 'schemaValidator.js'));
  const schema = JSON.parse(readFileSync(path.join(folder, 'scheme.json'), 'utf8'));
  try {
    // The validator modifies its argument to fit the schema.
    validateSchema(schema, structuredClone(config), { name: 'electron-builder' });
    return [];
  } catch (error) {
    return [String(error instanceof Error ? error.message : error)];
  }
}

/** @param {Record<string, any>} config @returns {string[]} */
function fuseProblems(config) {
  const stated = new Set([...Object.keys(config.electronFuses ?? {}), ninthFuse.name]);
  return fuseNames.filter((name) => !stated.has(name)).map((name) => `the fuse ${name} is not stated`);
}

/** @param {Record<string, any>} config @returns {string[]} */
function fileProblems(config) {
  const named = [config.linux?.icon, config.win?.icon, config.mac?.icon, config.mac?.entitlements, config.afterPack];
  return named.filter((file) => typeof file !== 'string' || !existsSync(path.join(root, file))).map((file) => `${file} is not there`);
}

/** @param {Record<string, any>} config @returns {string[]} */
function nativeProblems(config) {
  const problems =
    config.npmRebuild === false ? [] : ['npmRebuild must be false: the native parts are set up already, and rebuilding breaks TensorFlow'];
  const { version } = require('electron/package.json');
  if (config.electronVersion !== version) problems.push(`electronVersion is ${config.electronVersion}, the electron package is ${version}`);
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = configProblems(builderConfig());
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
