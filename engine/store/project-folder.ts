import { lstatSync, readdirSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join, resolve } from 'node:path';
import { StudioError } from '../domain/failure.ts';
import type { RunId } from '../domain/ids.ts';

/** Paths of the parts of a project. `path` is the folder `<name>.graft`, absolute. */
export class ProjectFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = resolve(path);
  }

  get database(): string {
    return join(this.path, 'project.db');
  }
  /** Locked by the program that has the project open. */
  get lock(): string {
    return join(this.path, 'project.lock');
  }
  /** Records how far the database has been saved. */
  get saved(): string {
    return join(this.path, 'saved.json');
  }
  /** Views and thumbnails; can be deleted at any time. */
  get cache(): string {
    return join(this.path, 'cache');
  }
  get thumbnails(): string {
    return join(this.cache, 'thumbnails');
  }
  /** Features computed by source models; can be deleted at any time. */
  get features(): string {
    return join(this.path, 'features');
  }
  /** Images copied into the project. */
  get images(): string {
    return join(this.path, 'images');
  }
  /** Copies of images until they are complete and synced. */
  get unfinishedImages(): string {
    return join(this.images, 'unfinished');
  }
  get backups(): string {
    return join(this.path, 'backups');
  }
  get runs(): string {
    return join(this.path, 'runs');
  }
  run(run: RunId): string {
    return join(this.runs, String(run));
  }
}

/** The database, the files that SQLite keeps next to it while it is open, and those of Graft. */
const databaseFiles = ['project.db', 'project.db-wal', 'project.db-shm', 'project.db-journal', 'project.lock', 'saved.json'];
/** Folders in which Graft writes and removes files by the names that it finds there. */
const workFolders = ['cache', 'features', 'backups', 'runs'];
const folders = [...workFolders, 'images'];

/**
 * Refuses a project with a part that is a link: what Graft writes, thins out and removes there would be written and removed elsewhere.
 * Checks the database files, the folders and their entries; deeper down each writer checks for itself.
 * @throws StudioError project-leads-elsewhere
 */
export function requireOwnParts({ path }: ProjectFolder): void {
  const refuse = (name: string, found: string): never => {
    throw new StudioError('project-leads-elsewhere', { path, name, found });
  };
  // A file has no parts; it is refused later.
  if (!statSync(path).isDirectory()) return;
  for (const name of [...databaseFiles, ...folders]) {
    const found = lstatSync(join(path, name), { throwIfNoEntry: false });
    if (found === undefined) continue;
    if (found.isSymbolicLink()) refuse(name, 'a link');
    if (databaseFiles.includes(name) ? !found.isFile() : !found.isDirectory())
      refuse(name, databaseFiles.includes(name) ? 'no file' : 'no folder');
  }
  for (const name of workFolders) {
    const link = entriesOf(join(path, name)).find((entry) => entry.isSymbolicLink());
    if (link !== undefined) refuse(`${name}/${link.name}`, 'a link');
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
