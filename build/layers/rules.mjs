/**
 * The import rules: the table of docs/ARCHITECTURE.md. Places are folders or files relative to the root of the checkout.
 * @typedef {object} Layer
 * @property {string[]} [mayImport] places besides its own
 * @property {string[]} [mayImportTypes] places and packages of which only types may be imported
 * @property {string[]} [packages]
 * @property {boolean} [node] whether Node's own modules may be imported
 */

const words = 'engine/words';
const domain = 'engine/domain';
const contract = 'engine/contract';
const files = 'engine/files';
const models = 'engine/models';
const program = 'engine/program';
const tensorflow = '@tensorflow/tfjs-node';

/** The longest matching path decides. @type {Record<string, Layer>} */
export const layers = {
  'engine/domain': {},
  'engine/contract': { mayImport: [domain], packages: ['zod'] },
  'engine/words': { mayImport: [domain, contract] },
  'engine/program': { node: true },
  'engine/files': { mayImport: [domain], packages: ['zod', 'yazl', 'yauzl'], node: true },
  'engine/store': { mayImport: [domain, files, program], mayImportTypes: [contract], packages: ['better-sqlite3'], node: true },
  'engine/annotations': {
    mayImport: [domain, files],
    packages: ['@streamparser/json', 'csv-parse', 'saxes', 'yauzl'],
    node: true,
  },
  'engine/images': { mayImport: [domain, files, program], packages: ['sharp', 'geotiff', 'exif-reader'], node: true },
  'engine/models': { mayImport: [domain, files, program], mayImportTypes: [contract], packages: ['zod', 'h5wasm', 'yauzl'], node: true },
  'engine/learn': { mayImport: [domain, files, models], mayImportTypes: [contract], packages: [tensorflow, 'zod'], node: true },
  'engine/export': { mayImport: [domain, files, models, 'engine/learn'], mayImportTypes: [contract], packages: [tensorflow], node: true },
  'engine/learner': {
    mayImport: [domain, files, models, program, 'engine/learn', 'engine/export', 'engine/images'],
    mayImportTypes: [contract],
    packages: ['zod'],
    node: true,
  },
  'engine/work': {
    mayImport: [
      domain,
      contract,
      words,
      files,
      models,
      program,
      'engine/annotations',
      'engine/store',
      'engine/images',
      'engine/learner',
      'package.json',
    ],
    packages: ['zod'],
    node: true,
  },
  'engine/work/reports/document/pdf': {
    mayImport: [domain, contract, words, program, 'engine/work/reports/document', 'engine/work/studio/in-thread.ts'],
    packages: ['pdfkit', 'fontkit'],
    node: true,
  },
  'engine/host': {
    mayImport: [domain, contract, words, program, 'engine/work'],
    packages: ['hono', '@hono/node-server', 'zod'],
    node: true,
  },
  'engine/cli': { mayImport: [domain, contract, words, program, 'engine/work', 'engine/host'], packages: ['commander'], node: true },
  renderer: { mayImport: [domain, contract, words], packages: ['svelte', 'zod', 'eventsource-parser'] },
  'renderer/parts/charts': { mayImport: ['renderer', domain, contract, words], packages: ['svelte', 'd3-scale'] },
  'renderer/vite.config.ts': { packages: ['vite', '@sveltejs/vite-plugin-svelte'], node: true },
  electron: { mayImport: [domain, contract, words], packages: ['electron'], node: true },
  build: { packages: ['vite', 'typescript'], node: true },
  'build/check-builder-config.mjs': { mayImport: ['build'], packages: ['js-yaml', 'electron'], node: true },
  'build/engine.mjs': { mayImport: ['build', program], packages: ['vite'], node: true },
  'build/engine': { mayImport: ['build', program], node: true },
  'build/package': { mayImport: ['build'], packages: ['vite', 'electron-builder'], node: true },
  'build/icons': { packages: ['sharp'], node: true },
  'build/set-up/zip.mjs': { packages: ['yauzl'], node: true },
  'build/set-up/tensorflow-self-test.mjs': { packages: [tensorflow], node: true },
  'build/manual': { mayImport: ['engine/annotations', 'engine/cli/table'], node: true },
  'build/source-model': { mayImport: ['engine'], node: true },
  'build/starter': { mayImport: ['engine'], packages: [tensorflow, 'sharp'], node: true },
  'eslint.config.js': { packages: ['eslint', 'eslint-plugin-svelte', 'svelte-eslint-parser', 'typescript-eslint', 'globals'], node: true },
};

/**
 * The modules ("rooms") of the use cases, from the bottom up, and which others each may import. `types`: modules of which only types may be
 * imported. Files outside the modules connect them and may import all. `reports` also recomputes rankings.
 * @type {{ folder: string, order: Record<string, { rooms: string[], types?: string[] }> }}
 */
export const roomsOfWork = {
  folder: 'engine/work',
  order: {
    studio: { rooms: [], types: ['projects', 'sources', 'ranking'] },
    projects: { rooms: ['studio'] },
    images: { rooms: ['studio', 'projects'] },
    labels: { rooms: ['studio', 'projects', 'images'] },
    runs: { rooms: ['studio', 'projects', 'images', 'labels'], types: ['sources'] },
    sources: { rooms: ['studio', 'projects', 'runs'] },
    ranking: { rooms: ['studio', 'projects', 'images', 'labels', 'runs'], types: ['sources'] },
    review: { rooms: ['studio', 'projects', 'images'], types: ['sources'] },
    similar: { rooms: ['studio', 'projects', 'images'], types: ['sources'] },
    reports: { rooms: ['studio', 'projects', 'images', 'labels', 'runs', 'ranking'], types: ['sources'] },
    use: { rooms: ['studio', 'projects', 'images', 'labels', 'runs'], types: ['sources'] },
  },
};

/** Parts of the screens that do not depend on the studio or its state, so that they can be used and tested on their own. */
export const partsKnowNoStudio = {
  folder: 'renderer/parts',
  mayNotImport: ['renderer/studio.ts', 'renderer/desktop.ts', 'renderer/state', 'renderer/actions', 'renderer/screens'],
};

/**
 * Language folders, which only one file may open, so that a second language needs only a folder and a line. Their own tests may open them
 * too.
 */
export const languages = { folders: /^engine\/words\/([^/]+)\//, door: 'engine/words/words.ts', tests: 'test/engine/words' };

/**
 * Packages a process must never load, even indirectly: a crash there must not cost a label, and its start must not wait for rarely needed
 * code.
 */
export const processes = [
  { entry: 'engine/host/studio.ts', neverLoads: ['sharp', tensorflow, 'h5wasm', 'pdfkit', 'fontkit'] },
  { entry: 'engine/cli/graft.ts', neverLoads: ['sharp', tensorflow, 'h5wasm', 'pdfkit', 'fontkit'] },
  { entry: 'engine/learner/process.ts', neverLoads: ['sharp', 'better-sqlite3'] },
  { entry: 'engine/images/worker.ts', neverLoads: [tensorflow, 'better-sqlite3'] },
];

/** The only file that may consist of re-exports. */
export const onlyBarrel = 'engine/contract/index.ts';

/** Texts not allowed in tracked files: paths of one machine, and the hosts packages were fetched from. */
export const forbiddenTexts = [
  { words: 'an absolute path of one machine', pattern: /(?<![\w.\-/@*})\]])\/(work|tmp|root)\// },
  {
    words: 'the host of a package registry',
    pattern: /registry\.(npmjs|yarnpkg)|npm[m]irror|pythonhosted\.org|\bpypi\.org|repo\.maven|repo1\.maven/,
  },
];
