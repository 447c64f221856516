import { join } from 'node:path';
import { z } from 'zod';
import type { HitRate } from '../../contract/index.ts';
import { wilsonInterval } from '../../domain/statistics/intervals.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const trial = z.strictObject({ project: z.string(), dataVersion: z.int(), at: z.int(), right: z.boolean() });
const form = z.array(trial);
type Trial = z.infer<typeof trial>;
/** The number of newest trials kept. */
const kept = 1000;

/** How often rankings were right on this machine, over all projects. Stored in the user's data folder. */
export class HitRates {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'ranking-trials.json');
  }

  /** Adds a trial; a repeated trial on the same labels of a project replaces the earlier one. The trial itself is stored in its project. */
  note(one: Trial): void {
    const others = readKept(this.#path, form, []).filter(
      ({ project, dataVersion }) => project !== one.project || dataVersion !== one.dataVersion,
    );
    try {
      keep(this.#path, [...others, one].slice(-kept));
    } catch (error) {
      console.error('the hit rate of this machine cannot be kept:', error);
    }
  }

  get(): HitRate {
    const trials = readKept(this.#path, form, []);
    const right = trials.filter((one) => one.right).length;
    return { trials: trials.length, right, rate: trials.length === 0 ? null : wilsonInterval(right, trials.length) };
  }
}
