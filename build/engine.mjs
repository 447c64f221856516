/**
 * `node build/engine.mjs [<folder>]`: bundles the engine into dist/engine, or another folder, as packages ship it: the programs that are
 * started by path, what they share, and the files that they read (resources/). It needs no sources, and only the packages in
 * `externalPackages`. Runs on the pinned Node. Graft itself runs from its sources; only packages need a bundle.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { entryPoints } from '../engine/program/own-files.ts';
import { engineProblems, externalPackages } from './engine/check.mjs';
import { copyResources } from './engine/resources.mjs';
import { root } from './set-up/places.mjs';

/** Keeps its place in the folder, from which it finds everything else. */
const ownFiles = 'program/own-files';

/** Of package.json, the engine reads the version; the rest is not its user's concern. @type {import('vite').Plugin} */
const onlyTheVersion = {
  name: 'only-the-version',
  enforce: 'pre',
  load: (file) => {
    if (path.resolve(file) !== path.join(root, 'package.json')) return null;
    const { version } = JSON.parse(readFileSync(file, 'utf8'));
    return JSON.stringify({ version });
  },
};

/**
 * @param {string} folder emptied first
 * @returns {Promise<{ missing: string[], bundled: string[] }>} `missing`: resources that are not there; `bundled`: the files of code in it
 * @throws {Error} if a program of the bundle would not be complete, or would load what it must not
 */
export async function buildEngine(folder = path.join(root, 'dist', 'engine')) {
  const output = await build({
    configFile: false,
    root,
    logLevel: 'warn',
    plugins: [onlyTheVersion],
    // Each checkout has its own packages: no build may leave something in them.
    cacheDir: path.join(root, 'dist', '.vite'),
    ssr: { noExternal: true, external: externalPackages, target: 'node' },
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: false,
      copyPublicDir: false,
      rollupOptions: {
        input: Object.fromEntries(entryPoints.map((name) => [name, path.join(root, 'engine', `${name}.ts`)])),
        output: {
          format: 'es',
          entryFileNames: '[name].mjs',
          chunkFileNames: ({ name }) => (name === ownFiles ? '[name].mjs' : 'chunks/[name].mjs'),
          codeSplitting: { groups: [{ name: ownFiles, test: /[\\/]engine[\\/]program[\\/]own-files\.ts$/ }] },
        },
      },
    },
  });
  const chunks = [output].flat().flatMap((one) => ('output' in one ? one.output : []));
  const problems = engineProblems(chunks);
  if (problems.length > 0) throw new Error(`The bundle of the engine is not complete:\n${problems.map((one) => `- ${one}`).join('\n')}`);
  const bundled = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
  return { missing: copyResources(path.join(folder, 'resources')), bundled };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { missing } = await buildEngine(process.argv[2] && path.resolve(process.argv[2]));
  for (const what of missing) console.log(`not in the bundle: ${what}`);
}
