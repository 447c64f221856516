import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A Python script that answers each line of JSON with one line; `hello` is the first line it prints. Must be ended. */
export class PythonPeer {
  readonly hello: unknown;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(child: ChildProcess, lines: AsyncIterator<string>, hello: unknown) {
    this.#child = child;
    this.#lines = lines;
    this.hello = hello;
  }

  static async start(
    python: string,
    script: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<PythonPeer> {
    const child = spawn(python, [script, ...args], { stdio: ['pipe', 'pipe', 'ignore'], env: { ...process.env, ...env } });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new PythonPeer(child, lines, await nextOf(lines));
  }

  async ask(request: unknown): Promise<unknown> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    return nextOf(this.#lines);
  }

  async end(): Promise<void> {
    const exit = once(this.#child, 'exit');
    this.#child.stdin?.end();
    await exit;
  }
}

async function nextOf(lines: AsyncIterator<string>): Promise<unknown> {
  const { value, done } = await lines.next();
  if (done === true) throw new Error('the Python script ended before it answered');
  return JSON.parse(value);
}
