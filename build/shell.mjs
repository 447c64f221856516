import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname ?? fileURLToPath(new URL('.', import.meta.url)), '..');

/**
 * Bundles the shell into dist/electron/main.cjs and preload.cjs. CommonJS, as required for sandboxed preload scripts; in syntax that Node
 * 16 understands, so that the same files run in the older Electron that tests may use.
 */
export async function buildShell() {
  for (const [index, name] of ['main', 'preload'].entries()) await bundle(name, index === 0);
}

/** @param {string} name @param {boolean} isFirst The first empties the folder. */
async function bundle(name, isFirst) {
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: `electron/${name}.ts`,
      outDir: 'dist/electron',
      emptyOutDir: isFirst,
      target: 'node16',
      minify: false,
      rollupOptions: {
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: `${name}.cjs`, codeSplitting: false },
      },
    },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildShell();
