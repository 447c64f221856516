import { readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';

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
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(`${prefix}${machine}-`)) continue;
    const [, owner] = /^(\d+)(?:-|$)/.exec(name.slice(prefix.length + machine.length + 1)) ?? [];
    if (owner !== undefined && !isRunning(Number(owner))) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
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
