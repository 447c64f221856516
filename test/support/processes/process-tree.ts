import { execFileSync } from 'node:child_process';

/** A process of a tree, with its command line. */
export interface TreeProcess {
  readonly pid: number;
  readonly command: string;
}

export interface RunningProcess extends TreeProcess {
  readonly parent: number;
}

/** Every living process of this machine, without zombies. */
export function everyProcess(): RunningProcess[] {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, id, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return id && !state?.startsWith('Z') && !command?.startsWith('ps -A')
      ? [{ pid: Number(id), parent: Number(parent), command: command ?? '' }]
      : [];
  });
}

/** A process and all its living descendants. */
export function processTree(pid: number): TreeProcess[] {
  const all = everyProcess();
  const within = (top: number): TreeProcess[] =>
    all.filter(({ parent }) => parent === top).flatMap((child) => [{ pid: child.pid, command: child.command }, ...within(child.pid)]);
  return [...all.filter((one) => one.pid === pid).map(({ command }) => ({ pid, command })), ...within(pid)];
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

export function endNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself since it was listed.
  }
}
