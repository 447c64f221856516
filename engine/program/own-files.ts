/**
 * Where Graft's own files are: the programs that it starts by path, and what it reads besides code. No other file of the engine looks for
 * files next to itself, because the bundle of a package (build/engine.mjs) moves the code: there this file is engine/program/own-files.mjs,
 * the programs keep their places around it, and everything else is in engine/resources.
 */
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The programs and threads that are started by path, by their paths in engine/ without the extension. */
export const entryPoints = [
  'cli/graft',
  'host/studio',
  'images/worker',
  'learner/process',
  'learner/reload-export',
  'models/intake/take-in-thread',
  'store/sound-copy-thread',
  'work/images/annotation-finder',
  'work/images/annotation-thread',
  'work/images/group-worker',
  'work/reports/document/pdf/worker',
  'work/reports/report-worker',
] as const;
export type EntryPoint = (typeof entryPoints)[number];

/** The fonts of printed reports, in the packages that they come with. */
export const fontFiles = [
  '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf',
  '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans.ttf',
  'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf',
] as const;
export type FontFile = (typeof fontFiles)[number];

const extension = extname(import.meta.filename);
const isBundle = extension !== '.ts';
const engineFolder = dirname(import.meta.dirname);
const checkout = dirname(engineFolder);
const resources = join(engineFolder, 'resources');

/** The file to start for an entry point, by `fork`, `spawn` or `new Worker`. */
export function entryPoint(name: EntryPoint): string {
  return join(engineFolder, ...`${name}${extension}`.split('/'));
}

/** The folder of the built screens. */
export const screensFolder: string = isBundle ? join(resources, 'screens') : join(checkout, 'dist', 'renderer');

/** The folders of the source models that come with Graft. */
export const shippedModels: readonly string[] = isBundle
  ? [join(resources, 'models')]
  : [join(checkout, 'dist', 'models'), join(checkout, 'build', 'starter', 'models')];

/** The text of the Apache licence, version 2.0, which is Graft's own. */
export const licenceFile: string = join(isBundle ? resources : checkout, 'LICENSE');

export function fontFile(name: FontFile): string {
  return isBundle ? join(resources, 'fonts', basename(name)) : fileURLToPath(import.meta.resolve(name));
}
