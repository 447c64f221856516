import Database from 'better-sqlite3';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError } from '../domain/failure.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import type { ProjectFolder } from './project-folder.ts';

/**
 * Of programs that want the lock at the same moment none may get it, and SQLite does not wait here; so each lets go and tries
 * again after a time of its own. The times grow, for on a busy machine an attempt alone may take long and hinder the others. In all
 * less than a second: soon enough to be told that a project is open elsewhere.
 */
const attempts = 8;
const firstPauseMs = 25;
const pauseGrowth = 1.5;

/**
 * Says which program has a project open. An empty database of its own, so that asking who has a project never opens the one with the
 * labels: opening that would bring its log into it and remove the log, whatever was found. The system lets go of the lock when the
 * program ends, however it ends; nothing is ever written into the file.
 */
export class ProjectLock {
  readonly #sqlite: Database.Database;

  private constructor(sqlite: Database.Database) {
    this.#sqlite = sqlite;
  }

  /** @throws StudioError project-in-use; an error of SQLite where the folder can't be written */
  static take({ path, lock }: ProjectFolder): ProjectLock {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return new ProjectLock(locked(lock));
      } catch (error) {
        const isSpoilt = systemCode(error) === 'SQLITE_NOTADB';
        // Whatever lies there holds nothing of the user, and it must not keep a project from being opened.
        if (isSpoilt) removeIfPossible(lock);
        else if (!isBusy(error)) throw error;
        if (attempt === attempts) throw new StudioError('project-in-use', { path }, { cause: error });
        pause(Math.random() * firstPauseMs * pauseGrowth ** (attempt - 1));
      }
    }
  }

  /** Whether any program, this one included, has the project open. Writes nothing. */
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
    // A journal on disk would be begun together with the lock.
    sqlite.pragma('journal_mode = MEMORY');
    sqlite.exec('BEGIN EXCLUSIVE');
    // Of a file that may only be read SQLite takes no lock and says nothing. This says so, and is never committed.
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
