/** Makes the packages for one target: `npm run package` starts this on the pinned Node, once set-up is complete. */
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { buildEngine } from '../engine.mjs';
import { filesBelow, sha256OfFile, writeJson } from '../set-up/files.mjs';
import { packageFolder, root } from '../set-up/places.mjs';
import { configFor } from './config.mjs';
import { loadedFiles } from './loaded-files.mjs';
import { findNeeds } from './needs.mjs';
import { placeOf } from './native-files.mjs';
import { billOfMaterials, componentOf, noticesOf, packageFolders, screenPackages } from './notices.mjs';
import { packageFiles, stageResources, stageShell, stagingFolder } from './stage.mjs';
import { stripped } from './tensorflow-files.mjs';
import { useSystemTools } from './tools.mjs';

/** @typedef {import('./targets.mjs').Target} Target */
/** @typedef {import('./native-files.mjs').PlacedFile} PlacedFile */

/**
 * @typedef {object} MakeOptions
 * @property {string} [electron] a folder with Electron for the target
 * @property {string} [tensorflow] a folder with TensorFlow's libraries, the addon and tensorflow.json
 * @property {boolean} [dir] only the folder of the program, no installers
 * @property {string[]} [only] the forms of installers to make, such as deb; by default all of the target
 * @property {boolean} [forTests] a package that a test can drive: fuses as Electron comes, any Electron
 * @property {boolean} [strip] false keeps what debuggers read in TensorFlow's libraries
 * @property {string} [first] code that runs before the shell, in a package for tests
 * @property {string} [output]
 * @property {string} [staging]
 * @property {(line: string) => void} say
 */

/**
 * @param {Target} target @param {MakeOptions} options
 * @returns {Promise<string[]>} the files made; with `dir`, the folder
 */
export async function makePackages(target, options) {
  const { say, staging = stagingFolder } = options;
  const needs = await findNeeds(target, options, say);
  const { version } = JSON.parse(readFileSync(path.join(packageFolder('electron'), 'package.json'), 'utf8'));
  if (needs.electron && needs.electron.version !== version && !options.forTests)
    throw new Error(`Electron in ${needs.electron.folder} is ${needs.electron.version}; packages are made with ${version}`);
  await stage(target, needs, { staging, strip: options.strip ?? true, say });
  stageShell({ staging, first: options.first });
  return runBuilder(target, needs, options);
}

/** @param {Target} target @param {import('./needs.mjs').Needs} needs @param {{ staging: string, strip: boolean, say: (line: string) => void }} options */
async function stage(target, needs, { staging, strip, say }) {
  const work = path.join(staging, 'made');
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const engine = path.join(work, 'engine');
  const { missing, bundled } = await buildEngine(engine);
  if (missing.length > 0) throw new Error(`The engine lacks ${missing.join(', ')}: npm run set-up builds and fetches them`);
  const loaded = await loadedFiles();
  const { tensorflow, node, sharp, sqlite } = needs;
  const folders = [
    ...packageFolders([...loaded, ...bundled]),
    ...screenPackages(),
    ...['@expo-google-fonts/noto-sans', 'dejavu-fonts-ttf', 'electron'].map(packageFolder),
    ...sharp.flatMap(({ files }) => files.filter(({ to }) => to.endsWith('/package.json')).map(({ from }) => path.dirname(from))),
    node.folder,
  ];
  const components = [...new Set(folders)].map(componentOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  const texts = tensorflow.licences.map((file) => ({ name: path.basename(file), text: readFileSync(file, 'utf8') }));
  components.push({ name: 'TensorFlow', version: tensorflow.version, licence: 'Apache-2.0', purl: null, texts });
  writeFileSync(path.join(work, 'THIRD-PARTY-NOTICES.txt'), noticesOf(components));
  const graft = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  writeJson(path.join(work, 'sbom.cdx.json'), billOfMaterials(graft, components));
  /** @type {PlacedFile[]} */
  const files = [
    ...filesBelow([engine]).map((from) => ({ from, to: `studio/engine/${path.relative(engine, from).split(path.sep).join('/')}` })),
    ...packageFiles(loaded),
    ...sharp.flatMap((one) => one.files),
    sqlite,
    ...tensorflow.files.map((name) => ({
      from: path.join(tensorflow.folder, name),
      to: placeOf('@tensorflow/tfjs-node', `lib/napi-v8/${name}`),
    })),
    { from: node.program, to: `node/${path.basename(node.program)}` },
    { from: path.join(root, 'LICENSE'), to: 'licences/LICENSE' },
    ...['THIRD-PARTY-NOTICES.txt', 'sbom.cdx.json'].map((name) => ({ from: path.join(work, name), to: `licences/${name}` })),
  ];
  let savedBytes = 0;
  const list = await stageResources(target, files, {
    staging,
    async after(file, to) {
      if (!strip || !/libtensorflow/.test(to)) return;
      const before = statSync(file).size;
      if (await stripped(file, target)) savedBytes += before - statSync(file).size;
    },
  });
  rmSync(work, { recursive: true });
  const bytes = list.reduce((sum, one) => sum + one.bytes, 0);
  const shorter = savedBytes > 0 ? `, ${megabytes(savedBytes)} of symbols removed from TensorFlow` : '';
  say(`put together: ${list.length} files, ${megabytes(bytes)}${shorter}`);
}

/** @param {number} bytes */
const megabytes = (bytes) => `${Math.round(bytes / 1e6)} MB`;

/** @param {Target} target @param {import('./needs.mjs').Needs} needs @param {MakeOptions} options */
async function runBuilder(target, needs, { dir, only, forTests, output, staging, say }) {
  for (const line of useSystemTools()) say(line);
  const platform = { linux: Platform.LINUX, win: Platform.WINDOWS, mac: Platform.MAC }[target.system];
  const config = configFor(target, { electron: needs.electron ?? undefined, forTests, output, staging });
  const made = await build({
    projectDir: root,
    publish: 'never',
    config,
    targets: platform.createTarget(dir ? ['dir'] : (only ?? []), Arch[target.arch]),
  });
  if (dir) return [path.resolve(root, config['directories'].output, unpackedFolder(target))];
  for (const file of made) say(`${path.relative(root, file)}: ${megabytes(statSync(file).size)}`);
  const sums = await Promise.all(made.map(async (file) => `${await sha256OfFile(file)}  ${path.basename(file)}`));
  if (made[0]) writeFileSync(path.join(path.dirname(made[0]), `SHA256SUMS-${target.name}`), `${sums.join('\n')}\n`);
  return made;
}

/** As electron-builder names the folder of the program. @param {Target} target */
function unpackedFolder({ system, arch }) {
  if (system === 'mac') return arch === 'x64' ? 'mac' : `mac-${arch}`;
  return arch === 'x64' ? `${system}-unpacked` : `${system}-${arch}-unpacked`;
}
