import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keep } from '../../../engine/files/kept-json.ts';
import { codeBehind } from '../shell/code-behind.ts';

/** Failures end a round; their code does not affect the figures of a successful one. */
const failures = ['engine/domain/failure.ts', 'engine/domain/disk-fault.ts', 'engine/domain/writing-failure.ts'];

/** What rounds depend on: source files and settings. Rounds measured on other code or settings do not count. */
export interface MeasuredOn {
  readonly root: string;
  /** Paths relative to the root; their imports count, too, except the code of failures. */
  readonly entries: readonly string[];
  readonly settings: unknown;
}

/**
 * The finished rounds of a long benchmark, by name. With a folder, they persist between runs of the benchmark and add up: each is a JSON
 * file, in one subfolder for each version of code and settings; `measured-on.json` in it lists those.
 */
export class KeptRounds<T> {
  /** The number of rounds in the folder measured on something else. */
  readonly leftAside: number;
  readonly #rounds = new Map<string, T>();
  readonly #own: string | null;

  /** Without a folder, rounds are kept only while the process runs. */
  constructor(folder: string | undefined, bench: string, { root, entries, settings }: MeasuredOn) {
    if (folder === undefined) {
      this.#own = null;
      this.leftAside = 0;
      return;
    }
    const code = Object.fromEntries(Object.entries(codeBehind(root, entries)).filter(([file]) => !failures.includes(file)));
    const measuredOn = { settings, code };
    const own = `${bench} ${createHash('sha256').update(JSON.stringify(measuredOn)).digest('hex').slice(0, 12)}`;
    mkdirSync(folder, { recursive: true });
    this.#own = join(folder, own);
    if (!existsSync(this.#own)) keep(join(this.#own, about), measuredOn);
    const others = readdirSync(folder).filter((name) => name.startsWith(`${bench} `) && name !== own);
    this.leftAside = others.flatMap((name) => roundsIn(join(folder, name))).length;
    for (const file of roundsIn(this.#own))
      this.#rounds.set(file.slice(0, -ending.length), JSON.parse(readFileSync(join(this.#own, file), 'utf8')) as T);
  }

  /** Returns the stored round, or measures it now and stores it. */
  async of(name: string, measure: () => Promise<T>): Promise<T> {
    const known = this.#rounds.get(name);
    if (known !== undefined) return known;
    const measured = await measure();
    if (this.#own !== null) keep(join(this.#own, `${name}${ending}`), measured);
    this.#rounds.set(name, measured);
    return measured;
  }

  /** All stored rounds, including those of earlier runs. */
  get all(): T[] {
    return [...this.#rounds.values()];
  }

  /** A sentence about rounds that do not count here; empty if there are none. */
  get remark(): string {
    return this.leftAside === 0 ? '' : `${this.leftAside} kept rounds were left aside: they were measured on other code or settings.`;
  }
}

const about = 'measured-on.json';
const ending = '.json';
const roundsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(ending) && file !== about)
    .sort();
