import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const perform = join(import.meta.dirname, 'perform.ts');

/** The fault at one of the calls that change files, counted from 1. */
export interface Strike {
  readonly at: number;
  readonly what: 'kill' | 'tear' | { readonly error: number; readonly staysBroken: boolean };
}
/** What a worker reported before it ended: the state after each acknowledged step, and the code of the failure that ended it. */
export interface Performed {
  readonly states: readonly string[];
  readonly failure: string | null;
  readonly calls: number;
  readonly said: string;
}

/** Intercepts the disk access of workers: disk-shim.c, compiled for this machine. Linux with a C compiler only. */
export class DiskShim {
  readonly #library: string;

  private constructor(library: string) {
    this.#library = library;
  }

  static compile(folder: string): DiskShim {
    const library = join(folder, 'disk-shim.so');
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, join(import.meta.dirname, 'disk-shim.c'), '-ldl', '-lpthread'], {
      stdio: 'pipe',
    });
    return new DiskShim(library);
  }

  /** Performs an operation on the project below `root` in a separate process, which may be killed on the way. */
  async perform(
    root: string,
    operation: string,
    { strike, log, early }: { readonly strike?: Strike; readonly log?: string; readonly early?: readonly string[] } = {},
  ): Promise<Performed> {
    const counted = `${root}.calls`;
    const child = spawn(process.execPath, [perform, root, operation], {
      env: {
        ...process.env,
        LD_PRELOAD: this.#library,
        GATE_ROOT: root,
        GATE_COUNT: counted,
        ...(log !== undefined && { GATE_LOG: log }),
        ...(early && { GATE_EARLY: JSON.stringify(early) }),
        ...(strike && { GATE_AT: String(strike.at), GATE_DO: typeof strike.what === 'string' ? strike.what : String(strike.what.error) }),
        ...(strike && typeof strike.what === 'object' && strike.what.staysBroken && { GATE_ON: '1' }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, said] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    const lines = out.split('\n').slice(0, -1);
    const failure = lines.find((line) => line.startsWith('failed '))?.slice('failed '.length) ?? null;
    const calls = existsSync(counted) ? Number(readFileSync(counted, 'utf8')) : 0;
    rmSync(counted, { force: true });
    return { states: lines.filter((line) => !line.startsWith('failed ')), failure, calls, said };
  }
}

/** The reason why the shim is not available here; false if it is. */
export function whyNoShim(): string | false {
  if (process.platform !== 'linux') return 'the shim in front of the disk is made for Linux';
  try {
    execFileSync('cc', ['--version'], { stdio: 'pipe' });
    return false;
  } catch {
    return 'there is no C compiler (cc)';
  }
}
