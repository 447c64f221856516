import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ninthFuse, setFuse } from './fuses.mjs';
import { programFormat } from './program-format.mjs';
import { lite0 } from './set-up/source-model.mjs';

/** Fonts of printed reports; the list of files excludes the other faces of these families. */
const fonts = [
  ...['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf'].map(
    (file) => `node_modules/@expo-google-fonts/noto-sans/${file}`,
  ),
  ...['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map((file) => `node_modules/dejavu-fonts-ttf/ttf/${file}`),
];

/** electron-builder's numbers for processor architectures (builder-util, enum Arch). */
const processors = /** @type {Record<number, string>} */ ({ 1: 'x64', 3: 'arm64' });

/**
 * electron-builder calls this for each package before signing. Sets the fuse that electron-builder does not know, and rejects a package
 * that could not run: otherwise a Node or an addon for another system would be packaged silently.
 * @param {{ appOutDir: string, electronPlatformName: string, arch: number, packager: { appInfo: { productFilename: string }, executableName?: string } }} context
 */
export default function afterPack(context) {
  const { appOutDir, electronPlatformName: platform, arch, packager } = context;
  const places = packagePlaces(
    appOutDir,
    platform,
    packager.appInfo.productFilename,
    packager.executableName ?? packager.appInfo.productFilename,
  );
  const program = readFileSync(places.fuses);
  setFuse(program, ninthFuse.name, ninthFuse.on);
  writeFileSync(places.fuses, program);
  const problems = packageProblems(places.resources, platform, `${platform}-${processors[arch] ?? arch}`);
  if (problems.length > 0) throw new Error(`This package could not run:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
}

/** @param {string} folder @param {string} platform @param {string} product @param {string} executable */
function packagePlaces(folder, platform, product, executable) {
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
 * Returns the problems that keep a package from running, as text; empty if there are none.
 * @param {string} resources the package's resources folder
 * @param {string} platform
 * @param {string} format such as `linux-x64`
 * @returns {string[]}
 */
export function packageProblems(resources, platform, format) {
  const addon = path.join('app.asar.unpacked', 'node_modules', '@tensorflow', 'tfjs-node', 'lib', 'napi-v8', 'tfjs_binding.node');
  const programs = [path.join('node', platform === 'win32' ? 'node.exe' : 'node'), addon].flatMap((file) => {
    const found = formatOf(path.join(resources, file));
    return found === format ? [] : [`${file} is ${found}, not for ${format}`];
  });
  const unpacked = [
    'engine/host/studio.ts',
    'dist/renderer/index.html',
    'build/starter/models/starter/weights.bin',
    `dist/models/${lite0.id}/weights.bin`,
    'LICENSE',
  ];
  const needed = [...[...unpacked, ...fonts].map((file) => path.join('app.asar.unpacked', ...file.split('/'))), 'app.asar'];
  const missing = needed.filter((file) => !existsSync(path.join(resources, file))).map((file) => `${file} is missing`);
  const leftOver = existsSync(path.join(resources, 'default_app.asar')) ? ["default_app.asar is there: Electron's own start page"] : [];
  return [...programs, ...missing, ...leftOver];
}

/** @param {string} file */
function formatOf(file) {
  if (!existsSync(file)) return 'missing';
  const start = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  readSync(handle, start);
  closeSync(handle);
  return programFormat(start);
}
