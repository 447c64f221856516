import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer, Input, Output, RequestName } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';

const root = join(import.meta.dirname, '..', '..');
export const graftEntry = join(root, 'engine', 'cli', 'graft.ts');

/**
 * The environment in which a studio keeps all files of its user in one folder of the test. Of the shipped models it has only the starter,
 * which is small and always available.
 */
export function ownFolders(folder: string): Record<string, string> {
  return {
    GRAFT_HOME: join(folder, 'home'),
    GRAFT_PROJECTS: join(folder, 'projects'),
    GRAFT_SHIPPED_MODELS: join(root, 'build', 'starter', 'models'),
  };
}

/** The environment of a studio with all shipped models. */
export const asShipped = { GRAFT_SHIPPED_MODELS: '' };

/** The session of a client from the response to its one-time token. */
export function sessionOf({ headers }: Response): { cookie: string; key: string } {
  return { cookie: headers.get('set-cookie')?.split(';')[0] ?? '', key: /[?&]key=([^&#]+)/.exec(headers.get('location') ?? '')?.[1] ?? '' };
}

/** A real studio process on loopback, as started by `graft serve`, and a client authenticated with its token. */
export class ServedStudio {
  readonly process: ChildProcess;
  /** Includes the one-time token. */
  readonly address: string;
  readonly #origin: string;
  /** The cookie given for the token; can be used by another client of the same user. */
  readonly cookie: string;
  readonly key: string;

  private constructor(process: ChildProcess, address: string, session: { readonly cookie: string; readonly key: string }) {
    this.process = process;
    this.address = address;
    this.#origin = new URL(address).origin;
    this.cookie = session.cookie;
    this.key = session.key;
  }

  static async start(
    folder: string,
    options: { words?: string[]; env?: Record<string, string>; enter?: boolean } = {},
  ): Promise<ServedStudio> {
    const child = spawn(process.execPath, [graftEntry, 'serve', '--json', ...(options.words ?? [])], {
      env: { ...process.env, ...ownFolders(folder), ...options.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: child.stdout });
    const [line] = await Promise.race([
      once(lines, 'line') as Promise<[string]>,
      once(child, 'exit').then(() => {
        throw new Error('the studio ended before it was ready');
      }),
    ]);
    const { address } = JSON.parse(line) as { address: string };
    if (options.enter === false) return new ServedStudio(child, address, { cookie: '', key: '' });
    const entered = await fetch(address.replace(/#.*/, ''), { redirect: 'manual' });
    return new ServedStudio(child, address, sessionOf(entered));
  }

  async ask<N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>> {
    const answer = (await this.answer(name, input)) as Answer<Output<N>>;
    if (!answer.ok) throw new StudioError(answer.failure.code, answer.failure.facts);
    return answer.value;
  }

  /** Uploads one file. Returns the id of the upload. */
  async upload(name: string, content: string): Promise<string> {
    const id = crypto.randomUUID();
    const headers = { cookie: this.cookie, 'x-graft-key': this.key };
    const response = await fetch(`${this.#origin}/uploads/${id}/${name}`, { method: 'PUT', headers, body: content });
    if (!response.ok) throw new Error(`the upload was refused: ${response.status}`);
    return id;
  }

  /** Returns the raw answer to any message. */
  async answer(name: string, input: unknown): Promise<Answer<unknown>> {
    const response = await fetch(`${this.#origin}/api/${name}`, {
      method: 'POST',
      body: JSON.stringify(input),
      headers: { cookie: this.cookie, 'x-graft-key': this.key },
    }).catch((error: unknown) => {
      const { exitCode, signalCode } = this.process;
      throw exitCode === null && signalCode === null
        ? error
        : new Error(`the studio has ended (${signalCode ?? exitCode})`, { cause: error });
    });
    return (await response.json()) as Answer<unknown>;
  }

  /** Polls until the job has ended, as a script would. */
  async ended(job: Output<'jobs.get'>['id']): Promise<Output<'jobs.get'>> {
    for (;;) {
      const now = await this.ask('jobs.get', { job });
      if (now.endedAt !== null) return now;
      await new Promise((resolve) => {
        setTimeout(resolve, 50);
      });
    }
  }

  /** Ends the process and waits until it is gone. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const exit = once(this.process, 'exit');
    this.process.kill(signal);
    await exit;
  }
}
