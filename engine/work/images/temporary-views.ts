import { mkdtemp, rm } from 'node:fs/promises';
import { writingFailure } from '../../domain/writing-failure.ts';
import { ownTemporary } from '../../files/own-remains.ts';

/** Works on views of images outside any project, in a folder deleted afterwards. Errors: `disk-full`, `folder-read-only`, the work's own. */
export async function withTemporaryViews<T>(work: (cache: string) => Promise<T>): Promise<T> {
  const prefix = ownTemporary('views');
  const cache = await mkdtemp(prefix).catch((error: unknown) => {
    throw writingFailure(error, prefix);
  });
  try {
    return await work(cache);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
