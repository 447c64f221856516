import { fork, type ChildProcess } from 'node:child_process';
import type { Failure } from '../domain/failure.ts';
import type { DecodeOutcome, DecodeTask, FromDecodeWorker, ToDecodeWorker } from './protocol.ts';

/** Events that a worker reports to the pool. */
export interface DecodeWorkerEvents {
  /** The decoder is loaded, and the tasks given so far are started. */
  ready(): void;
  done(id: number, outcome: DecodeOutcome): void;
  failed(id: number, failure: Failure): void;
  /** The process exited without `end`; `wasReady` is false if it failed to start. */
  died(facts: { readonly exitCode: number | null; readonly wasReady: boolean; readonly said: string }): void;
}

const saidKept = 2000;
/** Generous: the first start after installation may be delayed by a virus scanner. */
const startMs = 30_000;

/** An expendable child process that decodes. It exits by itself when this process dies. */
export class DecodeWorker {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #slowStart: NodeJS.Timeout;
  #isReady = false;
  #isOver = false;
  #said = '';
  #spent = { processorMs: 0, atMs: performance.now() };

  constructor(script: string, events: DecodeWorkerEvents) {
    // The plain binary without this process's own flags (inspector, test runner), which a worker must not inherit.
    const child = fork(script, [], {
      execPath: process.execPath,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-saidKept);
    });
    this.#slowStart = setTimeout(() => child.kill('SIGKILL'), startMs);
    child.on('message', (message: FromDecodeWorker) => this.#hear(message, events));
    this.#gone = new Promise((resolve) => {
      const over = (exitCode: number | null, said: string): void => {
        resolve();
        clearTimeout(this.#slowStart);
        if (this.#isOver) return;
        this.#isOver = true;
        events.died({ exitCode, wasReady: this.#isReady, said });
      };
      child.once('error', (error) => {
        if (child.pid === undefined) over(null, error.message);
      });
      child.once('close', (exitCode) => over(exitCode, this.#said));
    });
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  /**
   * Upper bound on its processor time in milliseconds: the last report, plus all the time since, when it may have been too busy to report.
   * On a busy computer this grows more slowly than wall-clock time.
   */
  get spentMs(): number {
    return this.#spent.processorMs + performance.now() - this.#spent.atMs;
  }

  give(id: number, task: DecodeTask): void {
    // If the worker has just died, `died` follows, so a message it did not receive can be ignored.
    this.#child.send({ id, task } satisfies ToDecodeWorker, () => {});
  }

  /** Kills the process, whatever it is doing. It reports no further events. */
  end(): Promise<void> {
    this.#isOver = true;
    this.#child.kill('SIGKILL');
    return this.#gone;
  }

  #hear(message: FromDecodeWorker, events: DecodeWorkerEvents): void {
    if (this.#isOver) return;
    if (message.is === 'ready') {
      clearTimeout(this.#slowStart);
      this.#isReady = true;
      events.ready();
    } else if (message.is === 'spent') {
      this.#spent = { processorMs: message.processorMs, atMs: performance.now() };
    } else if (message.is === 'done') events.done(message.of, message.outcome);
    else events.failed(message.of, message.failure);
  }
}
