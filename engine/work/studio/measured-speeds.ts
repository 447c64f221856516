import { join } from 'node:path';
import { z } from 'zod';
import { keep, readKept } from '../../files/kept-json.ts';

const form = z.record(z.string(), z.array(z.number().positive()));
/** Newest measurements that are kept of each kind. */
const kept = 12;

/** Kinds of work whose pace is kept: seconds for a picture and a million multiply-adds of the source model. */
export type PacedWork = 'seeing' | 'tuning';

/** How fast this machine was at earlier trainings, kept in the user's data folder. */
export class MeasuredSpeeds {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'speeds.json');
  }

  /** What cannot be kept only makes the next prediction less sure. */
  note(work: PacedWork, secondsPerUnit: number): void {
    if (!(secondsPerUnit > 0 && Number.isFinite(secondsPerUnit))) return;
    const all = readKept(this.#path, form, {});
    try {
      keep(this.#path, { ...all, [work]: [...all[work] ?? [], secondsPerUnit].slice(-kept) });
    } catch (error) {
      console.error('the pace of this machine cannot be kept:', error);
    }
  }

  /** The least and the most of the kept measurements; null before the first. */
  of(work: PacedWork): { readonly low: number; readonly high: number } | null {
    const measured = readKept(this.#path, form, {})[work] ?? [];
    return measured.length === 0 ? null : { low: Math.min(...measured), high: Math.max(...measured) };
  }
}
