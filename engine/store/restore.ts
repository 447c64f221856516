import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { StudioError } from '../domain/failure.ts';
import { removeIfPossible } from '../files/remove-if-possible.ts';
import { backupName, backupsIn, type NamedBackup } from './backup-names.ts';
import { distrusting, logEndings, openToRead } from './database-copy.ts';
import { goneSince } from './last-numbers.ts';
import { lookAtBackup, lookAtProject, type Look } from './look-at-database.ts';
import { requireOwnParts, type ProjectFolder } from './project-folder.ts';
import { ProjectLock } from './project-lock.ts';
import { SavedMark } from './saved-mark.ts';
import { storeFailure } from './store-failure.ts';
import { syncToDisk } from './sync-to-disk.ts';
import { makeFolders } from '../files/make-folders.ts';

/** What a version of a project holds; the counts are null where it can't be opened. */
interface Holds { readonly sound: boolean; readonly images: number | null; readonly labelled: number | null }
export interface KeptVersion extends NamedBackup, Holds {}
/** `behind`: sound, but older than what was once saved. */
export interface PresentVersion extends Holds { readonly behind: boolean }

/** Names the database that is there: to go on with it although it is older than what was once saved. */
export const presentFile = 'project.db';

/** The database of a project that is not open, as it is; null where there is none. Writes nothing. @throws StudioError project-in-use */
export function presentVersion(places: ProjectFolder): PresentVersion | null {
  requireFolder(places);
  if (ProjectLock.isTaken(places)) throw new StudioError('project-in-use', { path: places.path });
  if (!statSync(places.database, { throwIfNoEntry: false })?.isFile()) return null;
  const found = lookOrNull(() => lookAtProject(places.database, places.path));
  const saved = found && SavedMark.read(places.saved, found.id);
  return { ...holds(found), behind: found !== null && saved !== null && Object.keys(goneSince(saved, found.last)).length > 0 };
}

/** All copies in the backups folder, newest first, each looked at. Lets other work go on between them. Writes nothing. */
export async function keptVersions(places: ProjectFolder): Promise<KeptVersion[]> {
  requireFolder(places);
  const versions: KeptVersion[] = [];
  for (const backup of backupsIn(places.backups)) {
    versions.push({ ...backup, ...holds(lookOrNull(() => lookAtBackup(backup.path, places.path))) });
    await nextTurn();
  }
  return versions;
}

/**
 * Puts a copy in the place of the database of a project that is not open. What is there is first kept as it is, with its log, beside the
 * backups, so this can be taken back in the same way. Whenever the program ends meanwhile, the project is as before or is refused.
 * @param file of `keptVersions`, or `presentFile`
 * @throws StudioError project-not-found, project-in-use, backup-not-found, backup-damaged, folder-read-only, disk-full, disk-error
 */
export function restoreVersion(places: ProjectFolder, file: string, at: number): void {
  requireFolder(places);
  const path = file === presentFile ? places.database : backupsIn(places.backups).find((backup) => backup.file === file)?.path;
  if (path === undefined || !existsSync(path)) throw new StudioError('backup-not-found', { path: places.path, file });
  let lock: ProjectLock | undefined;
  try {
    lock = ProjectLock.take(places);
    const look = lookOrNull(() => (file === presentFile ? lookAtProject(path, places.path) : lookAtBackup(path, places.path)));
    if (look === null) throw new StudioError('backup-damaged', { path: places.path, file });
    keepPresent(places, at);
    const { id, last } = file === presentFile ? look : putInPlace(places, path);
    // Last of all: until then a database that has lost its log is seen to be behind.
    SavedMark.write(places.saved, id, last);
  } catch (error) {
    throw storeFailure(error, places.path);
  } finally {
    lock?.release();
  }
}

/** Copies the database and its log, byte by byte: a damaged one may still hold what somebody can save. */
function keepPresent(places: ProjectFolder, at: number): void {
  if (!existsSync(places.database)) return;
  makeFolders(places.backups);
  const [partial, kept] = [join(places.backups, `partial-${at}.db`), join(places.backups, backupName('replaced', at))];
  const endings = ['', ...logEndings].filter((ending) => existsSync(places.database + ending));
  try {
    for (const ending of endings) {
      copyFileSync(places.database + ending, partial + ending);
      syncToDisk(partial + ending);
    }
  } catch (error) {
    for (const ending of endings) removeIfPossible(partial + ending);
    throw error;
  }
  // The database comes last: from then on it counts.
  for (const ending of endings.toReversed()) renameSync(partial + ending, kept + ending);
  syncToDisk(places.backups, 'folder');
}

function putInPlace(places: ProjectFolder, path: string): Look {
  const making = `${places.database}.restoring`;
  try {
    copyAsOneFile(path, making);
    continueRunNumbers(making, places);
    const look = lookAtBackup(making, places.path);
    syncToDisk(making);
    // A log that is not its own would spoil the new database.
    for (const ending of ['-shm', ...logEndings]) rmSync(places.database + ending, { force: true });
    syncToDisk(places.path, 'folder');
    renameSync(making, places.database);
    syncToDisk(places.path, 'folder');
    return look;
  } catch (error) {
    removeIfPossible(making);
    throw error;
  }
}

function copyAsOneFile(from: string, to: string): void {
  rmSync(to, { force: true });
  const { sqlite, close } = openToRead(from);
  try {
    sqlite.prepare('VACUUM INTO ?').run(to);
  } finally {
    close();
  }
}

/** Runs that the restored version does not know have their folders still; a new run must not take the number of one of them. */
function continueRunNumbers(database: string, places: ProjectFolder): void {
  const runs = places.runs;
  const numbers = existsSync(runs) ? readdirSync(runs).map(Number).filter(Number.isSafeInteger) : [];
  if (numbers.length === 0) return;
  const sqlite = distrusting(new Database(database));
  try {
    const last = Math.max(...numbers);
    const { changes } = sqlite.prepare("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'runs'").run(last);
    if (changes === 0) sqlite.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES ('runs', ?)").run(last);
  } finally {
    sqlite.close();
  }
}

function requireFolder(places: ProjectFolder): void {
  if (!existsSync(places.path)) throw new StudioError('project-not-found', { path: places.path });
  requireOwnParts(places);
}

/** Null for whatever can't be opened as a project; what ails the disk itself is no property of one copy. */
function lookOrNull(look: () => Look): Look | null {
  try {
    return look();
  } catch (error) {
    const failure = storeFailure(error, '');
    if (failure instanceof StudioError && ['disk-full', 'disk-error'].includes(failure.code)) throw error;
    return null;
  }
}

const holds = (look: Look | null): Holds => ({ sound: look !== null, images: look?.images ?? null, labelled: look?.labelled ?? null });
