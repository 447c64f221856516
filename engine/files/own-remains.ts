import { lstatSync, readdirSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { removeIfPossible } from './remove-if-possible.ts';

/** Distinguishes processes of other computers, which may share the folder and whose ids mean nothing here. */
const machine = hostname().replace(/[^A-Za-z0-9]+/g, '_');

/** The name by which files and folders are recognised as this process's own: `<machine>-<process>`. */
export const ownMark = (): string => `${machine}-${process.pid}`;

/** Kinds of temporary folders. */
const temporaries = ['views', 'look', 'graph'] as const;

/** Name prefix of this process's temporary folders of one kind. */
export const ownTemporary = (kind: (typeof temporaries)[number]): string => join(tmpdir(), `graft-${kind}-${ownMark()}-`);

/** Removes temporary folders that ended processes have left, which may hold images and labels. */
export async function removeTemporaries(): Promise<void> {
  for (const kind of temporaries) await removeRemains(tmpdir(), `graft-${kind}-`);
}

/**
 * Removes what ended processes of this computer have left in a folder: entries named `<prefix><machine>-<process>`, possibly followed by a
 * dash and anything else. Whatever cannot be removed is left for another time.
 */
export async function removeRemains(folder: string, prefix = ''): Promise<void> {
  for (const name of left(folder, prefix)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}

/** This process's temporary name for a file or folder, next to the final one. `removeParts` removes those left by ended processes. */
export const ownPart = (path: string): string => `${path}${partMark}${ownMark()}`;
const partMark = '.part-';

/** Removes temporary files of `path` left by ended processes of this computer: only regular files, because the folder may be the user's. */
export function removeParts(path: string): void {
  const folder = dirname(path);
  for (const name of left(folder, `${basename(path)}${partMark}`)) {
    // Names with anything after the process id do not come from `ownPart`.
    if (!/-\d+$/.test(name)) continue;
    const file = join(folder, name);
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) removeIfPossible(file);
  }
}

/** Removes temporary folders of `path` left by ended processes of this computer, with all they hold. */
export const removePartFolders = (path: string): Promise<void> => removeRemains(dirname(path), `${basename(path)}${partMark}`);

/** Removes all temporary files in a folder, whoever made them: only for Graft's own folders that nothing is writing to. */
export function removePartsIn(folder: string): void {
  for (const name of namesIn(folder)) if (name.includes(partMark)) removeIfPossible(join(folder, name));
}

/** Entries with a prefix that ended processes of this computer have left in a folder. */
function left(folder: string, prefix: string): string[] {
  const beginning = `${prefix}${machine}-`;
  return namesIn(folder).filter((name) => {
    const [, owner] = name.startsWith(beginning) ? (/^(\d+)(?:-|$)/.exec(name.slice(beginning.length)) ?? []) : [];
    return owner !== undefined && !isRunning(Number(owner));
  });
}

/** Empty if the folder cannot be read: leftovers are no reason to fail. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const upload = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** No upload waits this long to be imported. */
const longSinceMs = 24 * 3_600_000;

/**
 * Removes what earlier versions have left in the uploads folder: folders named by only a process id. An id does not identify a computer,
 * and the folder may be shared, so a folder is removed only if no local process has that id, it contains nothing but uploads, and it has
 * not changed for a day.
 * @param now milliseconds since 1970
 */
export async function removeEarlierUploads(folder: string, now: number = Date.now()): Promise<void> {
  for (const name of namesIn(folder)) {
    if (!/^[1-9]\d*$/.test(name) || isRunning(Number(name))) continue;
    const place = join(folder, name),
      facts = await lstat(place).catch(() => null);
    if (!facts?.isDirectory() || now - facts.mtimeMs < longSinceMs) continue;
    const isOurs = (await readdir(place).catch(() => ['unreadable'])).every((one) => upload.test(one));
    if (isOurs) await rm(place, { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process belongs to another user, so it exists.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
