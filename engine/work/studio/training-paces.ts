import { join } from 'node:path';
import { z } from 'zod';
import type { SourceModel } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { TrainingPace } from '../../domain/report/report-time.ts';
import type { Learner } from '../../learner/client.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const network = z.strictObject({ step: z.number().positive(), see: z.number().positive(), begin: z.number().nonnegative() });
const form = z.record(
  z.string(),
  z.strictObject({ see: z.number().positive(), smallNetwork: network, scratch: network, fineTune: network }),
);

/** What training the arms of a report costs on this machine with each source model. Measured once, stored in the user's data folder. */
export class TrainingPaces {
  readonly #path: string;
  readonly #measuring = new Map<string, Promise<TrainingPace | null>>();

  constructor(home: string) {
    this.#path = join(home, 'training-paces.json');
  }

  /**
   * Returns the stored pace, or measures it. Null if it cannot be measured: while the learner has other work, which would distort the
   * measurement; if work arrives meanwhile, which takes precedence; and for a source model that cannot be trained, as the report itself
   * will say.
   */
  async of(source: SourceModel, cut: string, scratchSide: number, learner: Pick<Learner, 'run' | 'open'>): Promise<TrainingPace | null> {
    const key = `${source.hash} ${cut} ${scratchSide}`;
    const known = readKept(this.#path, form, {})[key];
    if (known !== undefined) return known;
    const running = this.#measuring.get(key);
    if (running !== undefined) return running;
    if (learner.open > 0) return null;
    const measuring = this.#measured(key, source, cut, scratchSide, learner).finally(() => this.#measuring.delete(key));
    this.#measuring.set(key, measuring);
    return measuring;
  }

  async #measured(
    key: string,
    source: SourceModel,
    cut: string,
    scratchSide: number,
    learner: Pick<Learner, 'run' | 'open'>,
  ): Promise<TrainingPace | null> {
    try {
      const pace = await learner.run(
        { kind: 'measure-training', folder: source.path, cut, scratchSide },
        { signal: new AbortController().signal, progress: () => {}, givesWay: true },
      );
      keep(this.#path, { ...readKept(this.#path, form, {}), [key]: pace });
      return pace;
    } catch (error) {
      if (error instanceof StudioError) return null;
      throw error;
    }
  }
}
