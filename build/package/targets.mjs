import { SetUpFailure } from '../set-up/failure.mjs';

/**
 * @typedef {object} Target a system and processor that a package is made for
 * @property {'linux' | 'win' | 'mac'} system as electron-builder calls it
 * @property {'linux' | 'win32' | 'darwin'} platform as Node calls it
 * @property {'x64' | 'arm64'} arch
 * @property {string} name such as `linux-x64`: platform and processor
 */

const platforms = /** @type {const} */ ({ linux: 'linux', win: 'win32', mac: 'darwin' });
const architectures = /** @type {const} */ ({ linux: ['x64', 'arm64'], win: ['x64'], mac: ['arm64', 'x64'] });

/** @param {string} [system] linux, win or mac; by default that of this computer @param {string} [arch] @returns {Target} @throws {SetUpFailure} */
export function targetOf(system, arch, here = process) {
  const named = system ?? Object.entries(platforms).find(([, platform]) => platform === here.platform)?.[0] ?? '';
  if (named !== 'linux' && named !== 'win' && named !== 'mac')
    throw wrong(`There is no system named "${named}".`, 'Use linux, win or mac.');
  const platform = platforms[named];
  const processor = /** @type {'x64' | 'arm64'} */ (arch ?? (platform === here.platform ? here.arch : architectures[named][0]));
  if (!(/** @type {readonly string[]} */ (architectures[named]).includes(processor)))
    throw wrong(`There are no packages for ${named} on "${processor}".`, `Use --arch ${architectures[named].join(' or --arch ')}.`);
  return { system: named, platform, arch: processor, name: `${platform}-${processor}` };
}

/** @param {string} what @param {string} remedy */
const wrong = (what, remedy) => new SetUpFailure({ what, safe: 'Nothing was built.', remedy });
