import type Database from 'better-sqlite3';
import { StudioError } from '../domain/failure.ts';
import type { ProjectId } from '../domain/ids.ts';
import { openCopy, openToRead, type DatabaseCopy } from './database-copy.ts';
import { strangePart } from './known-schema.ts';
import { numbersOf, type LastNumbers } from './last-numbers.ts';
import { migrations } from './migrations/all.ts';

/** "GRFT", in the header of every project.db. */
export const applicationId = 0x47524654;

/** Facts read from a sound database. */
export interface Look {
  readonly id: ProjectId;
  readonly name: string;
  readonly images: number;
  readonly labelled: number;
  readonly last: LastNumbers;
}

/**
 * Checks the database of a project without writing anything into its folder.
 * @param folder named in failures
 * @throws StudioError project-damaged, not-a-project, project-newer, project-altered; a system or SQLite error
 */
export const lookAtProject = (path: string, folder: string): Look => lookWith(openCopy(path), folder);

/** The same for a backup, which is not copied first if it is a single file. */
export const lookAtBackup = (path: string, folder: string): Look => lookWith(openToRead(path), folder);

function lookWith({ sqlite, close }: DatabaseCopy, folder: string): Look {
  try {
    return look(sqlite, folder);
  } finally {
    close();
  }
}

function look(sqlite: Database.Database, folder: string): Look {
  const found = sqlite.pragma('quick_check(1)', { simple: true });
  if (found !== 'ok') throw new StudioError('project-damaged', { path: folder, detail: String(found) });
  if (sqlite.pragma('application_id', { simple: true }) !== applicationId) throw new StudioError('not-a-project', { path: folder });
  const version = Number(sqlite.pragma('user_version', { simple: true }));
  if (version > migrations.length) throw new StudioError('project-newer', { path: folder, found: version, known: migrations.length });
  const strange = strangePart(sqlite, version);
  if (strange) throw new StudioError('project-altered', { path: folder, kind: strange.kind, name: strange.name, found: strange.found });
  const facts = sqlite.prepare<[], { id: ProjectId; name: string }>('SELECT id, name FROM project').get();
  if (!facts) throw new StudioError('project-damaged', { path: folder, detail: 'it does not say which project it is' });
  const counts = sqlite
    .prepare<[], { images: number; labelled: number }>('SELECT count(*) AS images, count(class) AS labelled FROM images')
    .get();
  return { ...facts, images: counts?.images ?? 0, labelled: counts?.labelled ?? 0, last: numbersOf(sqlite)() };
}
