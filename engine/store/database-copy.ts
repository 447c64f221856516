import { chmodSync, closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { diskFault, systemCode } from '../domain/disk-fault.ts';
import { writing, writingFailure } from '../domain/writing-failure.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { ownTemporary } from '../files/own-remains.ts';

/** Files next to a database: commits that are not yet in its main file, or data to roll back an unfinished one. */
export const logEndings = ['-wal', '-journal'] as const;
/** Offset of the read version in the database header: 1 for a single file, 2 for a database with a WAL. */
const readVersionAt = 19;

export interface DatabaseCopy {
  readonly sqlite: Database.Database;
  close(): void;
}

/**
 * Opens a copy of a database and its log in a temporary folder. SQLite merges the log into the copy and leaves the originals untouched:
 * opened in place, a database is rewritten and its log removed, even if it turns out to be damaged.
 * @throws StudioError disk-full and folder-read-only of the temporary folder; a system or SQLite error
 */
export function openCopy(path: string): DatabaseCopy & { readonly folder: string } {
  const place = ownTemporary('look'),
    folder = writing(place, () => mkdtempSync(place));
  const remove = (): void => removeIfPossible(folder);
  try {
    const copy = join(folder, 'copy.db');
    for (const ending of ['', ...logEndings]) {
      if (ending !== '' && !existsSync(path + ending)) continue;
      copied(path + ending, copy + ending);
      // A copy of a read-only file would be read-only too.
      chmodSync(copy + ending, 0o600);
    }
    const sqlite = alone(distrusting(new Database(copy)));
    return {
      sqlite,
      folder,
      close: () => {
        sqlite.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The temporary folder is often on a small disk of its own; if that is full, the failure must not blame the project's disk. */
function copied(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    throw diskFault(systemCode(error)) === 'disk-full' ? writingFailure(error, to) : error;
  }
}

/** Opens a database for reading, in place if it is a single file, so that nothing is written. @throws a system or SQLite error */
export function openToRead(path: string): DatabaseCopy {
  if (!isSingleFile(path)) return openCopy(path);
  const sqlite = distrusting(new Database(path, { fileMustExist: true, readonly: true }));
  return {
    sqlite,
    close: () => {
      sqlite.close();
    },
  };
}

/** Hardens a connection to a database that may be damaged or malicious. */
export function distrusting(sqlite: Database.Database): Database.Database {
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  sqlite.pragma('mmap_size = 0');
  return sqlite;
}

/** With an exclusive lock SQLite keeps the WAL index in memory instead of in a file, for which a full disk may have no space. */
export function alone(sqlite: Database.Database): Database.Database {
  sqlite.pragma('locking_mode = EXCLUSIVE');
  return sqlite;
}

function isSingleFile(path: string): boolean {
  if (logEndings.some((ending) => existsSync(path + ending))) return false;
  const file = openSync(path, 'r');
  try {
    const byte = Buffer.alloc(1);
    return readSync(file, byte, 0, 1, readVersionAt) === 1 && byte[0] === 1;
  } finally {
    closeSync(file);
  }
}
