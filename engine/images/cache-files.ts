import { rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writingFailure } from '../domain/writing-failure.ts';
import { makeFolders } from '../files/make-folders.ts';
import { ownPart } from '../files/own-remains.ts';

let written = 0;

/**
 * Writes a cache file atomically, by renaming a temporary file. Not synced: whatever a power failure destroys is made again.
 * @throws StudioError disk-full, folder-read-only and the others of writingFailure
 */
export async function writeCacheFile(path: string, bytes: Uint8Array): Promise<void> {
  written += 1;
  const temporary = `${ownPart(path)}-${written}`;
  try {
    await writeFile(temporary, bytes).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      makeFolders(dirname(path));
      await writeFile(temporary, bytes);
    });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw writingFailure(error, path);
  }
}
