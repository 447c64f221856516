import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, SetUpFailure } from './failure.mjs';
import { contentSignature, removeAbandoned, sha256Of, sha256OfFile, sizeOf } from './files.mjs';
import { cacheFolder, packageFolder } from './places.mjs';
import { ADDON_RECIPE, addonSources, compileAddon, requireCompiler } from './tensorflow-addon.mjs';
import { readRecord, trySelfTest } from './tensorflow-check.mjs';
import { routesFor } from './tensorflow-routes.mjs';

/** @typedef {import('./tensorflow-routes.mjs').Route} Route */
/** @typedef {import('./tensorflow-check.mjs').TensorFlowRecord} TensorFlowRecord */
/** @typedef {(line: string) => void} Say */

/** Where tfjs-node looks for its addon; set-up makes it a link to the folder in the cache. */
export const addonLink = path.join(packageFolder('@tensorflow/tfjs-node'), 'lib', 'napi-v8');

/**
 * The dependencies of the build, so that tests can replace them.
 * @typedef {object} Workshop
 * @property {string} cache the folder of all results
 * @property {Route[]} routes in the order in which they are tried
 * @property {boolean} takesOthers whether cached results of other routes may be used
 * @property {() => void} requireTools throws before anything is fetched if building cannot succeed here
 * @property {(library: import('./tensorflow-library.mjs').LibraryFolder, folder: string) => Promise<string>} compile returns the compiler's
 * name
 * @property {(addon: string) => Promise<{ version: string } | { failure: string }>} selfTest
 */

/** @param {{ route?: string }} options @returns {Workshop} */
function realWorkshop({ route }) {
  const routes = routesFor().filter((candidate) => !route || candidate.name === route);
  return {
    cache: path.join(cacheFolder(), 'tensorflow'),
    routes,
    takesOthers: !route,
    requireTools: requireCompiler,
    async compile(library, folder) {
      const compiler = requireCompiler();
      await compileAddon(compiler, library, folder);
      return compiler.program;
    },
    selfTest: (addon) => trySelfTest(addon),
  };
}

/**
 * Provides native TensorFlow: from the cache if present, otherwise by the first route that works.
 * @param {Say} say
 * @param {{ route?: string }} options `route`: only this one
 * @returns {Promise<{ folder: string, record: TensorFlowRecord }>}
 */
export async function setUpTensorFlow(say, options = {}) {
  const result = await provideTensorFlow(realWorkshop(options), say);
  linkAddon(result.folder);
  if (process.env.GRAFT_LIBTENSORFLOW && result.record.route !== 'folder') {
    say('TensorFlow: GRAFT_LIBTENSORFLOW was not needed; to use that folder all the same: npm run set-up -- --tensorflow folder');
  }
  return result;
}

/**
 * @param {Workshop} workshop
 * @param {Say} say
 * @returns {Promise<{ folder: string, record: TensorFlowRecord }>}
 * @throws {SetUpFailure} if no route works
 */
export async function provideTensorFlow(workshop, say) {
  /** @type {string[]} */
  const reasons = [];
  const recipe = sha256Of(String(ADDON_RECIPE), contentSignature(addonSources(), packageFolder('@tensorflow/tfjs-node')));
  const candidates = await nameResults(workshop, recipe, reasons);
  const made = candidates.map(({ folder }) => folder);
  for (const folder of [...made, ...otherResults(workshop, recipe, made)]) {
    const record = await takeFromCache(workshop, folder, say);
    if (!record) continue;
    say(`TensorFlow: ${record.version} from the cache (${record.source})`);
    return { folder, record };
  }
  if (candidates.length > 0) workshop.requireTools();
  for (const { route, folder, fingerprint } of candidates) {
    try {
      const record = await build(workshop, route, { recipe, fingerprint }, folder, say);
      say(`TensorFlow: ${record.version}, built from ${route.words} and tested`);
      return { folder, record };
    } catch (error) {
      if (error instanceof SetUpFailure) throw error;
      reasons.push(`${route.words}: ${messageOf(error)}`);
      say(`TensorFlow: ${route.words} cannot be used: ${messageOf(error)}`);
    }
  }
  throw noRouteWorks(reasons);
}

/** Names each route's result by version, system and everything it depends on. @param {Workshop} workshop @param {string} recipe @param {string[]} reasons */
async function nameResults(workshop, recipe, reasons) {
  const results = [];
  for (const route of workshop.routes) {
    try {
      const fingerprint = await route.fingerprint();
      const hash = sha256Of(recipe, fingerprint).slice(0, 12);
      const name = [route.version || 'own', route.name, process.platform, process.arch, hash].join('-');
      results.push({ route, fingerprint, folder: path.join(workshop.cache, name) });
    } catch (error) {
      reasons.push(`${route.words}: ${messageOf(error)}`);
    }
  }
  return results;
}

