import type { Dirent } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { nameSortKey } from '../../domain/case-folding.ts';
import { StudioError, type Refusal } from '../../domain/failure.ts';
import { isPictureName } from '../../images/formats.ts';

/** An entry of a folder. `name` is relative to the folder, with forward slashes on every system. */
export type Found =
  | { readonly is: 'picture'; readonly path: string; readonly name: string }
  | { readonly is: 'refused'; readonly path: string; readonly name: string; readonly refusal: Refusal }
  /** A file without an image extension. */
  | { readonly is: 'skipped' };

/** Files that operating systems and network drives put beside the user's files. */
const systemNames = new Set(['thumbs.db', 'ehthumbs.db', 'desktop.ini', '__macosx', '@eadir', '$recycle.bin', 'system volume information']);
const isForeign = (name: string): boolean =>
  name.startsWith('.') || systemNames.has(name.toLowerCase()) || name.toLowerCase().endsWith('.graft');

/**
 * Walks a folder and all its subfolders in natural sort order. Skips hidden and system files and Graft projects; visits a folder reachable
 * through several links once. Anything with an image extension is yielded: only opening it shows whether it is an image.
 * Errors: `folder-not-found`; `stopped` when the signal is aborted.
 */
export async function* scanFolder(folder: string, signal: AbortSignal): AsyncGenerator<Found> {
  const real = await realpath(folder).catch(() => null);
  if (real === null || !(await stat(real)).isDirectory()) throw new StudioError('folder-not-found', { path: folder });
  yield* walk({ path: folder, name: '' }, new Set([real]), signal);
}

/** Possible images and entries that cannot be read, in order. */
export type Listed = Exclude<Found, { readonly is: 'skipped' }>;

/** Lists the entries of a folder worth reporting: possible images, and entries refused without opening them. Errors: as `scanFolder`. */
export async function listFolder(folder: string, signal: AbortSignal): Promise<Listed[]> {
  const listed: Listed[] = [];
  for await (const found of scanFolder(folder, signal)) if (found.is !== 'skipped') listed.push(found);
  return listed;
}

interface Place {
  readonly path: string;
  readonly name: string;
}

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
  // A folder with a name such as "leaves.jpg" is reported only if no image was found in it.
  if (pictures === 0 && isPictureName(place.name)) yield { is: 'refused', ...place, refusal: { code: 'a-folder', facts: {} } };
}

/** The real path of a folder or of the folder that a link leads to; null for anything else. */
async function folderBehind(entry: Dirent, path: string): Promise<string | null> {
  if (!entry.isDirectory() && !entry.isSymbolicLink()) return null;
  try {
    const real = await realpath(path);
    return (await stat(real)).isDirectory() ? real : null;
  } catch {
    return null;
  }
}

/** Node decodes invalid UTF-8 bytes in a name to this character; the resulting name cannot be opened. */
const noCharacter = '\ufffd';

/** Whether an image or a folder is unreachable because its name is not UTF-8, as left behind by old archives and disks on Linux. */
async function isNameLost(entry: Dirent, path: string): Promise<boolean> {
  if (!entry.name.includes(noCharacter) || !(entry.isDirectory() || isPictureName(entry.name))) return false;
  return lstat(path).then(
    () => false,
    () => true,
  );
}

function sorted(entries: readonly Dirent[]): Dirent[] {
  const keys = new Map(entries.map((entry) => [entry, nameSortKey(entry.name)]));
  return entries.toSorted((one, other) => {
    const [a, b] = [keys.get(one) ?? '', keys.get(other) ?? ''];
    return a < b ? -1 : a > b ? 1 : one.name < other.name ? -1 : 1;
  });
}
