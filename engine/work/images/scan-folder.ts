import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nameSortKey } from '../../domain/case-folding.ts';
import { StudioError, type Refusal } from '../../domain/failure.ts';
import { isPictureName } from '../../images/formats.ts';

/** What a folder holds, entry by entry. `name` is relative to the folder, with forward slashes on every system. */
export type Found =
  | { readonly is: 'picture'; readonly path: string; readonly name: string }
  | { readonly is: 'refused'; readonly path: string; readonly name: string; readonly refusal: Refusal }
  /** A file whose extension is not that of a picture. */
  | { readonly is: 'skipped' };

/** What systems and network drives put beside the user's files. */
const systemNames = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', '__macosx', '@eadir', '$recycle.bin', 'system volume information']);
const isForeign = (name: string): boolean =>
  name.startsWith('.') || systemNames.has(name.toLowerCase()) || name.toLowerCase().endsWith('.graft');

/**
 * Walks a folder and everything below it, in the order of names as people sort them. Hidden and system files and Graft projects are
 * left out; a folder that links lead to twice is walked once. What stands under a picture's name is given whatever it is: opening it
 * tells whether it is a picture. Fails with `folder-not-found`, and with `stopped` when the signal is aborted.
 */
export async function* scanFolder(folder: string, signal: AbortSignal): AsyncGenerator<Found> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || !(await stat(real)).isDirectory()) throw new StudioError('folder-not-found', { path: folder });
  yield* walk({ path: folder, name: '' }, new Set([real]), signal);
}

/** What may be a picture and what cannot be read, in their order. */
export type Listed = Exclude<Found, { readonly is: 'skipped' }>;

/** Everything of a folder that deserves a word: files that may be pictures, and what is refused unopened. Fails as `scanFolder`. */
export async function listFolder(folder: string, signal: AbortSignal): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const found of scanFolder(folder, signal)) if (found.is !== 'skipped') listed.push(found);
  return listed;
}

interface Place { readonly path: string; readonly name: string }

async function* walk(folder: Place, visited: Set<string>, signal: AbortSignal): AsyncGenerator<Found> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    yield { is: 'refused', ...folder, refusal: { code: 'unreadable', facts: { reason: String((error as NodeJS.ErrnoException).code) } } };
    return;
  }
  for (const entry of sorted(entries)) {
    if (signal.aborted) throw new StudioError('stopped');
    if (isForeign(entry.name)) continue;
    const place = { path: join(folder.path, entry.name), name: folder.name === '' ? entry.name : `${folder.name}/${entry.name}` };
    const inner = await folderBehind(entry, place.path);
    if (inner !== null) yield* walkOnce(place, inner, visited, signal);
    else if (await isNameLost(entry, place.path)) yield { is: 'refused', ...place, refusal: { code: 'name-not-unicode', facts: {} } };
    else yield isPictureName(entry.name) ? { is: 'picture', ...place } : { is: 'skipped' };
  }
}

async function* walkOnce(place: Place, real: string, visited: Set<string>, signal: AbortSignal): AsyncGenerator<Found> {
  if (visited.has(real)) return;
  visited.add(real);
  let pictures = 0;
  for await (const found of walk(place, visited, signal)) {
    if (found.is === 'picture') pictures += 1;
    yield found;
  }
  // A folder such as "leaves.jpg" is worth a word only where nothing came of it.
  if (pictures === 0 && isPictureName(place.name)) yield { is: 'refused', ...place, refusal: { code: 'a-folder', facts: {} } };
}

/** The real path of a folder, also behind a link; null for anything else. */
async function folderBehind(entry: Dirent, path: string): Promise<string | null> {
  if (!entry.isDirectory() && !entry.isSymbolicLink()) return null;
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

/** Bytes in a name that are no UTF-8 are read as this character, and nothing is found under the name that results. */
const noCharacter = '\ufffd';

/** Whether a picture or a folder cannot be reached because its name is not UTF-8, as old archives and disks leave them on Linux. */
async function isNameLost(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.name.includes(noCharacter) || !(entry.isDirectory() || isPictureName(entry.name))) return false;
  return lstat(path).then(() => false, () => true);
}

function sorted(entries: readonly Dirent[]): Dirent[] {
  const keys = new Map(entries.map((entry) => [entry, nameSortKey(entry.name)]));
  return entries.toSorted((one, other) => {
    const [a, b] = [keys.get(one) ?? '', keys.get(other) ?? ''];
    return a < b ? -1 : a > b ? 1 : one.name < other.name ? -1 : 1;
  });
}
