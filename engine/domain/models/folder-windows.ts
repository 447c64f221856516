import { sharedFolders } from '../shared-folders.ts';
import type { PictureWindow } from './picture-window.ts';

/** The window of the images in a folder and its subfolders; null gives each its own. `folder`: a whole path, or its last names. */
export interface FolderWindow {
  folder: string;
  window: PictureWindow | null;
}

/** The windows of images beyond 8 bits: of those in certain folders, and of all others; null gives each image its own. */
export interface PictureWindows {
  window: PictureWindow | null;
  folders: FolderWindow[];
}

/** Every image has its own window. */
export const ownWindows: PictureWindows = { window: null, folders: [] };

const namesIn = (path: string): string[] => path.split(/[/\\]+/);
const foldersOf = (path: string): string[] => namesIn(path).slice(0, -1);

/** How many names of the folders of a file the deepest occurrence of a folder reaches down to; 0 if the file is not in it. */
function depthWithin(folders: readonly string[], folder: string): number {
  const names = namesIn(folder);
  for (let end = folders.length; end >= names.length; end--) {
    if (names.every((name, at) => folders[end - names.length + at] === name)) return end;
  }
  return 0;
}

/** Whether a file is in a folder or its subfolders. */
export const isWithin = (folder: string, path: string): boolean => depthWithin(foldersOf(path), folder) > 0;

/**
 * What was chosen for a file: for the deepest of the folders that it is in, and of two names of one folder, for the longer one. `whole`: for
 * files in none of them.
 */
export function chosenFor<F extends { readonly folder: string }, T>(folders: readonly F[], path: string, of: (one: F) => T, whole: T): T {
  const around = foldersOf(path);
  let best = { depth: 0, names: 0, chosen: whole };
  for (const one of folders) {
    const depth = depthWithin(around, one.folder),
      names = namesIn(one.folder).length;
    if (depth > best.depth || (depth > 0 && depth === best.depth && names > best.names)) best = { depth, names, chosen: of(one) };
  }
  return best.chosen;
}

/** The window of a file. */
export const windowFor = ({ window, folders }: PictureWindows, path: string): PictureWindow | null =>
  chosenFor(folders, path, (one) => one.window, window);

const isSame = (one: PictureWindow | null, other: PictureWindow | null): boolean => one?.low === other?.low && one?.high === other?.high;

/** Whether each image has the window that its folder gives it. */
export function isAsSet(
  windows: PictureWindows,
  images: readonly { readonly path: string; readonly window: PictureWindow | null }[],
): boolean {
  const ofFolder = new Map<string, PictureWindow | null>();
  return images.every(({ path, window }) => {
    // Many images share a folder, and finding its window takes time.
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')));
    if (!ofFolder.has(folder)) ofFolder.set(folder, windowFor(windows, path));
    return isSame(window, ofFolder.get(folder) ?? null);
  });
}

/** The windows with folders named shortly: by as few names as still give each image its window. */
export const shortlyNamed = (
  windows: PictureWindows,
  images: readonly { readonly path: string; readonly window: PictureWindow | null }[],
): PictureWindows => ({ ...windows, folders: shortNames(windows.folders, (folders) => isAsSet({ ...windows, folders }, images)) });

/**
 * Names folders by as few of their last names as suffice to tell them apart, and for what they are named for: elsewhere, folders have other
 * paths, and a path says more of a computer than others need to know.
 */
export function shortNames<F extends { readonly folder: string }>(folders: readonly F[], suffice: (named: F[]) => boolean): F[] {
  const most = Math.max(0, ...folders.map(({ folder }) => namesIn(folder).length));
  for (let names = 1; names < most; names++) {
    const named = folders.map((one) => ({ ...one, folder: namesIn(one.folder).slice(-names).join('/') }));
    const isClear = new Set(named.map(({ folder }) => folder)).size === named.length;
    if (isClear && suffice(named)) return named;
  }
  return [...folders];
}

/**
 * Whether the window alone says which classes an image may have: there are several, and no class is seen through more than one. What is
 * then learned may be the windows.
 */
export function windowsTellClasses(images: readonly { readonly class: number; readonly window: PictureWindow | null }[]): boolean {
  const windowsOfClass = new Map<number, Set<string>>();
  for (const { class: of, window } of images) windowsOfClass.set(of, (windowsOfClass.get(of) ?? new Set()).add(JSON.stringify(window)));
  const sets = [...windowsOfClass.values()];
  return sets.every(({ size }) => size === 1) && new Set(sets.flatMap((set) => [...set])).size > 1;
}

/** Folders offered at most: more would only make the list unusable. */
const foldersMost = 200;

/** A folder with what it holds, directly or in subfolders. `name`: relative to the folder that holds everything. */
interface FolderOf<T> {
  readonly folder: string;
  readonly name: string;
  readonly items: readonly T[];
}

/**
 * The folders that hold some, but not all of the files, in order of their names. If there are too many, those nearest to the folder that
 * holds all.
 */
export function foldersAmong<T extends { readonly path: string }>(files: readonly T[]): FolderOf<T>[] {
  const byFolder = [...Map.groupBy(files, ({ path }) => foldersOf(path).join('/')).values()].map((items) => ({
    names: foldersOf(items[0]!.path),
    items,
  }));
  const shared = sharedFolders(byFolder.map(({ names }) => names));
  const separator = files.some(({ path }) => path.includes('/')) ? '/' : '\\';
  const found = new Map<string, { folder: string; name: string; depth: number; items: T[] }>();
  for (const { names, items } of byFolder) {
    for (let depth = shared + 1; depth <= names.length; depth++) {
      const folder = names.slice(0, depth).join(separator);
      const one = found.get(folder) ?? { folder, name: names.slice(shared, depth).join('/'), depth, items: [] };
      for (const item of items) one.items.push(item);
      found.set(folder, one);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.depth - b.depth)
    .slice(0, foldersMost)
    .map(({ folder, name, items }) => ({ folder, name, items }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
