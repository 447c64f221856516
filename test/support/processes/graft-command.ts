import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { graftEntry, ownFolders } from '../served-studio.ts';

/** The result of one call of the command. */
export interface Called {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `graft` command as a separate process, with all files of its user inside one folder of the test. */
export class GraftCommand {
  readonly folder: string;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(folder: string, environment: Readonly<Record<string, string>> = {}) {
    this.folder = folder;
    this.#environment = { ...process.env, GRAFT_MODELS: '', ...ownFolders(folder), ...environment };
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  start(words: readonly string[]): ChildProcess {
    return spawn(process.execPath, [graftEntry, ...words], { cwd: this.folder, env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  async call(...words: string[]): Promise<Called> {
    const child = this.start(words);
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, 'close')]);
    return { exitCode: child.exitCode, stdout, stderr };
  }

  /** The document that a successful call prints with --json: one line on standard output and nothing else. */
  async document(...words: string[]): Promise<unknown> {
    return this.#documentOf(0, words);
  }

  /** The document of a call that finished but left something out, as its exit code says. */
  async partialDocument(...words: string[]): Promise<unknown> {
    return this.#documentOf(3, words);
  }

  async #documentOf(exitCode: number, words: readonly string[]): Promise<unknown> {
    const called = await this.call(...words, '--json');
    assert.equal(called.exitCode, exitCode, `${words.join(' ')}: ${called.stdout}${called.stderr}`);
    return onlyDocument(called);
  }

  /** The failure that a call prints with --json, after checking its format and exit code 1. */
  async failure(...words: string[]): Promise<{ code: string; message: string; remedy: string }> {
    const called = await this.call(...words, '--json');
    assert.equal(called.exitCode, 1, `${words.join(' ')} did not fail: ${called.stdout}${called.stderr}`);
    const { failure, ...others } = onlyDocument(called) as { failure: Record<'code' | 'message' | 'remedy', string> };
    assert.deepEqual([Object.keys(failure), others], [['code', 'message', 'remedy'], {}]);
    for (const words of [failure.message, failure.remedy]) assert.match(words, /^[A-Z"].{5,}[.!]$/s);
    assert.doesNotMatch(`${failure.message}${failure.remedy}${called.stderr}`, /undefined|NaN|\n {4}at |StudioError/);
    return failure;
  }
}

/** Parses the whole standard output as one JSON document on one line. */
function onlyDocument({ stdout }: Called): unknown {
  assert.match(stdout, /^[^\n]+\n$/, 'standard output holds more than one document');
  return JSON.parse(stdout) as unknown;
}
