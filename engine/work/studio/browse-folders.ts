import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, parse, resolve } from 'node:path';
import type { CheckedInput, Handlers, Output } from '../../contract/index.ts';
import { isAnnotationName } from '../../domain/labels/annotation-names.ts';
import { StudioError } from '../../domain/failure.ts';
import { isArchiveName } from '../../domain/project-archive.ts';
import type { UserFolders } from './user-folders.ts';

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.avif']);
const shownMost = 2000;
const listable = { annotations: isAnnotationName, projects: isArchiveName };

/** Lists the folders inside a folder, for choosing one where there is no desktop dialog. Errors: `folder-not-found`, `not-allowed`. */
async function browseFolder(
  { path: asked, files }: CheckedInput<'files.browse'>,
  { start, projects }: UserFolders,
): Promise<Output<'files.browse'>> {
  const path = resolve(asked ?? start);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new StudioError(
      error.code === 'EACCES' || error.code === 'EPERM' ? 'not-allowed' : 'folder-not-found',
      { path },
      { cause: error },
    );
  });
  const listed = (isWanted: (entry: Dirent) => boolean): { name: string; path: string }[] =>
    entries
      .filter((entry) => !entry.name.startsWith('.') && isWanted(entry))
      .map((entry) => ({ name: entry.name, path: join(path, entry.name) }))
      .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
      .slice(0, shownMost);
  return {
    path,
    parent: dirname(path) === path ? null : dirname(path),
    images: entries.filter((entry) => entry.isFile() && imageExtensions.has(extname(entry.name).toLowerCase())).length,
    folders: listed((entry) => entry.isDirectory()),
    files: files === undefined ? [] : listed((entry) => entry.isFile() && listable[files](entry.name)),
    places: [start, projects, parse(path).root].map((place) => ({ name: basename(place) || place, path: place })),
  };
}

export function folderHandlers(folders: UserFolders): Pick<Handlers, 'files.browse'> {
  return { 'files.browse': (asked) => browseFolder(asked, folders) };
}
