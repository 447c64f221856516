import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ninthFuse, setFuse } from './fuses.mjs';
import { asarFiles, contentProblems } from './package/contents.mjs';
import { shellFiles } from './package/stage.mjs';
import { readJson } from './set-up/files.mjs';
import { root } from './set-up/places.mjs';

/** electron-builder's numbers for processor architectures (builder-util, enum Arch). */
const processors = /** @type {Record<number, string>} */ ({ 1: 'x64', 3: 'arm64' });

/**
 * electron-builder calls this for each package before signing. Removes Electron's start page, sets the fuse that electron-builder does not know, and refuses a package that
 * has anything else than the list of its target says: otherwise a Node or an addon for another system would be packaged silently.
 * @param {{ appOutDir: string, electronPlatformName: string, arch: number, packager: { appInfo: { productFilename: string }, executableName?: string, config: { electronFuses?: object | null, extraResources: { from: string }[] } } }} context
 */
export default function afterPack(context) {
  const { appOutDir, electronPlatformName: platform, arch, packager } = context;
  const name = `${platform}-${processors[arch] ?? arch}`;
  const places = packagePlaces(appOutDir, platform, packager.appInfo.productFilename, packager.executableName);
  const isForTests = !packager.config.electronFuses;
  if (!isForTests) {
    const program = readFileSync(places.fuses);
    setFuse(program, ninthFuse.name, ninthFuse.on);
    writeFileSync(places.fuses, program);
  }
  // Electron's own start page, which a distribution in a folder has.
  rmSync(path.join(places.resources, 'default_app.asar'), { force: true });
  const list = readJson(path.resolve(root, `${packager.config.extraResources[0]?.from}.json`));
  const problems = list ? packageProblems(places.resources, list, name, isForTests) : ['it was not made by npm run package'];
  if (problems.length > 0) throw new Error(`This package could not be shipped:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** @param {string} folder @param {string} platform @param {string} product @param {string} executable */
export function packagePlaces(folder, platform, product, executable = product) {
  if (platform === 'darwin') {
    const contents = path.join(folder, `${product}.app`, 'Contents');
    return {
      fuses: path.join(contents, 'Frameworks', 'Electron Framework.framework', 'Electron Framework'),
      resources: path.join(contents, 'Resources'),
    };
  }
  return { fuses: path.join(folder, platform === 'win32' ? `${product}.exe` : executable), resources: path.join(folder, 'resources') };
}

/**
 * Returns what keeps a package from being shipped, as text; empty if nothing does.
 * @param {string} resources the package's resources folder
 * @param {import('./package/stage.mjs').ListedFile[]} list
 * @param {string} name of the target, such as `linux-x64`
 * @param {boolean} isForTests whether the shell may have scripts of its own
 * @returns {string[]}
 */
export function packageProblems(resources, list, name, isForTests = false) {
  const problems = contentProblems(resources, list, name);
  const shell = isForTests || problems.includes('app.asar is missing') ? shellFiles : asarFiles(path.join(resources, 'app.asar'));
  if (shell.join() !== shellFiles.join()) problems.push(`app.asar has ${shell.join(', ')}`);
  return problems;
}
