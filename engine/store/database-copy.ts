import { chmodSync, closeSync, copyFileSync, existsSync, mkdtempSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { diskFault, systemCode } from '../domain/disk-fault.ts';
import { writing, writingFailure } from '../domain/writing-failure.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { ownTemporary } from '../files/own-remains.ts';

/** Beside a database: commits that are not in its main file yet, or what undoes an unfinished one. */
export const logEndings = ['-wal', '-journal'] as const;
/** Where the header of a database says how it is to be read: 1 as a single file, 2 together with a log (WAL). */
const readVersionAt = 19;

export interface DatabaseCopy {
  readonly sqlite: Database.Database;
  close(): void;
}

/**
 * Opens a copy of a database and of its log in a folder of its own. SQLite brings the log into the copy, which leaves both originals as
 * they are: opened in its place, a database is rewritten and its log removed, even where it turns out to be damaged.
 * @throws StudioError disk-full and folder-read-only of the folder for temporary files; an error of the system or of SQLite
 */
export function openCopy(path: string): DatabaseCopy & { readonly folder: string } {
  const place = ownTemporary('look'), folder = writing(place, () => mkdtempSync(place));
  const remove = (): void => removeIfPossible(folder);
  try {
    const copy = join(folder, 'copy.db');
    for (const ending of ['', ...logEndings]) {
      if (ending !== '' && !existsSync(path + ending)) continue;
      copied(path + ending, copy + ending);
      // A copy of what may only be read would be such, too.
      chmodSync(copy + ending, 0o600);
    }
    const sqlite = alone(distrusting(new Database(copy)));
    return { sqlite, folder, close: () => { sqlite.close(); remove(); } };
  } catch (error) {
    remove();
    throw error;
  }
}

/** The folder for temporary files is often a small disk of its own; that it is full must not be said of the project's. */
function copied(from: string, to: string): void {
  try {
    copyFileSync(from, to);
  } catch (error) {
    throw diskFault(systemCode(error)) === 'disk-full' ? writingFailure(error, to) : error;
  }
}

/** A database to read, in its place where that writes nothing: as a single file. @throws an error of the system or of SQLite */
export function openToRead(path: string): DatabaseCopy {
  if (!isSingleFile(path)) return openCopy(path);
  const sqlite = distrusting(new Database(path, { fileMustExist: true, readonly: true }));
  return { sqlite, close: () => { sqlite.close(); } };
}

/** What is read may be damaged, or made by somebody who means harm. */
export function distrusting(sqlite: Database.Database): Database.Database {
  sqlite.pragma('trusted_schema = OFF');
  sqlite.pragma('cell_size_check = ON');
  sqlite.pragma('mmap_size = 0');
  return sqlite;
}

/** Of a database that nobody else opens SQLite keeps the index of its log in memory, else in a file for which a full disk may have no room. */
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
