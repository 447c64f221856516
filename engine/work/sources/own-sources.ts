import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { freeSourceId } from '../../domain/models/source-ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { ownMark, removeRemains } from '../../files/own-remains.ts';

/** Contains no model at its top level, so nothing in it is ever listed. */
const draftsFolder = '.drafts';

/** Additions to the card of the user's own model. */
export interface Entry {
  readonly id: string;
  readonly origin: 'added' | 'own';
  readonly from: string;
}

/**
 * The folder of the user's own source models. A model is built in a draft folder inside it, which is never listed, and moved to its id in
 * one step once it is complete and synced. Removal works the same way in reverse.
 */
export class OwnSources {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  holds(path: string): boolean {
    const inside = relative(this.folder, path);
    return inside !== '' && !inside.startsWith('..') && !inside.includes('/') && !inside.includes('\\');
  }

  /** Returns a new empty folder, after removing drafts of processes that no longer run. Errors: `folder-read-only`, `disk-full`. */
  async draft(): Promise<string> {
    const draft = join(this.folder, draftsFolder, `${ownMark()}-${randomUUID()}`);
    await this.#guarded(async () => {
      await removeRemains(dirname(draft));
      await makeFolder(draft);
    });
    return draft;
  }

  /** Deletes a draft; files that cannot be deleted are left to the next call of `draft`. */
  async discard(draft: string): Promise<void> {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    // Fails if the folder contains other drafts.
    await rmdir(dirname(draft)).catch(() => {});
  }

  /**
   * Moves the source folder `<draft>/model` into the library and returns its path. Its id is the wanted one, with a number appended if that
   * is taken. Errors: `folder-read-only`, `disk-full`.
   */
  async keep(draft: string, { id: wanted, origin, from }: Entry, taken: readonly string[]): Promise<string> {
    const model = join(draft, 'model');
    const card = JSON.parse(await readFile(join(model, 'source.json'), 'utf8')) as Record<string, unknown>;
    let kept = '';
    await this.#guarded(async () => {
      for (let tries = 0; kept === ''; tries++) {
        const id = freeSourceId(wanted, [...taken, ...(await readdir(this.folder))]);
        await writeFile(join(model, 'source.json'), `${JSON.stringify({ ...card, id, library: { origin, from } }, null, 1)}\n`);
        await syncAll(model);
        const to = join(this.folder, id);
        await rename(model, to).then(
          () => {
            kept = to;
          },
          (error: NodeJS.ErrnoException) => {
            // Another studio of this user has just taken the id.
            if (tries > 9 || !['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
          },
        );
      }
      await syncFolder(this.folder);
    });
    return kept;
  }

  /** Removes a model from the library. Errors: `folder-read-only`. */
  async remove(path: string): Promise<void> {
    const draft = await this.draft();
    try {
      await this.#guarded(() => rename(path, join(draft, 'removed')));
    } finally {
      await this.discard(draft);
    }
  }

  async #guarded(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
    } catch (error) {
      throw writingFailure(error, join(this.folder, 'source.json'));
    }
  }
}

/** Makes a folder and its parents. Node's recursive mkdir reports ENOENT on a read-only disk. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

async function syncAll(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      await syncAll(path);
      continue;
    }
    // On Windows, only a file opened for writing can be synced.
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  }
  await syncFolder(folder);
}
