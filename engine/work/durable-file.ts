import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StudioError } from '../domain/failure.ts';

/**
 * A text file that appears under its name only when it is complete: written under a temporary name, synced, renamed.
 * Errors: `folder-read-only`, `disk-full`.
 */
export class DurableFile {
  readonly #path: string;
  readonly #temporary: string;
  #handle: Awaited<ReturnType<typeof open>> | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = `${path}.part-${process.pid}`;
  }

  async write(text: string): Promise<void> {
    await this.#guard(async () => {
      this.#handle ??= await open(this.#temporary, 'w');
      await this.#handle.write(text);
    });
  }

  async commit(): Promise<void> {
    await this.#guard(async () => {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = null;
      await rename(this.#temporary, this.#path);
      await syncFolder(dirname(this.#path));
    });
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = null;
    await rm(this.#temporary, { force: true });
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw asWritingFailure(error, this.#path);
    }
  }
}

/** The failure that a user can act on when writing to `path` threw; other errors come back as they are. */
export function asWritingFailure(error: unknown, path: string): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new StudioError('disk-full', { path }, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return new StudioError('folder-read-only', { path: dirname(path) }, { cause: error });
  if (code === 'ENOENT') return new StudioError('folder-not-found', { path: dirname(path) }, { cause: error });
  return error;
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for syncing; NTFS journals the rename by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
