import { join } from 'node:path';
import { z } from 'zod';
import type { TimedWork } from '../../domain/training-time/expected-time.ts';
import type { MeasuredWork } from '../../domain/training-time/measured-work.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const work = z.array(
  z.strictObject({
    what: z.string(),
    multiplyAdds: z.number().positive(),
    pictures: z.number().positive(),
    seconds: z.number().positive(),
  }),
);
const form = z.strictObject({ reading: work, fitting: work, tuning: work });
/** The number of newest measurements kept of each kind. */
const kept = 40;

/** How long training runs took on this machine. Stored in the user's data folder. */
export class MeasuredSpeeds {
  readonly #path: string;

  constructor(home: string) {
    // Not `speeds.json`: earlier versions stored speeds there that counted images with cached features as read.
    this.#path = join(home, 'timed-work.json');
  }

  /** All measurements, oldest first. */
  get timed(): TimedWork {
    return readKept(this.#path, form, { reading: [], fitting: [], tuning: [] });
  }

  /** Ignores measurements without time or images. If a measurement cannot be stored, the next estimate is only less certain. */
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
