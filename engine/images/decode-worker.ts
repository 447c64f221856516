import { fork, type ChildProcess } from 'node:child_process';
import type { Failure } from '../domain/failure.ts';
import type { DecodeOutcome, DecodeTask, FromDecodeWorker, ToDecodeWorker } from './protocol.ts';

/** What a worker has to tell the pool. */
export interface DecodeWorkerEvents {
  /** It has loaded the decoder and begins with what it was given. */
  ready(): void;
  done(id: number, outcome: DecodeOutcome): void;
  failed(id: number, failure: Failure): void;
  /** The process is gone without having been ended; `wasReady` is false where it could not even start. */
  died(facts: { readonly exitCode: number | null; readonly wasReady: boolean; readonly said: string }): void;
}

const saidKept = 2000;
/** Generous: the first start after installing may wait for a virus scanner. */
const startMs = 30_000;

/** One expendable child process that decodes. It ends by itself when this process dies. */
export class DecodeWorker {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  readonly #slowStart: NodeJS.Timeout;
  #isReady = false;
  #isOver = false;
  #said = '';
  #spent = { processorMs: 0, atMs: performance.now() };

  constructor(script: string, events: DecodeWorkerEvents) {
    // The plain binary without this process's own switches (inspector, test runner), which a worker must not inherit.
    const child = fork(script, [], { execPath: process.execPath, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.#child = child;
    child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.#said = (this.#said + text).slice(-saidKept); });
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
      child.once('error', (error) => { if (child.pid === undefined) over(null, error.message); });
      child.once('close', (exitCode) => over(exitCode, this.#said));
    });
  }

  get isReady(): boolean { return this.#isReady; }

  /**
   * Processor time in milliseconds that it may have used: what it last said, and all the time since, in which it may have been too busy to
   * say more. On a machine that does other work this grows more slowly than the clock.
   */
  get spentMs(): number { return this.#spent.processorMs + performance.now() - this.#spent.atMs; }

  give(id: number, task: DecodeTask): void {
    // A worker that has just died answers by `died`; there is nothing else to do about a message it did not take.
    this.#child.send({ id, task } satisfies ToDecodeWorker, () => {});
  }

  /** Ends the process at once, whatever it is doing. Nothing more is heard of it. */
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
