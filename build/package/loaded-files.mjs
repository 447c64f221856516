import { createRequire, findPackageJSON, isBuiltin } from 'node:module';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { root } from '../set-up/places.mjs';

/** What the engine loads of the packages outside its bundle, as it loads them. */
const loads = `
  import 'better-sqlite3';
  import 'fontkit';
  import 'h5wasm';
  import 'pdfkit';
  import 'sharp';
  export const tensorFlow = [require('@tensorflow/tfjs-node'), require('@tensorflow/tfjs-node/dist/proto/api_pb.js')];
`;
const entry = '\0loads';
/** Optional parts that are not installed: other ways to build and to fetch, which the program does not use. */
const absent = /^(?:mock-aws-s3|aws-sdk|nock|encoding|@img\/sharp-libvips-dev\/.*|\.\.\/build.*)$/;

const ownFile = fileURLToPath(import.meta.url);

/** @param {string} name @param {string} importer @returns {string | null} */
function required(name, importer) {
  try {
    return createRequire(importer).resolve(name);
  } catch {
    return null;
  }
}

/** Whether a package has its own rules for what is imported from it. @param {string} name @param {string} importer */
function hasForms(name, importer) {
  const file = name.startsWith('.') ? undefined : findPackageJSON(name.startsWith('#') ? importer : name, importer);
  return file !== undefined && JSON.parse(readFileSync(file, 'utf8')).exports !== undefined;
}

/**
 * Returns every file of code that the packages outside the bundle may load, by following their imports from what the engine loads. Native
 * files are found in other ways (native-files.mjs).
 * @returns {Promise<string[]>} absolute, sorted
 * @throws {Error} if an import leads nowhere
 */
export async function loadedFiles() {
  /** @type {Set<string>} */
  const files = new Set();
  /** @type {string[]} */
  const lost = [];
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    cacheDir: path.join(root, 'dist', '.vite'),
    plugins: [
      {
        name: 'note-files',
        enforce: 'pre',
        async resolveId(name, from, options) {
          if (name === entry || isBuiltin(name)) return name === entry ? name : { id: name, external: true };
          const importer = from === undefined || from === entry ? ownFile : from.replace(/\?.*$/, '');
          // Node resolves as `require` does; only packages with `exports` may give `import` another file.
          const found =
            options.kind !== 'require-call' && hasForms(name, importer)
              ? (await this.resolve(name, importer, { ...options, skipSelf: true }))?.id
              : required(name, importer);
          if (found) return found;
          if (!absent.test(name)) lost.push(`${name}, imported by ${from}`);
          return { id: name, external: true };
        },
        load: (name) => (name === entry ? loads : null),
        moduleParsed: ({ id }) => {
          const file = id.replace(/^\0/, '').replace(/\?.*$/, '');
          if (path.isAbsolute(file)) files.add(path.normalize(file));
        },
      },
    ],
    ssr: { noExternal: true, target: 'node' },
    build: { ssr: true, write: false, minify: false, rollupOptions: { input: entry, treeshake: false } },
  });
  if (lost.length > 0) throw new Error(`Packages import what is not there:\n${lost.join('\n')}`);
  return [...files].sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const file of await loadedFiles()) console.log(path.relative(root, file));
