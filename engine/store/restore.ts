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

/** Contents of a version of a project; the counts are null if it cannot be opened. */
interface Holds {
  readonly sound: boolean;
  readonly images: number | null;
  readonly labelled: number | null;
}
export interface KeptVersion extends NamedBackup, Holds {}
/** `behind`: sound, but older than what was saved before. */
export interface PresentVersion extends Holds {
  readonly behind: boolean;
}

/** Stands for the current database, to continue with it although it is older than what was saved before. */
export const presentFile = 'project.db';

/** The current database of a project that is not open; null if there is none. Writes nothing. @throws StudioError project-in-use */
export function presentVersion(places: ProjectFolder): PresentVersion | null {
  requireFolder(places);
  if (ProjectLock.isTaken(places)) throw new StudioError('project-in-use', { path: places.path });
  if (!statSync(places.database, { throwIfNoEntry: false })?.isFile()) return null;
  const found = lookOrNull(() => lookAtProject(places.database, places.path));
  const saved = found && SavedMark.read(places.saved, found.id);
  return { ...holds(found), behind: found !== null && saved !== null && Object.keys(goneSince(saved, found.last)).length > 0 };
}

/** All versions in the backups folder, newest first, each checked. Lets other work run in between. Writes nothing. */
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
 * Replaces the database of a project that is not open by a backup. The current one, with its log, is first stored unchanged among the
 * backups, so that this can be reverted in the same way. If the program ends meanwhile, the project is as before or is refused.
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
    // Last of all: until then a database that has lost its log is recognised as behind.
    SavedMark.write(places.saved, id, last);
  } catch (error) {
    throw storeFailure(error, places.path);
  } finally {
    lock?.release();
  }
}

/** Copies the database and its log unchanged: even from a damaged one an expert may recover data. */
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
  // The database comes last: once it is there, the version counts.
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
    // A log of another database would corrupt the new one.
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

/** Folders of runs that the restored version does not know still exist; a new run must not get one of their numbers. */
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

/** Null for anything that cannot be opened as a project; faults of the disk itself are thrown, because they do not concern one version. */
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
