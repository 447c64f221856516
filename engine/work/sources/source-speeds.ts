import { join } from 'node:path';
import { z } from 'zod';
import type { SourceModel } from '../../contract/index.ts';
import { keep, readKept } from '../../files/kept-json.ts';

type Speed = NonNullable<SourceModel['speed']>;
const form = z.record(z.string(), z.strictObject({ imagesPerSecond: z.number().positive(), measuredAt: z.int().nonnegative() }));

/** The measured speed of each source model on this machine, by its hash. Stored in the user's data folder. */
export class SourceSpeeds {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, 'source-speeds.json');
  }

  all(): ReadonlyMap<string, Speed> {
    return new Map(Object.entries(readKept(this.#path, form, {})));
  }

  /** Stores a speed. Errors: `disk-full`, `folder-read-only`. */
  note(hash: string, speed: Speed): void {
    keep(this.#path, { ...Object.fromEntries(this.all()), [hash]: speed });
  }
}
