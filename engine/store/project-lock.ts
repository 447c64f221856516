import Database from 'better-sqlite3';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError } from '../domain/failure.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import type { ProjectFolder } from './project-folder.ts';

/**
 * When several programs try to lock at the same time, possibly none succeeds, and SQLite does not wait here; so each releases it and
 * retries after a random pause. Pauses grow, because on a busy computer attempts themselves may be slow and block each other. All in all
 * less than a second: soon enough to report that a project is open elsewhere.
 */
const attempts = 8;
const firstPauseMs = 25;
const pauseGrowth = 1.5;

/**
 * Shows whether a program has a project open. A separate, empty database, so that checking never opens the one with the labels: that
 * would merge its log into it and remove the log, whatever the result. The system releases the lock when the program ends, however it
 * ends; nothing is ever written into the file.
 */
export class ProjectLock {
  readonly #sqlite: Database.Database;

  private constructor(sqlite: Database.Database) {
    this.#sqlite = sqlite;
  }

  /** @throws StudioError project-in-use; an SQLite error if the folder is not writable */
  static take({ path, lock }: ProjectFolder): ProjectLock {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return new ProjectLock(locked(lock));
      } catch (error) {
        const isSpoilt = systemCode(error) === 'SQLITE_NOTADB';
        // The file contains no user data, and must not keep a project from being opened.
        if (isSpoilt) removeIfPossible(lock);
        else if (!isBusy(error)) throw error;
        if (attempt === attempts) throw new StudioError('project-in-use', { path }, { cause: error });
        pause(Math.random() * firstPauseMs * pauseGrowth ** (attempt - 1));
      }
    }
  }

  /** Whether any program, including this one, has the project open. Writes nothing. */
  static isTaken({ lock }: ProjectFolder): boolean {
    let sqlite: Database.Database | undefined;
    try {
      sqlite = new Database(lock, { readonly: true, fileMustExist: true, timeout: 0 });
      sqlite.pragma('schema_version');
      return false;
    } catch (error) {
      return isBusy(error);
    } finally {
      sqlite?.close();
    }
  }

  release(): void {
    this.#sqlite.close();
  }
}

function locked(path: string): Database.Database {
  const sqlite = new Database(path, { timeout: 0 });
  try {
    // A journal on disk would be created together with the lock.
    sqlite.pragma('journal_mode = MEMORY');
    sqlite.exec('BEGIN EXCLUSIVE');
    // For a read-only file SQLite takes no lock and reports nothing. This write, which is never committed, fails there.
    sqlite.pragma('user_version = 1');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

const isBusy = (error: unknown): boolean => systemCode(error).startsWith('SQLITE_BUSY');

function pause(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}
