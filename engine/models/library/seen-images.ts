import type { ContentHash } from '../../domain/ids.ts';
import { readInside } from './source-files.ts';

/** In the folder of a source model that was made with Graft: SHA-256 of every image it was trained or chosen on, one a line. */
export const seenImagesFile = 'training-images.txt';

/** How many of these images a source model is known to have seen. 0 where its folder does not say what it was trained on. */
export async function imagesSeen(folder: string, hashes: readonly ContentHash[]): Promise<number> {
  const text = await readInside(folder, seenImagesFile).then(String).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const seen = new Set(text.split('\n'));
  return hashes.filter((hash) => seen.has(hash)).length;
}
