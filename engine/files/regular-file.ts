import { closeSync, constants, fstatSync, lstatSync, openSync, readFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** What has the name of a file and is none: a link, a folder, a pipe, a device. The code says which, as that of a system error would. */
export class NotRegular extends Error {
  readonly code: string;
  constructor(path: string, what: string) {
    super(`${basename(path)} is ${what}`);
    this.code = what;
  }
}

/** Neither follows a link nor waits for somebody at the other end of a pipe. Windows has neither flag, and is asked beforehand alone. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Opens a file only where it is a regular one and no link. @throws NotRegular, a system error */
export function openRegularSync(path: string): number {
  requireRegular(path, lstatSync(path));
  const file = openSync(path, flags);
  try {
    // What lay there may have been exchanged since it was looked at.
    requireRegular(path, fstatSync(file));
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

/** The same without keeping others waiting. @throws NotRegular, a system error */
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

/** Content of a regular file. @throws NotRegular, a system error */
export function readRegularSync(path: string): Buffer {
  const file = openRegularSync(path);
  try {
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

/** Content of a regular file. @throws NotRegular, a system error */
export async function readRegular(path: string): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Facts of a regular file, or null where nothing has its name. @throws NotRegular, a system error */
export function regularStat(path: string): Stats | null {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return null;
  requireRegular(path, found);
  return found;
}

/**
 * Path of a file below a folder that somebody else may have filled. No folder on the way is a link; the folder itself is the user's choice.
 * @param name with forward slashes, already known not to lead up
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
