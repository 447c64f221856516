import { constants } from 'node:fs';
import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StudioError, type Refusal } from '../../domain/failure.ts';
import type { ContentHash } from '../../domain/ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import type { HashVerdict } from '../../images/prepared.ts';
import { makeFolders } from '../../files/make-folders.ts';

const extensions: Readonly<Record<string, string>> = { jpeg: 'jpg', tiff: 'tif' };
let copies = 0;

/** The path of the copy with this content in a project's images folder. */
export const copyPath = (imagesFolder: string, hash: ContentHash, format: string): string =>
  join(imagesFolder, hash.slice(0, 2), `${hash}.${extensions[format] ?? format}`);

/** The final path of the copy, and the folder it is written to first: on the same disk, emptied when the project is opened. */
interface CopyPlaces {
  readonly target: string;
  readonly unfinished: string;
}

/**
 * Copies a file into the project, named by its content hash: written to a temporary file, synced, read back, verified, then renamed.
 * Returns a refusal if the source has changed since it was decoded, or is gone. Errors: `disk-full`, `folder-read-only`.
 */
export async function copyIntoProject(
  source: string,
  { target, unfinished }: CopyPlaces,
  hash: ContentHash,
  hashOf: (file: string) => Promise<HashVerdict>,
): Promise<Refusal | null> {
  copies += 1;
  const temporary = join(unfinished, String(copies));
  try {
    makeFolders(unfinished);
    makeFolders(dirname(target));
    if (await holds(target, hash, hashOf)) return null;
    await copyFile(source, temporary, constants.COPYFILE_FICLONE);
    await synced(temporary);
    if (!(await holds(temporary, hash, hashOf))) return { code: 'changed-while-reading', facts: {} };
    await rename(temporary, target);
    return null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && (await isGone(source))) return { code: 'vanished', facts: {} };
    throw error instanceof StudioError ? error : writingFailure(error, target);
  } finally {
    // A failed clean-up must not hide the original error.
    await rm(temporary, { force: true }).catch(() => {});
  }
}

async function holds(file: string, hash: ContentHash, hashOf: (file: string) => Promise<HashVerdict>): Promise<boolean> {
  const verdict = await hashOf(file);
  return 'hash' in verdict && verdict.hash === hash;
}

const isGone = (path: string): Promise<boolean> =>
  stat(path).then(
    () => false,
    () => true,
  );

async function synced(file: string): Promise<void> {
  // On Windows, only a writable handle can be synced.
  const handle = await open(file, 'r+');
  await handle.sync().finally(() => handle.close());
}
