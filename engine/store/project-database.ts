import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError, type FailureFacts } from '../domain/failure.ts';
import type { ProjectId } from '../domain/ids.ts';
import { ownPart, removeParts } from '../files/own-remains.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { Backups } from './backups.ts';
import { distrusting, logEndings, openCopy } from './database-copy.ts';
import { goneSince, type LastNumbers } from './last-numbers.ts';
import { applicationId, lookAtProject, type Look } from './look-at-database.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { requireOwnParts, type ProjectFolder } from './project-folder.ts';
import { ProjectLock } from './project-lock.ts';
import { SavedMark } from './saved-mark.ts';
import { sqliteVersion } from './sqlite-version.ts';
import { storeFailure } from './store-failure.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** In earlier versions two connections that write and checkpoint at the same time can corrupt a database in WAL mode. */
const oldestSafeSqlite = [3, 51, 3] as const;

export interface ProjectDatabase {
  readonly sqlite: Database.Database;
  readonly id: ProjectId;
  readonly name: string;
  /** Null for a read-only project. */
  readonly written: WrittenDatabase | null;
  /** A folder for what is derived from images, if the project folder itself is not writable. */
  readonly scratch: string | null;
  /** Unlocks the project for other programs. */
  close(): void;
}

/** What only a writable database has. */
interface WrittenDatabase {
  readonly backups: Backups;
  /** To be called after each commit. */
  readonly saved: SavedMark;
}

/** Creates a project under a temporary name and renames it when complete, so that a project folder is either complete or absent. */
export function createProjectDatabase(places: ProjectFolder, facts: { name: string; id: ProjectId; at: number }): void {
  const parent = dirname(places.path);
  if (!statSync(parent, { throwIfNoEntry: false })?.isDirectory()) throw new StudioError('folder-not-found', { path: parent });
  if (existsSync(places.path)) throw new StudioError('project-exists', { path: places.path, name: facts.name });
  const making = join(parent, `.${basename(places.path)}.making-${facts.id}`);
  try {
    mkdirSync(making);
    fillNewDatabase(join(making, 'project.db'), facts);
    renameSync(making, places.path);
    syncToDisk(parent, 'folder');
  } catch (error) {
    removeIfPossible(making);
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(error)))
      throw new StudioError('project-exists', { path: places.path, name: facts.name });
    throw storeFailure(error, parent);
  }
}

function fillNewDatabase(path: string, facts: { name: string; id: ProjectId; at: number }): void {
  const sqlite = connect(path);
  try {
    sqlite.transaction(() => {
      sqlite.pragma(`application_id = ${applicationId}`);
      migrate(sqlite, migrations);
      sqlite.prepare('INSERT INTO project (only, id, name, created_at) VALUES (1, ?, ?, ?)').run(facts.id, facts.name, facts.at);
    })();
  } finally {
    sqlite.close();
  }
}

/**
 * Checks, locks, opens and migrates, in this order. A refused project is left byte-identical, including its log: the check uses a copy,
 * because SQLite would merge the log into the database and remove it.
 */
export function openProjectDatabase(places: ProjectFolder): ProjectDatabase {
  requireProject(places);
  const toWrite = openUnlessReadOnly(places);
  if (toWrite !== null) return toWrite;
  return (mayWrite(places) ? openUnlessReadOnly(places) : null) ?? openReadOnly(places);
}

/** Null if the database turns out to be read-only. */
function openUnlessReadOnly(places: ProjectFolder): ProjectDatabase | null {
  try {
    return openToWrite(places);
  } catch (error) {
    if (error instanceof StudioError && error.code === 'folder-read-only') return null;
    throw error;
  }
}

/**
 * Asks the system: if anything keeps SQLite from opening or creating a file, such as a failing or full disk, it silently opens what is there
 * for reading. Throws what the disk reports.
 */
function mayWrite({ path, lock, database }: ProjectFolder): boolean {
  try {
    for (const place of [lock, database]) closeSync(openSync(place, 'a'));
    removeParts(database);
    const probe = ownPart(database);
    closeSync(openSync(probe, 'w'));
    removeIfPossible(probe);
    return true;
  } catch (error) {
    const failure = storeFailure(error, path);
    if (failure instanceof StudioError && failure.code === 'folder-read-only') return false;
    throw failure;
  }
}

function openToWrite(places: ProjectFolder): ProjectDatabase {
  let lock: ProjectLock | undefined, sqlite: Database.Database | undefined, saved: SavedMark | undefined;
  const close = (): void => {
    sqlite?.close();
    saved?.close();
    lock?.release();
  };
  try {
    requireWritable(places);
    const before = stampOf(places);
    const seen = requireFreeAndWhole(places);
    lock = ProjectLock.take(places);
    // Another program may have had the project open in between.
    const { id, name } = stampOf(places) === before ? seen : requireWhole(places);
    sqlite = connect(places.database);
    const backups = new Backups(sqlite, places.backups);
    bringUpToDate(sqlite, places, backups);
    saved = new SavedMark(places.saved, sqlite, id);
    return { sqlite, id, name, written: { backups, saved }, scratch: null, close };
  } catch (error) {
    close();
    throw refusal(error, places);
  }
}

