import { readdir } from 'node:fs/promises';
import { basename, dirname, extname, join, parse, resolve } from 'node:path';
import type { Handlers, Output } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { UserFolders } from './user-folders.ts';

const imageExtensions = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.avif']);
const foldersMost = 2000;

/** Lists the folders inside a folder, for choosing one where there is no desktop dialog. Errors: `folder-not-found`, `not-allowed`. */
async function browseFolder(asked: string | undefined, { start, projects }: UserFolders): Promise<Output<'files.browse'>> {
  const path = resolve(asked ?? start);
  const entries = await readdir(path, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new StudioError(
      error.code === 'EACCES' || error.code === 'EPERM' ? 'not-allowed' : 'folder-not-found',
      { path },
      { cause: error },
    );
  });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => ({ name: entry.name, path: join(path, entry.name) }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return {
    path,
    parent: dirname(path) === path ? null : dirname(path),
    images: entries.filter((entry) => entry.isFile() && imageExtensions.has(extname(entry.name).toLowerCase())).length,
    folders: folders.slice(0, foldersMost),
    places: [start, projects, parse(path).root].map((place) => ({ name: basename(place) || place, path: place })),
  };
}

export function folderHandlers(folders: UserFolders): Pick<Handlers, 'files.browse'> {
  return { 'files.browse': ({ path }) => browseFolder(path, folders) };
}
