import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { freeSourceId } from '../../domain/models/source-ids.ts';
import { writingFailure } from '../../domain/writing-failure.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { ownMark, removeRemains } from '../../files/own-remains.ts';

/** Holds no model itself, so that nothing in it is ever listed. */
const draftsFolder = '.drafts';

/** What the card of a model of one's own says beside what it brings along. */
export interface Entry { readonly id: string; readonly origin: 'added' | 'own'; readonly from: string }

/**
 * The folder of the user's own source models. A model is made in a draft folder inside it, of which nobody is told, and appears under its
 * id in one step when it is whole and on the disk. Removing goes the same way back.
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

  /** A new empty folder. What processes that are gone have left is removed on the way. Errors: `folder-read-only`, `disk-full`. */
  async draft(): Promise<string> {
    const draft = join(this.folder, draftsFolder, `${ownMark()}-${randomUUID()}`);
    await this.#guarded(async () => {
      await removeRemains(dirname(draft));
      await makeFolder(draft);
    });
    return draft;
  }

  /** Leaves nothing of a draft behind; what cannot be removed is left to the next one. */
  async discard(draft: string): Promise<void> {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    // Fails where drafts of others are in it.
    await rmdir(dirname(draft)).catch(() => {});
  }

  /**
   * Makes the source folder `<draft>/model` one of the library and answers where it lies. Its id is the wanted one, with a number where
   * that is taken. Errors: `folder-read-only`, `disk-full`.
   */
  async keep(draft: string, { id: wanted, origin, from }: Entry, taken: readonly string[]): Promise<string> {
    const model = join(draft, 'model');
    const card = JSON.parse(await readFile(join(model, 'source.json'), 'utf8')) as Record<string, unknown>;
    let kept = '';
    await this.#guarded(async () => {
      for (let tries = 0; kept === ''; tries++) {
        const id = freeSourceId(wanted, [...taken, ...await readdir(this.folder)]);
        await writeFile(join(model, 'source.json'), `${JSON.stringify({ ...card, id, library: { origin, from } }, null, 1)}\n`);
        await syncAll(model);
        const to = join(this.folder, id);
        await rename(model, to).then(() => { kept = to; }, (error: NodeJS.ErrnoException) => {
          // Another studio of this user has just taken the id.
          if (tries > 9 || !['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
        });
      }
      await syncFolder(this.folder);
    });
    return kept;
  }

  /** Errors: `folder-read-only`. */
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

/** With the folders it lies in. Node's own way to do so says ENOENT on a disk that may only be read. */
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
    if (entry.isDirectory()) { await syncAll(path); continue; }
    // Windows syncs only what is open for writing.
    const file = await open(path, 'r+');
    await file.sync().finally(() => file.close());
  }
  await syncFolder(folder);
}
