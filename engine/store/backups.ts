import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { backupsToKeep } from '../domain/backup-thinning.ts';
import { StudioError } from '../domain/failure.ts';
import { makeFolders } from '../files/make-folders.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { backupName, backupsIn, regularNames } from './backup-names.ts';
import { openToRead } from './database-copy.ts';
import { numbersOf, workIn } from './last-numbers.ts';
import { lookAtBackup } from './look-at-database.ts';
import { soundCopy, soundCopyAside } from './sound-copy.ts';
import { storeFailure } from './store-failure.ts';
import { syncToDisk } from './sync-to-disk.ts';

export interface BackupFile {
  readonly path: string;
  readonly at: number;
}

/** Minimum time between two backups, however much changes. */
const dueAfterMs = 30 * 60_000;
/** A backup being made, and the files that SQLite keeps next to it. */
const partialPattern = /^partial-\d+\.db(?:-journal|-wal|-shm)?$/;

/** Backups of the database. Each is read back and verified before it counts. */
export class Backups {
  readonly #sqlite: Database.Database;
  readonly #folder: string;
  #changesAtLast: number;
  #running: Promise<BackupFile> | null = null;

  constructor(sqlite: Database.Database, folder: string) {
    this.#sqlite = sqlite;
    this.#folder = folder;
    this.#changesAtLast = this.#changes();
  }

  /** Newest first. */
  static list(folder: string): BackupFile[] {
    return backupsIn(folder)
      .filter(({ kind }) => kind === 'backup')
      .map(({ path, at }) => ({ path, at }));
  }

  /**
   * The sound backup with the most work in it (times in file names depend on the clock), and how many backups are readable. Null if none is
   * sound.
   */
  static mostRecentSound(folder: string): { readonly path: string; readonly readable: number } | null {
    const readable = Backups.list(folder).flatMap(({ path }) => {
      const work = workInBackup(path);
      return work === null ? [] : [{ path, work }];
    });
    const sound = readable.toSorted((a, b) => b.work - a.work).find(({ path }) => canBeOpened(path));
    return sound === undefined ? null : { path: sound.path, readable: readable.length };
  }

  /** Makes a backup page by page, between other work. A call while one is running returns the same backup. */
  make(at: number): Promise<BackupFile> {
    this.#running ??= this.#copy(at).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  /** Like `makeIfChanged`, but returns null also if the last backup is less than half an hour old. */
  async makeIfDue(at: number): Promise<BackupFile | null> {
    // A backup from the future was made while the clock was wrong, and must not prevent others.
    const last = Backups.list(this.#folder).find((file) => file.at <= at)?.at ?? -Infinity;
    return at - last < dueAfterMs ? null : this.makeIfChanged(at);
  }

  /** Returns null if nothing has changed since the last backup of this session, or the project has been closed meanwhile. */
  async makeIfChanged(at: number): Promise<BackupFile | null> {
    if (this.#running) await this.#running.catch(() => {});
    try {
      return this.#changes() === this.#changesAtLast ? null : await this.make(at);
    } catch (error) {
      if (!this.#sqlite.open) return null;
      throw error;
    }
  }

  /** Makes a backup synchronously: nothing may change between the backup and the migration. */
  makeBeforeMigration(at: number): BackupFile {
    return this.#guarded(() => {
      const partial = this.#begin(at);
      this.#sqlite.prepare('VACUUM INTO ?').run(partial);
      return this.#complete(partial, at, soundCopy(partial));
    });
  }

  async #copy(at: number): Promise<BackupFile> {
    const changes = this.#changes();
    const partial = this.#guarded(() => this.#begin(at));
    let isSound: boolean;
    try {
      await this.#sqlite.backup(partial);
      isSound = await soundCopyAside(partial);
      // Another program may have the project open now.
      if (!this.#sqlite.open) throw new StudioError('project-not-open', { path: this.#folder });
    } catch (error) {
      removeIfPossible(partial);
      throw storeFailure(error, this.#folder);
    }
    const file = this.#guarded(() => this.#complete(partial, at, isSound));
    this.#changesAtLast = changes;
    return file;
  }

  #begin(at: number): string {
    makeFolders(this.#folder);
    for (const name of regularNames(this.#folder)) {
      if (partialPattern.test(name)) removeIfPossible(join(this.#folder, name));
    }
    return join(this.#folder, `partial-${at}.db`);
  }

  #complete(partial: string, at: number, isSound: boolean): BackupFile {
    if (!isSound) {
      removeIfPossible(partial);
      throw new StudioError('disk-error', { path: this.#folder, detail: 'a copy of the database is not what was written' });
    }
    const path = join(this.#folder, backupName('backup', at));
    renameSync(partial, path);
    syncToDisk(this.#folder, 'folder');
    this.#thin(at);
    return { path, at };
  }

  #thin(now: number): void {
    const files = Backups.list(this.#folder);
    const kept = backupsToKeep(
      files.map((file) => file.at),
      now,
    );
    for (const file of files) {
      if (!kept.has(file.at)) removeIfPossible(file.path);
    }
  }

  #changes(): number {
    return this.#sqlite.prepare<[], number>('SELECT total_changes()').pluck().get() ?? 0;
  }

  #guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw storeFailure(error, this.#folder);
    }
  }
}

/** Null if the backup cannot be read. */
function workInBackup(path: string): number | null {
  try {
    const { sqlite, close } = openToRead(path);
    try {
      return workIn(numbersOf(sqlite)());
    } finally {
      close();
    }
  } catch {
    return null;
  }
}

function canBeOpened(path: string): boolean {
  try {
    lookAtBackup(path, dirname(path));
    return true;
  } catch {
    return false;
  }
}