/**
 * Opens a project on a read-only disc, share or folder. Uses a copy, which is migrated: SQLite needs to write next to a database that has
 * a log.
 */
function openReadOnly(places: ProjectFolder): ProjectDatabase {
  let copy: ReturnType<typeof openCopy> | undefined;
  try {
    const { id, name } = requireFreeAndWhole(places);
    copy = openCopy(places.database);
    const { sqlite, folder, close } = copy;
    sqlite.pragma('foreign_keys = ON');
    sqlite.transaction(() => {
      migrate(sqlite, migrations);
    })();
    return { sqlite, id, name, written: null, scratch: folder, close };
  } catch (error) {
    copy?.close();
    throw refusal(error, places);
  }
}

/** Checked first of all. On Windows and for the superuser a read-only place shows only when the lock is taken. */
function requireWritable({ path, database }: ProjectFolder): void {
  for (const place of [path, database]) accessSync(place, constants.W_OK);
}

/** A database copied while another program writes looks damaged, so the lock is checked twice. Writes nothing, not even the lock. */
function requireFreeAndWhole(places: ProjectFolder): Look {
  requireFree(places);
  try {
    return requireWhole(places);
  } catch (error) {
    requireFree(places);
    throw error;
  }
}

function requireFree(places: ProjectFolder): void {
  if (ProjectLock.isTaken(places)) throw new StudioError('project-in-use', { path: places.path });
}

/** Checks that a project is sound and has lost nothing. */
function requireWhole(places: ProjectFolder): Look {
  const found = lookAtProject(places.database, places.path);
  const saved = SavedMark.read(places.saved, found.id);
  const gone = saved === null ? {} : goneSince(saved, found.last);
  if (Object.keys(gone).length > 0) throw new StudioError('project-behind', { path: places.path, ...lossOf(gone) });
  return found;
}

/** The losses, as facts for the message of the failure. */
const lossOf = ({ annotations = 0, images = 0, runs = 0, reports = 0 }: LastNumbers): FailureFacts => ({
  statements: annotations,
  images,
  runs,
  reports,
});

/** The failure shown to the user, with the backup to return to. */
function refusal(error: unknown, places: ProjectFolder): unknown {
  const failure = storeFailure(error, places.path);
  if (
    !(failure instanceof StudioError)
    || !['project-damaged', 'project-behind', 'project-altered'].includes(failure.code)
    || 'backup' in failure.facts
  )
    return failure;
  const backup = Backups.mostRecentSound(places.backups);
  return new StudioError(failure.code, { ...failure.facts, backup: backup?.path ?? '', backups: backup?.readable ?? 0 }, { cause: error });
}

/** Changes whenever the database or its log is written. */
const stampOf = ({ database }: ProjectFolder): string =>
  JSON.stringify(
    ['', ...logEndings].map((ending) => {
      const facts = statSync(database + ending, { bigint: true, throwIfNoEntry: false });
      return facts ? [facts.ino, facts.size, facts.mtimeNs].map(String) : null;
    }),
  );

/** An exclusive connection that loses no commit, not even in a power failure. */
function connect(path: string): Database.Database {
  requireSafeVersion();
  const sqlite = new Database(path, { timeout: 0 });
  try {
    distrusting(sqlite);
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('journal_mode = WAL');
    // The library is compiled to sync less in WAL mode; a label counts as saved only if it would survive a power failure.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('fullfsync = ON');
    sqlite.pragma('checkpoint_fullfsync = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Queried on an in-memory database: any statement on the project's own before it is locked would open its WAL for sharing. */
function requireSafeVersion(): void {
  const version = sqliteVersion();
  const parts = version.split('.').map(Number);
  for (const [index, least] of oldestSafeSqlite.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least) throw new Error(`SQLite ${version} is older than ${oldestSafeSqlite.join('.')}`);
  }
}

function requireProject(places: ProjectFolder): void {
  if (!existsSync(places.path)) throw new StudioError('project-not-found', { path: places.path });
  requireOwnParts(places);
  const file = statSync(places.database, { throwIfNoEntry: false });
  const isLost = file === undefined && Backups.list(places.backups).length > 0;
  if (isLost || file?.size === 0)
    throw refusal(
      new StudioError('project-damaged', { path: places.path, detail: isLost ? 'project.db is not there' : 'project.db is empty' }),
      places,
    );
  if (!file?.isFile()) throw new StudioError('not-a-project', { path: places.path });
}

/** Migrates a project to the newest schema in one transaction, after a verified backup. Errors: `project-newer`, `disk-full`. */
export function bringUpToDate(sqlite: Database.Database, places: ProjectFolder, backups: Backups, steps = migrations): void {
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  if (version > steps.length) throw new StudioError('project-newer', { path: places.path, found: version, known: steps.length });
  if (version === steps.length) return;
  backups.makeBeforeMigration(Date.now());
  sqlite.transaction(() => migrate(sqlite, steps))();
}

function migrate(sqlite: Database.Database, steps: readonly Migration[]): void {
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  for (const step of steps.slice(version)) {
    sqlite.exec(step.sql);
    sqlite.pragma(`user_version = ${step.version}`);
  }
}
