import { join } from 'node:path';
import { z } from 'zod';
import type { TimedWork } from '../../domain/training-time/expected-time.ts';
import type { MeasuredWork } from '../../domain/training-time/measured-work.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const work = z.array(z.strictObject({ what: z.string(), multiplyAdds: z.number().positive(), pictures: z.number().positive(), seconds: z.number().positive() }));
const form = z.strictObject({ reading: work, fitting: work, tuning: work });
/** Newest measurements that are kept of each kind. */
const kept = 40;

/** How long trainings took on this machine, kept in the user's data folder. */
export class MeasuredSpeeds {
  readonly #path: string;

  constructor(home: string) {
    // Not `speeds.json`: there earlier versions kept speeds that took images whose features were kept for images that were read.
    this.#path = join(home, 'timed-work.json');
  }

  /** Everything that was timed, the oldest first. */
  get timed(): TimedWork {
    return readKept(this.#path, form, { reading: [], fitting: [], tuning: [] });
  }

  /** What took no time or saw no picture tells nothing. What cannot be kept only makes the next prediction less sure. */
  note(kind: keyof TimedWork, measured: MeasuredWork): void {
    if (![measured.multiplyAdds, measured.pictures, measured.seconds].every((figure) => figure > 0 && Number.isFinite(figure))) return;
    const { timed } = this;
    try {
      keep(this.#path, { ...timed, [kind]: [...timed[kind], measured].slice(-kept) });
    } catch (error) {
      console.error('the pace of this machine cannot be kept:', error);
    }
  }
}
