import { StudioError } from '../domain/failure.ts';
import { entryPoint } from '../program/own-files.ts';
import { LearnerProcess } from './learner-process.ts';
import type { AnyLearnerJob, FromLearner, LearnerJobs } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

export interface LearnerOptions {
  /** The module that the process runs. */
  readonly entry?: string;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** An idle process is ended after this time, to free its memory. */
  readonly idleMs?: number;
  /** A job that does not stop within this time after being asked is ended together with its process. */
  readonly graceMs?: number;
  /** If memory runs out, Linux kills this process before any other of the studio. */
  readonly isExpendable?: boolean;
}

/** `givesWay`: the job is stopped as soon as another one arrives, unless that one gives way too. */
export interface JobWatching extends LearnerControl {
  readonly givesWay?: boolean;
}

/** Returned instead of an outcome: the process ended before it received the job. */
const neverBegun = Symbol('never begun');
const usualIdleMs = 5 * 60_000;
const usualGraceMs = 3_000;

/**
 * The studio process's interface to the learner: runs jobs one at a time, in the order they came. The process is started for the first job,
 * ended after a long idle time, and restarted after it died.
 */
export class Learner {
  readonly #entry: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #idleMs: number;
  readonly #graceMs: number;
  readonly #isExpendable: boolean;
  #process: LearnerProcess | null = null;
  #ended: Promise<unknown> = Promise.resolve();
  #last: Promise<unknown> = Promise.resolve();
  #open = 0;
  #wayGiven = new AbortController();
  #ids = 0;
  #idle: NodeJS.Timeout | undefined;
  readonly #closing = new AbortController();

  constructor(options: LearnerOptions = {}) {
    this.#entry = options.entry ?? entryPoint('learner/process');
    this.#env = options.env ?? {};
    this.#idleMs = options.idleMs ?? usualIdleMs;
    this.#graceMs = options.graceMs ?? usualGraceMs;
    this.#isExpendable = options.isExpendable ?? false;
  }

  /** Id of the running process; null if there is none. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Number of jobs running or waiting. */
  get open(): number {
    return this.#open;
  }

  /**
   * Runs a job once those before it have ended, and returns its outcome. Errors: those of the job itself; `stopped` if `signal` was
   * aborted, the job gave way or the learner closed; `learner-died` or `out-of-memory` if its process ended meanwhile.
   */
  async run<J extends AnyLearnerJob>(job: J, on: JobWatching): Promise<LearnerJobs[J['kind']]['outcome']> {
    if (!on.givesWay) {
      this.#wayGiven.abort();
      this.#wayGiven = new AbortController();
    }
    const signal = AbortSignal.any([on.signal, this.#closing.signal, ...(on.givesWay ? [this.#wayGiven.signal] : [])]);
    clearTimeout(this.#idle);
    this.#open += 1;
    let begun = false;
    const turn = this.#last.then(() => {
      begun = true;
      return this.#perform(job, on, signal);
    });
    this.#last = turn.catch(() => {});
    // A caller that gives up while other jobs run need not wait for them: the job will not be started.
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const unwatch = onAbort(signal, () => {
      if (!begun) reject(new StudioError('stopped'));
    });
    try {
      return (await Promise.race([turn, givenUp])) as LearnerJobs[J['kind']]['outcome'];
    } finally {
      unwatch();
      this.#open -= 1;
      if (this.#open === 0) this.#restUntilNeeded();
    }
  }

  /** Stops the running job, refuses waiting ones, and resolves when the process has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#idle);
    await this.#last;
    clearTimeout(this.#idle);
    this.#endProcess();
    await this.#ended;
  }

  async #perform(job: AnyLearnerJob, on: LearnerControl, signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) throw new StudioError('stopped');
    const learner = this.#running();
    const outcome = await this.#performBy(learner, job, on, signal);
    // The process died unnoticed while idle: this does not end a job that it never started.
    if (outcome === neverBegun) return this.#perform(job, on, signal);
    return outcome;
  }

  async #performBy(learner: LearnerProcess, job: AnyLearnerJob, on: LearnerControl, signal: AbortSignal): Promise<unknown> {
    const id = ++this.#ids;
    let isBegun = false;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const forget = learner.listen({
      message: (message: FromLearner) => {
        if (message.of !== id) return;
        isBegun = true;
        learner.hasBegun = true;
        if (message.is === 'progress') on.progress(message.stage, message.done, message.total);
        else if (message.is === 'point') on.point?.(message.point);
        else if (message.is === 'report-point') on.reportPoint?.(message.point);
        else if (message.is === 'done') resolve(message.outcome);
        else if (message.is === 'failed') reject(new StudioError(message.failure.code, message.failure.facts));
      },
      ended: (failure) => {
        if (signal.aborted) reject(new StudioError('stopped'));
        else if (learner.hasBegun && !isBegun) resolve(neverBegun);
        else reject(failure);
      },
    });
    const unwatch = onAbort(signal, () => {
      learner.send({ do: 'stop', id });
      return setTimeout(() => learner.kill(), this.#graceMs);
    });
    let unwatchFinish = (): void => {};
    try {
      learner.send({ do: 'start', id, job });
      unwatchFinish = onAbort(on.finish, () => learner.send({ do: 'finish', id }));
      return await promise;
    } finally {
      unwatch();
      unwatchFinish();
      forget();
    }
  }

  #running(): LearnerProcess {
    if (this.#process?.over) this.#endProcess();
    this.#process ??= new LearnerProcess(this.#entry, this.#env, this.#isExpendable);
    return this.#process;
  }

  #endProcess(): void {
    this.#ended = Promise.all([this.#ended, this.#process?.end(this.#graceMs)]);
    this.#process = null;
  }

  #restUntilNeeded(): void {
    this.#idle = setTimeout(() => this.#endProcess(), this.#idleMs);
    this.#idle.unref();
  }
}

/**
 * Calls `act` once when the signal is aborted, immediately if it already is; the returned function undoes this, including the timer that
 * `act` started.
 */
function onAbort(signal: AbortSignal | undefined, act: () => unknown): () => void {
  let timer: unknown;
  const listener = (): void => {
    timer = act();
  };
  if (signal?.aborted) listener();
  else signal?.addEventListener('abort', listener, { once: true });
  return () => {
    clearTimeout(timer as NodeJS.Timeout | undefined);
    signal?.removeEventListener('abort', listener);
  };
}
