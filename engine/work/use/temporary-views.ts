import { mkdtemp, rm } from 'node:fs/promises';
import { writingFailure } from '../../domain/writing-failure.ts';
import { ownTemporary } from '../../files/own-remains.ts';

/** Work with the views of pictures that belong to no project: in a folder that is gone when it is done. Errors: `disk-full`, `folder-read-only`, those of the work. */
export async function withTemporaryViews<T>(work: (cache: string) => Promise<T>): Promise<T> {
  const prefix = ownTemporary('views');
  const cache = await mkdtemp(prefix).catch((error: unknown) => { throw writingFailure(error, prefix); });
  try {
    return await work(cache);
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}
