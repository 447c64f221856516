import { accessSync, constants, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { systemCode } from '../domain/disk-fault.ts';
import { StudioError } from '../domain/failure.ts';
import type { ProjectId } from '../domain/ids.ts';
import { Backups } from './backups.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { requireOwnParts, type ProjectFolder } from './project-folder.ts';
import { sqliteVersion } from './sqlite-version.ts';
import { storeFailure } from './store-failure.ts';
import { syncToDisk } from './sync-to-disk.ts';

/** "GRFT", in the header of every project.db. */
export const applicationId = 0x47524654;
/** Before it, two connections that write and checkpoint at once can damage a database in WAL mode. */
const oldestSafeSqlite = [3, 51, 3] as const;
/**
 * Of connections that want the lock at the same moment none may get it, and SQLite does not wait here; so each lets go and tries
 * again after a time of its own. The times grow, for on a busy machine an attempt alone may take long and hinder the others. In all
 * less than a second: soon enough to be told that a project is open elsewhere.
 */
const lockAttempts = 8;
const firstPauseMs = 25;
const pauseGrowth = 1.5;

export interface ProjectDatabase {
  readonly sqlite: Database.Database;
  readonly id: ProjectId;
  readonly name: string;
  readonly backups: Backups;
}

/** Made under another name and renamed when complete, so that a project folder is whole or not there. */
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
    if (['ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw new StudioError('project-exists', { path: places.path, name: facts.name });
    throw storeFailure(error, parent);
  }
}

/** What cannot be removed must not hide what went wrong. */
function removeIfPossible(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // It is under a name of its own and in nobody's way.
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

/** Opens, locks, checks and migrates, in this order. */
export function openProjectDatabase(places: ProjectFolder): ProjectDatabase {
  requireProject(places);
  let sqlite: Database.Database | undefined;
  try {
    sqlite = connectAlone(places.database);
    requireSound(sqlite, places);
    const backups = new Backups(sqlite, places.backups);
    bringUpToDate(sqlite, places, backups);
    const facts = sqlite.prepare<[], { id: ProjectId; name: string }>('SELECT id, name FROM project').get();
    if (!facts) throw damaged(places, 'it does not say which project it is');
    return { sqlite, ...facts, backups };
  } catch (error) {
    sqlite?.close();
    const failure = storeFailure(error, places.path);
    const isUnnamed = failure instanceof StudioError && failure.code === 'project-damaged' && failure.facts['backup'] === undefined;
    throw isUnnamed ? damaged(places, String(failure.facts['detail'])) : failure;
  }
}

/** Whether another program has the project open. */
export function isProjectInUse(places: ProjectFolder): boolean {
  let sqlite: Database.Database | undefined;
  try {
    sqlite = new Database(places.database, { fileMustExist: true, timeout: 0 });
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('schema_version');
    return false;
  } catch (error) {
    return systemCode(error).startsWith('SQLITE_BUSY');
  } finally {
    sqlite?.close();
  }
}

function connectAlone(path: string): Database.Database {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return connect(path);
    } catch (error) {
      if (attempt === lockAttempts || !systemCode(error).startsWith('SQLITE_BUSY')) throw error;
      pause(Math.random() * firstPauseMs * pauseGrowth ** (attempt - 1));
    }
  }
}

function pause(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

/** A connection that holds the database alone and loses no commit, not even when the power fails. */
function connect(path: string): Database.Database {
  requireSafeVersion();
  const sqlite = new Database(path, { timeout: 0 });
  try {
    sqlite.pragma('trusted_schema = OFF');
    sqlite.pragma('cell_size_check = ON');
    sqlite.pragma('mmap_size = 0');
    sqlite.pragma('foreign_keys = ON');
    sqlite.pragma('locking_mode = EXCLUSIVE');
    sqlite.pragma('journal_mode = WAL');
    // The library is compiled to sync less in WAL mode; a label counts as saved only when it would survive a power cut.
    sqlite.pragma('synchronous = FULL');
    sqlite.pragma('fullfsync = ON');
    sqlite.pragma('checkpoint_fullfsync = ON');
    return sqlite;
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/** Asked of a database in memory: any statement on the project's own before it is locked would open its WAL for sharing. */
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
  if (!file?.isFile()) throw new StudioError('not-a-project', { path: places.path });
  if (file.size === 0) throw damaged(places, 'project.db is empty');
  try {
    accessSync(places.path, constants.W_OK);
    accessSync(places.database, constants.W_OK);
  } catch (error) {
    throw storeFailure(error, places.path);
  }
}

function requireSound(sqlite: Database.Database, places: ProjectFolder): void {
  const found = sqlite.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw damaged(places, String(found));
  if (sqlite.pragma('application_id', { simple: true }) !== applicationId) throw new StudioError('not-a-project', { path: places.path });
}

/** Takes a project to its newest form in one transaction, after a verified backup. Fails with `project-newer` and `disk-full`. */
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

function damaged(places: ProjectFolder, detail: string): StudioError {
  const backup = Backups.mostRecentSound(places.backups);
  return new StudioError('project-damaged', { path: places.path, detail, backup: backup?.path ?? '', backups: backup?.readable ?? 0 });
}
