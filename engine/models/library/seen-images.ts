import type { ContentHash } from '../../domain/ids.ts';
import { readInside } from './source-files.ts';

/** File in the folder of a source model made with Graft: SHA-256 of every image it was trained or chosen on, one per line. */
export const seenImagesFile = 'training-images.txt';

/** Returns how many of these images a source model is known to have seen; 0 if its folder does not list its training images. */
export async function imagesSeen(folder: string, hashes: readonly ContentHash[]): Promise<number> {
  const text = await readInside(folder, seenImagesFile)
    .then(String)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
  const seen = new Set(text.split('\n'));
  return hashes.filter((hash) => seen.has(hash)).length;
}