/**
 * Finds results made by another route, such as a folder once named in GRAFT_LIBTENSORFLOW.
 * @param {Workshop} workshop @param {string} recipe @param {string[]} made
 */
function otherResults(workshop, recipe, made) {
  if (!workshop.takesOthers || !existsSync(workshop.cache)) return [];
  const ofThisSystem = readdirSync(workshop.cache).filter(
    (name) => name.includes(`-${process.platform}-${process.arch}-`) && !name.startsWith('.'),
  );
  return ofThisSystem
    .map((name) => path.join(workshop.cache, name))
    .filter((folder) => !made.includes(folder) && readRecord(folder)?.recipe === recipe);
}

/** @param {Workshop} workshop @param {string} folder @param {Say} say @returns {Promise<TensorFlowRecord | null>} */
async function takeFromCache(workshop, folder, say) {
  if (!existsSync(folder)) return null;
  const record = readRecord(folder);
  const tested = record && (await workshop.selfTest(path.join(folder, 'tfjs_binding.node')));
  if (record && tested && 'version' in tested) return record;
  const why = tested && 'failure' in tested ? tested.failure : 'files are missing or cut short';
  say(`TensorFlow: the copy in the cache is damaged (${why}); it is made anew`);
  await rm(folder, { recursive: true, force: true });
  return null;
}

/** @param {Workshop} workshop @param {Route} route @param {{ recipe: string, fingerprint: string }} hashes @param {string} folder @param {Say} say */
async function build(workshop, route, hashes, folder, say) {
  removeAbandoned(workshop.cache);
  const partial = path.join(workshop.cache, `.${path.basename(folder)}.${process.pid}.partial`);
  const work = path.join(partial, 'work');
  try {
    await mkdir(work, { recursive: true });
    const library = await route.fetch(work, say);
    say('TensorFlow: compiling the addon ...');
    const compiler = await workshop.compile(library, partial);
    const place = route.owned ? rename : copyFile;
    for (const { name, file } of library.libraries) await place(realpathSync(file), path.join(partial, name));
    await rm(work, { recursive: true });
    const tested = await workshop.selfTest(path.join(partial, 'tfjs_binding.node'));
    if ('failure' in tested) throw new Error(`the self-test failed: ${tested.failure}`);
    const record = await describe(partial, { version: tested.version, route: route.name, source: route.words, ...hashes, compiler });
    await moveIntoPlace(partial, folder);
    return record;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @param {string} folder @param {Omit<TensorFlowRecord, 'files' | 'builtAt'>} facts @returns {Promise<TensorFlowRecord>} */
async function describe(folder, facts) {
  /** @type {TensorFlowRecord['files']} */
  const files = {};
  for (const name of readdirSync(folder).sort()) {
    const file = path.join(folder, name);
    files[name] = { bytes: sizeOf(file) ?? 0, sha256: await sha256OfFile(file) };
  }
  const record = { ...facts, builtAt: new Date().toISOString(), files };
  await writeFile(path.join(folder, 'tensorflow.json'), `${JSON.stringify(record, null, 2)}\n`);
  return record;
}

/** Another set-up may have finished the same result meanwhile; if so, that one stays. @param {string} partial @param {string} folder */
async function moveIntoPlace(partial, folder) {
  try {
    await rename(partial, folder);
  } catch (error) {
    if (!readRecord(folder)) throw error;
  }
}

/**
 * Links the folder where tfjs-node looks to the one in the cache: the 850 MB of libraries are stored once for all checkouts. On Windows it
 * is a junction, which needs no privileges.
 * @param {string} folder
 * @param {string} link
 */
export function linkAddon(folder, link = addonLink) {
  const there = lstatSync(link, { throwIfNoEntry: false });
  if (there?.isSymbolicLink() && existsSync(link) && realpathSync(link) === realpathSync(folder)) return;
  rmSync(link, { recursive: true, force: true });
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(folder, link, 'junction');
}

/** @param {string[]} reasons */
function noRouteWorks(reasons) {
  const system = `${process.platform} on ${process.arch}`;
  const none = `no ready-made library of TensorFlow 2.18 or newer is known for ${system}`;
  return new SetUpFailure({
    what: `Native TensorFlow could not be set up: ${reasons.length > 0 ? 'no way to get it worked.' : `${none}.`}`,
    safe: 'Nothing half-made was kept; your projects and images were not touched.',
    remedy:
      'Connect this machine to the internet once and run the same command again (Python with pip is needed for the wheel), or set GRAFT_LIBTENSORFLOW to a folder with TensorFlow’s C library: its lib and include folders.',
    details: reasons.join('\n'),
  });
}
