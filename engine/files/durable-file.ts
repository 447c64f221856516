import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { writingFailure } from '../domain/writing-failure.ts';
import { ownPart, removeParts } from './own-remains.ts';

/**
 * A file that appears under its name only when it is complete: written under a temporary name, synced, renamed.
 * What a process that was killed left of it under such a name goes when the file is written again.
 * Errors: `folder-read-only`, `disk-full`, `disk-error`.
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
    await this.#guard(async () => {
      if (this.#handle === null) removeParts(this.#path);
      this.#handle ??= await open(this.#temporary, 'w');
      await this.#handle.writeFile(content);
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
    // What cannot be removed must not hide what went wrong.
    await rm(this.#temporary, { force: true }).catch(() => {});
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw writingFailure(error, this.#path);
    }
  }
}

/** Makes what was renamed in a folder outlast a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder for syncing; NTFS journals the rename by itself.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
