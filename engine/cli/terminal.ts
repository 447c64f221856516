import type { Progress } from '../contract/index.ts';
import { capitalised, words } from '../words/words.ts';

const barWidth = 24;

/** Output of a running command: results on standard output, progress on standard error. */
export class Terminal {
  readonly #json: boolean;
  #stage = '';

  constructor(json: boolean) {
    this.#json = json;
  }

  /** Prints a line for people; nothing with --json. */
  say(text: string): void {
    if (this.#json) return;
    this.#clearBar();
    process.stdout.write(`${text}\n`);
  }

  /** Prints the only output of a command; with --json as a document with the text under `name`. */
  text(name: string, text: string): void {
    process.stdout.write(this.#json ? `${JSON.stringify({ [name]: text })}\n` : `${text}\n`);
  }

  /** Prints the document of --json. */
  document(value: unknown): void {
    if (this.#json) process.stdout.write(`${JSON.stringify(value)}\n`);
  }

  /** Shows a progress bar on a terminal, otherwise one line per stage. */
  progress({ stage, done, total, secondsLeft }: Progress): void {
    if (stage === 'waiting') return;
    const started = stage !== this.#stage;
    this.#stage = stage;
    if (!process.stderr.isTTY) {
      if (started && !this.#json) process.stderr.write(`${capitalised(words.frame.jobs.stages[stage])} ...\n`);
      return;
    }
    const part = total ? done / total : 0;
    const bar = total ? `[${'='.repeat(Math.round(part * barWidth)).padEnd(barWidth)}] ` : '';
    process.stderr.write(
      `\r\x1b[K${capitalised(words.frame.jobs.stages[stage])} ${bar}${words.command.done(done, total)}${secondsLeft === null ? '' : `, ${words.command.secondsLeft(secondsLeft)}`}`,
    );
  }

  #clearBar(): void {
    if (process.stderr.isTTY && this.#stage !== '') process.stderr.write('\r\x1b[K');
    this.#stage = '';
  }
}
