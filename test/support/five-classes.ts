import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { drawPollen, type PollenKind } from '../../engine/domain/pollen.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { pngFile } from '../../engine/files/png-file.ts';
import { sharedPath } from './shared.ts';

export const fiveClasses = ['daisy', 'dandelion', 'roses', 'sunflowers', 'tulips'] as const;
type FlowerName = (typeof fiveClasses)[number];

/** What is drawn for each class without the shared folder: two classes look alike, so that every model makes mistakes, as it does on photographs. */
const stoodInBy: Readonly<Record<FlowerName, PollenKind>> = {
  daisy: 'daisy',
  dandelion: 'birch',
  roses: 'lily',
  sunflowers: 'pine',
  tulips: 'pine',
};

/** Writes the first images of each of five classes of flowers into class folders: photographs, or drawn pollen where the shared folder is missing. */
export async function writeFiveClasses(to: string, perClass: number): Promise<void> {
  for (const name of fiveClasses) {
    await mkdir(join(to, name), { recursive: true });
    for (let at = 0; at < perClass; at++) await writeFlower(name, at, join(to, name));
  }
}

/** Writes image number `at` of a class, from 0, into a folder, and returns its name there. */
export async function writeFlower(name: FlowerName, at: number, folder: string): Promise<string> {
  const photographs = sharedPath('data', 'flowers', name);
  if (photographs !== null) {
    const file = (await readdir(photographs)).sort()[at]!;
    await copyFile(join(photographs, file), join(folder, file));
    return file;
  }
  const file = `${name}-${String(at).padStart(3, '0')}.png`;
  await writeFile(join(folder, file), pngFile(drawPollen(stoodInBy[name], 128, seededRandom(1000 * fiveClasses.indexOf(name) + at))));
  return file;
}

/** Environment in which the source models of the shared folder are found, where it is there. */
export const poolOfModels: Readonly<Record<string, string>> = sharedPath('models') === null ? {} : { GRAFT_MODELS: sharedPath('models')! };

/** A source model of the shared folder, or the starter where that is missing. */
export const pooledSource = (id: string): string => (sharedPath('models', id) === null ? 'starter' : id);

/** Its folder. */
export const pooledFolder = (id: string): string =>
  sharedPath('models', id) ?? join(import.meta.dirname, '..', '..', 'build', 'starter', 'models', 'starter');
