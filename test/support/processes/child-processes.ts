import { execFileSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** The reason to skip a test that lists processes; false if it can run. */
export const withoutProcessList = process.platform === 'win32' ? 'listing processes needs ps' : false;

/** The living child processes of `parent`. */
export function childrenOf(parent: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/))
    .filter(([, owner, state, command]) => Number(owner) === parent && !state?.startsWith('Z') && command !== 'ps')
    .map(([pid]) => Number(pid));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until `holds` returns true; false if it never does. */
export async function eventually(holds: () => boolean, looks = 200): Promise<boolean> {
  for (let look = 0; look < looks; look++) {
    if (holds()) return true;
    await pause(25);
  }
  return holds();
}
