import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { reasonOf, runCommand } from '../set-up/command.mjs';
import { cacheFolder, packageFolder, root } from '../set-up/places.mjs';

/** @typedef {{ folder: string, version: string, how: string }} FoundPackage */

/** @returns {Record<string, { version: string, integrity: string }>} by the path of the package's folder */
const lockedPackages = () => JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;

/**
 * Finds a package of the lock file that is for another system, which npm does not install here: in node_modules, in the user's cache, or
 * through npm, checked by the hash in the lock file.
 * @param {string} name
 * @returns {Promise<FoundPackage>}
 * @throws {Error} with a readable message, if it cannot be fetched intact
 */
export async function packageOfLock(name, cache = path.join(cacheFolder(), 'packages')) {
  const locked = lockedPackages()[`node_modules/${name}`];
  if (!locked) throw new Error('package-lock.json does not have it');
  const { version, integrity } = locked;
  if (existsSync(packageFolder(name))) return { folder: packageFolder(name), version, how: 'installed' };
  const folder = path.join(cache, `${name.replace('/', '-')}-${version}`);
  if (existsSync(folder)) return { folder, version, how: 'in the cache' };
  await fetchPackage(`${name}@${version}`, integrity, folder);
  return { folder, version, how: 'fetched through npm, hash as in package-lock.json' };
}

/** @param {string} wanted @param {string} integrity @param {string} folder */
async function fetchPackage(wanted, integrity, folder) {
  const work = `${folder}.${process.pid}.partial`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  try {
    const packed = await runCommand('npm', ['pack', wanted, '--json', '--ignore-scripts', '--pack-destination', work], {
      cwd: work,
      shell: process.platform === 'win32',
    });
    if (packed.code !== 0) throw new Error(`npm could not fetch it: ${reasonOf(packed)}`);
    const file = path.join(work, JSON.parse(packed.stdout)[0].filename.replace('@', '').replace('/', '-'));
    requireIntegrity(readFileSync(file), integrity);
    const unpacked = await runCommand('tar', ['-xzf', file, '-C', work]);
    if (unpacked.code !== 0) throw new Error(`it could not be unpacked: ${reasonOf(unpacked)}`);
    renameSync(path.join(work, 'package'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * @param {Buffer} bytes @param {string} integrity such as `sha512-<base64>`
 * @throws {Error} if the bytes have another hash
 */
export function requireIntegrity(bytes, integrity) {
  const [algorithm = '', expected] = integrity.split(/-(.*)/s);
  if (createHash(algorithm).update(bytes).digest('base64') !== expected)
    throw new Error('its content is not the one that package-lock.json names (the hash differs)');
}
