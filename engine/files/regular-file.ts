import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Something other than a regular file: a link, folder, pipe or device. `code` says which, in place of a system error code. */
export class NotRegular extends Error {
  readonly code: string;
  constructor(path: string, what: string) {
    super(`${basename(path)} is ${what}`);
    this.code = what;
  }
}

/** Neither follows links nor blocks on a pipe. Windows has neither flag and relies on the check before opening. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a file only if it is a regular file and not a link. @throws NotRegular, a system error */
export function openRegularSync(path: string): number {
  requireRegular(path, lstatSync(path));
  const file = openSync(path, flags);
  try {
    // The file may have been replaced since the check.
    requireRegular(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The same, asynchronously. @throws NotRegular, a system error */
export async function openRegular(path: string): Promise<FileHandle> {
  requireRegular(path, await lstat(path));
  const file = await open(path, flags);
  try {
    requireRegular(path, await file.stat());
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Reads a regular file. @throws NotRegular, a system error */
export function readRegularSync(path: string): Buffer {
  const file = openRegularSync(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Reads a regular file asynchronously. @throws NotRegular, a system error */
export async function readRegular(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** The stat of a regular file, or null if it does not exist. @throws NotRegular, a system error */
export function regularStat(path: string): Stats | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  requireRegular(path, found);
  return found;
}

/**
 * Returns the path of a file below a folder with untrusted content. None of the folders in between may be a link; `folder` itself is the
 * user's choice.
 * @param name with forward slashes, already checked not to lead out of the folder
 * @throws NotRegular
 */
export function belowFolder(folder: string, name: string): string {
  const path = join(folder, name);
  for (let above = dirname(path); above.length > join(folder).length; above = dirname(above)) {
    if (lstatSync(above, { throwIfNoEntry: false })?.isSymbolicLink()) throw new NotRegular(above, 'a link');
  }
  return path;
}

function requireRegular(path: string, found: Stats): void {
  if (!found.isFile()) throw new NotRegular(path, whatIs(found));
}

function whatIs(found: Stats): string {
  if (found.isSymbolicLink()) return 'a link';
  if (found.isDirectory()) return 'a folder';
  return found.isFIFO() ? 'a pipe' : 'a device';
}
