import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Endpoint } from './pipe-request.ts';
import { PipeFolder } from './pipe-folder.ts';
import type { StudioDoor } from './scheme.ts';

/** `failed`: it died too often in too short a time and is not restarted until asked. `stopped`: ended on request. */
export type StudioState = 'starting' | 'running' | 'restarting' | 'failed' | 'stopped';

export interface StudioTiming {
  /** A studio that has run this long after it was ready resets the count of quick deaths. */
  readonly quickDeathMs: number;
  /** The number of consecutive quick deaths after which it is no longer restarted. */
  readonly quickDeathsMax: number;
  /** Delay before the first restart; doubled for each further one. */
  readonly backoffMs: number;
  /** The time limit for starting to listen. */
  readonly readyWithinMs: number;
  /** The time limit for ending by itself before it is killed. */
  readonly endWithinMs: number;
}

const usualTiming: StudioTiming = {
  quickDeathMs: 30_000,
  quickDeathsMax: 3,
  backoffMs: 250,
  readyWithinMs: 60_000,
  endWithinMs: 8_000,
};

export interface StudioOptions {
  /** The Node binary shipped with the app. */
  readonly node: string;
  /** The entry point of the studio, engine/host/studio.ts. */
  readonly entry: string;
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (text: string) => void;
  readonly changed: (state: StudioState) => void;
  readonly timing?: StudioTiming;
}

/** Starts, monitors, restarts and stops the studio process. */
export class StudioProcess implements StudioDoor {
  readonly #options: StudioOptions;
  readonly #timing: StudioTiming;
  readonly #pipes = new PipeFolder();
  #child: ChildProcess | null = null;
  #endpoint: Endpoint | null = null;
  #state: StudioState = 'stopped';
  #quickDeaths = 0;
  #restart: NodeJS.Timeout | null = null;
  #waiting: ((endpoint: Endpoint | null) => void)[] = [];

  constructor(options: StudioOptions) {
    this.#options = options;
    this.#timing = options.timing ?? usualTiming;
  }

  get state(): StudioState {
    return this.#state;
  }

  get endpoint(): Endpoint | null {
    return this.#endpoint;
  }

  /** Process id of the running studio; otherwise null. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  whenSettled(): Promise<Endpoint | null> {
    if (this.#state !== 'starting' && this.#state !== 'restarting') return Promise.resolve(this.#endpoint);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Starts the studio: the first time, after it was stopped, and after it failed. */
  start(): void {
    if (this.#state !== 'stopped' && this.#state !== 'failed') return;
    this.#quickDeaths = 0;
    this.#become('starting');
    this.#spawn();
  }

  /** Asks the studio to end, waits, and kills it if it does not. Resolves when no part of it is left. */
  async stop(): Promise<void> {
    if (this.#restart) clearTimeout(this.#restart);
    this.#restart = null;
    this.#endpoint = null;
    this.#become('stopped');
    const child = this.#child;
    if (child) await end(child, this.#timing.endWithinMs);
    this.#pipes.remove();
  }

  #spawn(): void {
    const endpoint = { pipe: this.#pipes.next(), secret: randomBytes(32).toString('hex') };
    const child = spawn(this.#options.node, [this.#options.entry, '--pipe', endpoint.pipe], {
      cwd: this.#options.folder,
      env: { ...childEnvironment(this.#options.environment), GRAFT_PIPE_SECRET: endpoint.secret },
      // Its standard input ties its life to this process: when this process ends for whatever reason, the input closes and the studio ends.
      stdio: ['pipe', 'pipe', 'pipe'],
      // A process group of its own, so that a kill also reaches the processes it started.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    this.#child = child;
    const tooLate = setTimeout(() => kill(child), this.#timing.readyWithinMs);
    let readyAt: number | null = null;
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', this.#options.log);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (readyAt !== null || !saysReady(line)) return this.#options.log(`${line}\n`);
      readyAt = Date.now();
      clearTimeout(tooLate);
      this.#ready(child, endpoint);
    });
    whenGone(child, (how) => {
      clearTimeout(tooLate);
      this.#options.log(`the studio process ended (${how})\n`);
      this.#gone(child, readyAt === null ? 0 : Date.now() - readyAt);
    });
  }

  #ready(child: ChildProcess, endpoint: Endpoint): void {
    if (this.#child !== child || this.#state === 'stopped') return;
    this.#endpoint = endpoint;
    this.#become('running');
  }

  #gone(child: ChildProcess, livedMs: number): void {
    kill(child);
    if (this.#child === child) this.#child = null;
    this.#endpoint = null;
    if (this.#state === 'stopped') return;
    this.#quickDeaths = livedMs < this.#timing.quickDeathMs ? this.#quickDeaths + 1 : 1;
    if (this.#quickDeaths >= this.#timing.quickDeathsMax) return this.#become('failed');
    this.#become('restarting');
    this.#restart = setTimeout(() => this.#spawn(), this.#timing.backoffMs * 2 ** (this.#quickDeaths - 1));
  }

  #become(state: StudioState): void {
    this.#state = state;
    if (state !== 'starting' && state !== 'restarting') {
      for (const settle of this.#waiting.splice(0)) settle(this.#endpoint);
    }
    this.#options.changed(state);
  }
}

/** Removes variables of Electron's environment that would affect a plain Node. */
function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = { ...environment };
  for (const name of ['ELECTRON_RUN_AS_NODE', 'ELECTRON_NO_ASAR', 'NODE_OPTIONS', 'NODE_PATH']) delete kept[name];
  return kept;
}

function saysReady(line: string): boolean {
  try {
    return (JSON.parse(line) as { ready?: unknown } | null)?.ready === true;
  } catch {
    return false;
  }
}

/** Calls back once, when the process has ended or could not be started. */
function whenGone(child: ChildProcess, then: (how: string) => void): void {
  let told = false;
  const tell = (how: string): void => {
    if (!told) then(how);
    told = true;
  };
  child.once('error', (error) => {
    if (child.pid === undefined) tell(error.message);
  });
  child.once('exit', (code, signal) => tell(signal ?? `exit code ${code}`));
}

async function end(child: ChildProcess, withinMs: number): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    const tooLate = setTimeout(() => kill(child), withinMs);
    await gone;
    clearTimeout(tooLate);
  }
  kill(child);
}

/** Kills the studio and all processes it started; does nothing if they are already gone. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode === null) spawn('taskkill', ['/pid', String(child.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The process group is already empty.
  }
}
