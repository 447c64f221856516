import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { whileWriting } from '../domain/writing-failure.ts';
import { ownPart, removeParts } from './own-remains.ts';

/**
 * A file that appears under its name only when complete: written to a temporary file, synced, renamed atomically. Temporary files left
 * by killed processes are removed when the file is written again.
 * Errors: `folder-read-only`, `disk-full`, `disk-error`, `folder-not-found`.
 */
export class DurableFile {
  readonly #path: string;
  readonly #temporary: string;
  #handle: Awaited<ReturnType<typeof open>> | null = null;

  constructor(path: string) {
    this.#path = path;
    this.#temporary = ownPart(path);
  }

  async write(content: string | Uint8Array): Promise<void> {
    await whileWriting(this.#path, async () => {
      if (this.#handle === null) removeParts(this.#path);
      this.#handle ??= await open(this.#temporary, 'w');
      await this.#handle.writeFile(content);
    });
  }

  async commit(): Promise<void> {
    await whileWriting(this.#path, async () => {
      await this.#handle?.sync();
      await this.#handle?.close();
      this.#handle = null;
      await rename(this.#temporary, this.#path);
      await syncFolder(dirname(this.#path));
    });
  }

  /** Removes the temporary file. */
  async discard(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = null;
    // A failed removal must not hide the original error.
    await rm(this.#temporary, { force: true }).catch(() => {});
  }
}

/** Syncs a folder, so that renames in it survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for syncing; NTFS journals renames itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
