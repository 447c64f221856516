import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keep } from '../../../engine/files/kept-json.ts';
import { codeBehind } from '../shell/code-behind.ts';

/** Failures end a round; what they say changes no figure of one that ended well. */
const failures = ['engine/domain/failure.ts', 'engine/domain/disk-fault.ts', 'engine/domain/writing-failure.ts'];

/** What rounds depend on: files that are run, and settings. Rounds of other files or settings are not rounds of this bench. */
export interface MeasuredOn {
  readonly root: string;
  /** From the root; what they import counts, too, but for the words of failures. */
  readonly entries: readonly string[];
  readonly settings: unknown;
}

/**
 * The finished rounds of a long bench, by name. In a folder they outlast the sitting, so that several sittings add up: each is a JSON
 * file in a folder of its own for everything that it was measured on, and `measured-on.json` beside it says what that was.
 */
export class KeptRounds<T> {
  /** Rounds in the folder that were measured on something else. */
  readonly leftAside: number;
  readonly #rounds = new Map<string, T>();
  readonly #own: string | null;

  /** Without a folder, rounds are kept for as long as the process runs. */
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
    for (const file of roundsIn(this.#own)) this.#rounds.set(file.slice(0, -ending.length), JSON.parse(readFileSync(join(this.#own, file), 'utf8')) as T);
  }

  /** The round that is there, else the one that is measured now and kept. */
  async of(name: string, measure: () => Promise<T>): Promise<T> {
    const known = this.#rounds.get(name);
    if (known !== undefined) return known;
    const measured = await measure();
    if (this.#own !== null) keep(join(this.#own, `${name}${ending}`), measured);
    this.#rounds.set(name, measured);
    return measured;
  }

  /** All that are there, of earlier sittings too. */
  get all(): T[] {
    return [...this.#rounds.values()];
  }

  /** A sentence for people, about rounds that do not count here. Empty where there are none. */
  get remark(): string {
    return this.leftAside === 0 ? '' : `${this.leftAside} kept rounds were left aside: they were measured on other code or settings.`;
  }
}

const about = 'measured-on.json';
const ending = '.json';
const roundsIn = (folder: string): string[] => readdirSync(folder).filter((file) => file.endsWith(ending) && file !== about).sort();
