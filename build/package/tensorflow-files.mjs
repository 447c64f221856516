import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { canRun, reasonOf, runCommand } from '../set-up/command.mjs';
import { readJson, sha256OfFile } from '../set-up/files.mjs';
import { cacheFolder, packageFolder } from '../set-up/places.mjs';
import { wheels } from '../set-up/tensorflow-sources.mjs';
import { downloadPinnedWheel } from '../set-up/tensorflow-wheel.mjs';
import { unpackZip } from '../set-up/zip.mjs';

/** @typedef {import('./targets.mjs').Target} Target */

/**
 * @typedef {object} TensorFlowFiles
 * @property {string} version
 * @property {string} folder
 * @property {string[]} files names of the addon and its libraries
 * @property {string[]} licences paths of TensorFlow's licence and of those of the code inside it
 */

const ADDON = 'tfjs_binding.node';
/** As TensorFlow's Python package and its C archives call them. */
const licenceNames = /^(?:LICENSE|THIRD_PARTY_NOTICES\.txt|THIRD_PARTY_TF_C_LICENSES)$/;

/**
 * Finds TensorFlow for a target: in the folder named, otherwise the build of set-up, which is for this computer. Verifies the hashes that
 * set-up noted.
 * @param {Target} target @param {string | undefined} named
 * @returns {Promise<TensorFlowFiles>}
 * @throws {Error} with a readable message
 */
export async function tensorFlowFor(target, named) {
  const folder = named ? path.resolve(named) : path.join(packageFolder('@tensorflow/tfjs-node'), 'lib', 'napi-v8');
  const record = readJson(path.join(folder, 'tensorflow.json'));
  if (!record?.files) throw new Error(`${folder} has no tensorflow.json, which says what the libraries are`);
  for (const [name, { sha256 }] of Object.entries(record.files))
    if (!existsSync(path.join(folder, name)) || (await sha256OfFile(path.join(folder, name))) !== sha256)
      throw new Error(`${path.join(folder, name)} is not the file that tensorflow.json describes`);
  if (!(ADDON in record.files)) throw new Error(`${folder} has no ${ADDON}`);
  return { version: record.version, folder, files: Object.keys(record.files), licences: await licencesOf(folder, record.version, target) };
}

/** @param {string} folder @param {string} version @param {Target} target */
async function licencesOf(folder, version, target) {
  const cached = path.join(cacheFolder(), 'tensorflow-licences', version);
  for (const place of [folder, cached]) {
    const found = existsSync(place) ? readdirSync(place).filter((name) => licenceNames.test(name)) : [];
    if (found.length > 1) return found.map((name) => path.join(place, name));
  }
  const pinned = wheels[target.name];
  if (pinned?.version !== version)
    throw new Error(`the licence texts of TensorFlow ${version} are missing: put LICENSE and THIRD_PARTY_NOTICES.txt into ${folder}`);
  await fetchLicences(pinned, cached);
  return licencesOf(folder, version, target);
}

/** @param {import('../set-up/tensorflow-sources.mjs').PinnedWheel} pinned @param {string} folder */
async function fetchLicences(pinned, folder) {
  mkdirSync(path.dirname(folder), { recursive: true });
  const work = mkdtempSync(path.join(path.dirname(folder), '.licences-'));
  try {
    const wheel = await downloadPinnedWheel(pinned, work);
    const unpacked = path.join(work, 'unpacked');
    const wanted = { 'tensorflow/THIRD_PARTY_NOTICES.txt': 'THIRD_PARTY_NOTICES.txt', 'tensorflow/include/LICENSE': 'LICENSE' };
    await unpackZip(wheel, unpacked, (name) => name in wanted);
    for (const [from, to] of Object.entries(wanted)) renameSync(path.join(unpacked, from), path.join(unpacked, to));
    rmSync(path.join(unpacked, 'tensorflow'), { recursive: true });
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Removes what only debuggers read from a library: a quarter of TensorFlow's. Only where the tool for the target's format is there.
 * @param {string} file @param {Target} target
 * @returns {Promise<boolean>} whether it was done
 * @throws {Error} if the tool fails
 */
export async function stripped(file, target) {
  if (target.name !== `${process.platform}-${process.arch}` || target.platform !== 'linux' || !canRun('strip', ['--version'])) return false;
  const result = await runCommand('strip', ['--strip-unneeded', file]);
  if (result.code !== 0) throw new Error(`strip failed on ${file}: ${reasonOf(result)}`);
  return true;
}
