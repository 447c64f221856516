import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { StudioError } from '../domain/failure.ts';
import { isMemoryLimited } from '../learn/tensorflow/out-of-memory.ts';
import type { FromLearner, ToLearner } from './protocol.ts';

export interface LearnerListener {
  message(message: FromLearner): void;
  /** The process is gone; `failure` says how, for whoever was waiting for an answer. */
  ended(failure: StudioError): void;
}

const errorTailLength = 4096;
/** A process of the learner's own may keep the error stream open after the learner's end; its last words are not awaited longer. */
const lastWordsMs = 500;
/** How native code ends that is given no more memory: it aborts or writes where nothing is; V8 breaks off with a trap. */
const brokenOff: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGILL']);

/** One life of the learner process. Its last words on the error stream tell why it died. */
export class LearnerProcess {
  /** Whether it has begun a job, so that it is no process that cannot start. */
  hasBegun = false;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<LearnerListener>();
  readonly #memoryKillsBefore = memoryKills();
  readonly #gone: Promise<void>;
  #failure: StudioError | null = null;
  #errorTail = '';

  constructor(entry: string, env: Readonly<Record<string, string>>, isExpendable: boolean) {
    this.#child = fork(entry, {
      // It collects garbage when it has nothing to do.
      execArgv: ['--expose-gc'], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
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
    return this.over ? null : this.#child.pid ?? null;
  }

  /** No more messages can be sent: the process is gone or on its way. */
  get over(): boolean {
    return this.#failure !== null || !this.#child.connected;
  }

  /** Hears every message and the end, until the answered function is called. An end that has been is told at once. */
  listen(listener: LearnerListener): () => void {
    this.#listeners.add(listener);
    if (this.#failure) listener.ended(this.#failure);
    return () => this.#listeners.delete(listener);
  }

  /** A message to a process that has just died is lost; its end is told to the listeners. */
  send(message: ToLearner): void {
    if (this.#child.connected) this.#child.send(message, () => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** Asks the process to end, kills it after `graceMs`, and answers when it is gone. */
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
    if (killedForMemory || brokenForMemory || /heap out of memory|process out of memory|bad_alloc|OOM when allocating/i.test(this.#errorTail)) return new StudioError('out-of-memory');
    return new StudioError('learner-died', { detail: signal === null ? `exit code ${code}` : `signal ${signal}` });
  }
}

/** How many processes Linux has ended for want of memory since it started; 0 on systems that do not count. */
function memoryKills(): number {
  try {
    return Number(/^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** Where memory runs out, Linux ends this process and those it starts before others. Systems that cannot be told so choose by themselves. */
function endFirst(pid: number | undefined): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000');
  } catch {
    // Not Linux, or the process is already gone.
  }
}
