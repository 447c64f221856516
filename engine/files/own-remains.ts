import { lstatSync, readdirSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { removeIfPossible } from './remove-if-possible.ts';

/** Told apart from processes of other machines, which may share the folder and whose numbers say nothing here. */
const machine = hostname().replace(/[^A-Za-z0-9]+/g, '_');

/** The name by which a folder of this process is known for its own: `<machine>-<process>`. */
export const ownMark = (): string => `${machine}-${process.pid}`;

/** What is kept for a short while in the folder for temporary files. */
const temporaries = ['views', 'look', 'graph'] as const;

/** What the names of folders begin with in which this process keeps something for a short while. */
export const ownTemporary = (kind: (typeof temporaries)[number]): string => join(tmpdir(), `graft-${kind}-${ownMark()}-`);

/** Removes what processes that are gone have left in the folder for temporary files: pictures and labels among it. */
export async function removeTemporaries(): Promise<void> {
  for (const kind of temporaries) await removeRemains(tmpdir(), `graft-${kind}-`);
}

/**
 * Removes what processes of this machine that are gone have left in a folder: entries of the name `<prefix><machine>-<process>`, with anything
 * behind it after another dash. What cannot be removed stays for another time.
 */
export async function removeRemains(folder: string, prefix = ''): Promise<void> {
  for (const name of left(folder, prefix)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
}

/** A file or folder of this process beside one that it will become; what others of the same name left that are gone, `removeParts` removes. */
export const ownPart = (path: string): string => `${path}${partMark}${ownMark()}`;
const partMark = '.part-';

/** Removes what processes of this machine that are gone have left of one file: only regular files, in folders that are the user's own. */
export function removeParts(path: string): void {
  const folder = dirname(path);
  for (const name of left(folder, `${basename(path)}${partMark}`)) {
    // With anything behind the number it is none that `ownPart` gives.
    if (!/-\d+$/.test(name)) continue;
    const file = join(folder, name);
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile() === true) removeIfPossible(file);
  }
}

/** Removes all parts in a folder, whoever made them: for folders of Graft's own in which nobody writes now. */
export function removePartsIn(folder: string): void {
  for (const name of namesIn(folder)) if (name.includes(partMark)) removeIfPossible(join(folder, name));
}

/** What processes of this machine that are gone have left in a folder under names that begin so. */
function left(folder: string, prefix: string): string[] {
  const beginning = `${prefix}${machine}-`;
  return namesIn(folder).filter((name) => {
    const [, owner] = name.startsWith(beginning) ? /^(\d+)(?:-|$)/.exec(name.slice(beginning.length)) ?? [] : [];
    return owner !== undefined && !isRunning(Number(owner));
  });
}

/** None where a folder cannot be read: what is left there is of no use, and no reason to fail. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const upload = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Nothing that was sent waits so long for its import. */
const longSinceMs = 24 * 3_600_000;

/**
 * Removes what earlier versions have left in the folder of uploads: folders that have only the number of a process for a name. Such a
 * number says no machine, and the folder may be shared; so one goes only where no process here has the number, nothing but uploads is in it, and
 * it has not changed for a day.
 * @param now milliseconds since 1970
 */
export async function removeEarlierUploads(folder: string, now: number = Date.now()): Promise<void> {
  for (const name of namesIn(folder)) {
    if (!/^[1-9]\d*$/.test(name) || isRunning(Number(name))) continue;
    const place = join(folder, name), facts = await lstat(place).catch(() => null);
    if (!facts?.isDirectory() || now - facts.mtimeMs < longSinceMs) continue;
    const isOurs = (await readdir(place).catch(() => ['unreadable'])).every((one) => upload.test(one));
    if (isOurs) await rm(place, { recursive: true, force: true }).catch(() => {});
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user may not be asked, and is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
