import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { StudioError } from '../domain/failure.ts';
import { isMemoryLimited } from '../learn/tensorflow/out-of-memory.ts';
import type { FromLearner, ToLearner } from './protocol.ts';

export interface LearnerListener {
  message(message: FromLearner): void;
  /** The process has ended; `failure` says how, for callers waiting for a reply. */
  ended(failure: StudioError): void;
}

const errorTailLength = 4096;
/** A child of the learner may keep the error stream open after the learner's end; its last output is not awaited longer than this. */
const lastWordsMs = 500;
/** Signals that end native code when an allocation fails: it aborts or accesses invalid memory; V8 traps. */
const brokenOff: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGILL']);

/** One run of the learner process. The end of its error stream tells why it died. */
export class LearnerProcess {
  /** Whether it has started a job, which shows that the process is able to start. */
  hasBegun = false;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<LearnerListener>();
  readonly #memoryKillsBefore = memoryKills();
  readonly #gone: Promise<void>;
  #failure: StudioError | null = null;
  #errorTail = '';

  constructor(entry: string, env: Readonly<Record<string, string>>, isExpendable: boolean) {
    this.#child = fork(entry, {
      // It collects garbage while idle.
      execArgv: ['--expose-gc'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2', ...env },
    });
    if (isExpendable) endFirst(this.#child.pid);
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errorTail = (this.#errorTail + text).slice(-errorTailLength);
    });
    this.#child.on('message', (message) => this.#listeners.forEach((listener) => listener.message(message as FromLearner)));
    this.#gone = new Promise((resolve) => {
      const finish = (failure: StudioError): void => {
        this.#finish(failure);
        resolve();
      };
      this.#child.on('error', (error) => finish(new StudioError('learner-died', { detail: error.message })));
      this.#child.on('exit', (code, signal) => {
        const timer = setTimeout(() => finish(this.#causeOfDeath(code, signal)), lastWordsMs);
        this.#child.on('close', () => {
          clearTimeout(timer);
          finish(this.#causeOfDeath(code, signal));
        });
      });
    });
  }

  get pid(): number | null {
    return this.over ? null : (this.#child.pid ?? null);
  }

  /** No more messages can be sent: the process has ended or is about to. */
  get over(): boolean {
    return this.#failure !== null || !this.#child.connected;
  }

  /** Reports every message and the end, until the returned function is called. An earlier end is reported at once. */
  listen(listener: LearnerListener): () => void {
    this.#listeners.add(listener);
    if (this.#failure) listener.ended(this.#failure);
    return () => this.#listeners.delete(listener);
  }

  /** A message to a process that has just died is lost; listeners are told of its end. */
  send(message: ToLearner): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Asks the process to end, kills it after `graceMs`, and resolves when it has ended. */
  async end(graceMs: number): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const timer = setTimeout(() => this.kill(), graceMs);
    await this.#gone;
    clearTimeout(timer);
  }

  #finish(failure: StudioError): void {
    this.#failure ??= failure;
    for (const listener of this.#listeners) listener.ended(this.#failure);
  }

  #causeOfDeath(code: number | null, signal: NodeJS.Signals | null): StudioError {
    const killedForMemory = signal === 'SIGKILL' && memoryKills() > this.#memoryKillsBefore;
    const brokenForMemory = signal !== null && brokenOff.has(signal) && isMemoryLimited();
    if (
      killedForMemory
      || brokenForMemory
      || /heap out of memory|process out of memory|bad_alloc|OOM when allocating/i.test(this.#errorTail)
    )
      return new StudioError('out-of-memory');
    return new StudioError('learner-died', { detail: signal === null ? `exit code ${code}` : `signal ${signal}` });
  }
}

/** Number of processes Linux has killed for lack of memory since boot; 0 on systems that do not count them. */
function memoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Makes Linux kill this process and its children first if memory runs out. Other systems choose for themselves. */
function endFirst(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Not Linux, or the process is already gone.
  }
}
