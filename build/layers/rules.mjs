/**
 * Who may import whom: the table of docs/ARCHITECTURE.md. Places are folders or files from the root of the checkout.
 * @typedef {object} Layer
 * @property {string[]} [mayImport] places besides its own
 * @property {string[]} [mayImportTypes] places and packages of which only types may be imported
 * @property {string[]} [packages]
 * @property {boolean} [node] whether Node's own modules may be imported
 */

const words = 'engine/words';
const domain = 'engine/domain';
const contract = 'engine/contract';
const tensorflow = '@tensorflow/tfjs-node';

/** The longest name that fits a file decides. @type {Record<string, Layer>} */
export const layers = {
  'engine/domain': {},
  'engine/contract': { mayImport: [domain], packages: ['zod'] },
  'engine/words': { mayImport: [domain, contract] },
  'engine/store': { mayImport: [domain], mayImportTypes: [contract], packages: ['better-sqlite3'], node: true },
  'engine/images': { mayImport: [domain], packages: ['sharp', 'fast-bmp'], node: true },
  'engine/learn': { mayImport: [domain], mayImportTypes: [contract], packages: [tensorflow, 'zod', 'h5wasm'], node: true },
  'engine/export': { mayImport: [domain, 'engine/learn'], mayImportTypes: [contract], packages: [tensorflow], node: true },
  'engine/learner': { mayImport: [domain, 'engine/learn', 'engine/export', 'engine/images'], mayImportTypes: [contract], packages: ['zod'], node: true },
  'engine/work': { mayImport: [domain, contract, words, 'engine/store', 'engine/images', 'engine/learner', 'engine/models/library/source-models.ts', 'engine/models/layers/blocks.ts', 'engine/models/layers/layers-file.ts', 'engine/models/library/seen-images.ts', 'engine/models/forward/feature-store.ts', 'engine/models/library/cuts.ts', 'engine/models/backward/source-inspection.ts', 'engine/models/intake/source-copy.ts', 'engine/models/library/source-files.ts', 'engine/models/intake/model-file.ts', 'engine/models/layers/weights.ts', 'engine/models/backward/default-tune-from.ts', 'package.json'], packages: ['zod'], node: true },
  'engine/host': { mayImport: [domain, contract, words, 'engine/work'], packages: ['hono', '@hono/node-server', 'zod'], node: true },
  'engine/cli': { mayImport: [domain, contract, words, 'engine/work', 'engine/host'], node: true },
  renderer: { mayImport: [domain, contract, words], packages: ['svelte', 'zod'] },
  'renderer/vite.config.ts': { packages: ['vite', '@sveltejs/vite-plugin-svelte'], node: true },
  electron: { mayImport: [domain, contract, words], packages: ['electron'], node: true },
  build: { packages: ['vite', 'typescript'], node: true },
  'build/check-builder-config.mjs': { mayImport: ['build'], packages: ['js-yaml', 'electron'], node: true },
  'build/icons': { packages: ['sharp'], node: true },
  'build/set-up/tensorflow-self-test.mjs': { packages: [tensorflow], node: true },
  'build/source-model': { mayImport: ['engine'], node: true },
  'build/starter': { mayImport: ['engine'], packages: [tensorflow, 'sharp'], node: true },
  'eslint.config.js': { packages: ['eslint', 'eslint-plugin-svelte', 'svelte-eslint-parser', 'typescript-eslint', 'globals'], node: true },
};

/** Parts of the screens that know neither the studio nor its state, so that they can be used and tested by themselves. */
export const partsKnowNoStudio = {
  folder: 'renderer/parts',
  mayNotImport: ['renderer/studio.ts', 'renderer/desktop.ts', 'renderer/event-stream.ts', 'renderer/state', 'renderer/actions', 'renderer/screens'],
};

/** What a process must never load, however it is reached: a crash there must not cost a label. */
export const processes = [
  { entry: 'engine/host/studio.ts', neverLoads: ['sharp', tensorflow, 'h5wasm'] },
  { entry: 'engine/cli/graft.ts', neverLoads: ['sharp', tensorflow, 'h5wasm'] },
  { entry: 'engine/learner/process.ts', neverLoads: ['sharp', 'better-sqlite3'] },
  { entry: 'engine/images/worker.ts', neverLoads: [tensorflow, 'better-sqlite3'] },
];

/** The one file that may do nothing but pass on what others export. */
export const onlyBarrel = 'engine/contract/index.ts';

/** Texts that no tracked file may hold: places of one machine, and the hosts that packages were fetched from. */
export const forbiddenTexts = [
  { words: 'an absolute path of one machine', pattern: /(?<![\w.\-/@*})\]])\/(work|tmp|root)\// },
  { words: 'the host of a package registry', pattern: /registry\.(npmjs|yarnpkg)|npm[m]irror|pythonhosted\.org|\bpypi\.org|repo\.maven|repo1\.maven/ },
];
