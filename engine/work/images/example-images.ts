import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { drawPollen, pollenKinds } from '../../domain/pollen.ts';
import { seededRandom } from '../../domain/statistics/random.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { ownPart, removeRemains } from '../../files/own-remains.ts';
import { pngFile } from '../../files/png-file.ts';

const imagesPerKind = 40;
const sizePixels = 192;
const seed = 20;
export const exampleImageCount = pollenKinds.length * imagesPerKind;

/**
 * Draws the example images into `<folder>/<kind>/<kind>-NN.png` unless they already exist. The folder appears only once it is complete. The
 * bytes are the same on every machine. Errors: `disk-full`, `folder-read-only`.
 */
export async function drawExampleImages(folder: string, progress: (done: number, total: number) => void = () => {}): Promise<void> {
  if (await stat(folder).catch(() => null)) return;
  const unfinished = ownPart(folder);
  await removeRemains(dirname(folder), `${basename(folder)}.part-`);
  const random = seededRandom(seed);
  let done = 0;
  try {
    for (const kind of pollenKinds) {
      await mkdir(join(unfinished, kind), { recursive: true });
      for (let index = 1; index <= imagesPerKind; index++) {
        await writeFile(
          join(unfinished, kind, `${kind}-${String(index).padStart(2, '0')}.png`),
          pngFile(drawPollen(kind, sizePixels, random)),
        );
        progress(++done, exampleImageCount);
      }
    }
    await rename(unfinished, folder);
  } catch (error) {
    throw writingFailure(error, unfinished);
  } finally {
    // A failed clean-up must not hide the original error.
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
  }
}
