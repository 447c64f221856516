import { join } from 'node:path';
import { z } from 'zod';
import { autoChoice, autoSkipped } from '../../contract/runs.ts';
import type { RunId } from '../../domain/ids.ts';
import type { TrialOutcome } from '../../learner/protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const tuning = z.enum(['last-blocks', 'normalisation', 'everything']);
const candidate = z.strictObject({ multiplyAdds: z.number(), features: z.int(), known: z.int() });

/** Everything automatic mode needs to resume, besides its order. */
const progress = z.strictObject({
  version: z.literal(1),
  usedSeconds: z.number(),
  /** Source models by id and hash. `outcome` is the learner's. */
  trials: z.array(
    z.strictObject({
      method: z.enum(['head', 'fine-tune']),
      source: z.string(),
      hash: z.string(),
      cut: z.string(),
      tuneFrom: z.string().nullable(),
      candidate,
      seconds: z.number(),
      outcome: z.custom<TrialOutcome>((value) => typeof value === 'object' && value !== null && 'predictions' in value),
    }),
  ),
  skipped: z.array(autoSkipped),
  swept: autoChoice.shape.swept,
  otherCutWins: z.boolean().nullable(),
  /** Whether the comparison of cuts is done, successful or not. */
  cutsCompared: z.boolean(),
  /** `begun`: trials started. `done`: fine-tunings not to retry. `underWay`: the one in progress and its time, tied to its checkpoint. */
  begun: z.int(),
  done: z.array(tuning),
  underWay: z.strictObject({ tuning, seconds: z.number() }).nullable(),
});
export type AutoProgress = z.infer<typeof progress>;

/** The same path as the checkpoint of a tuned run: a run that has this file can be resumed. */
const autoProgressFile = (store: ProjectStore, run: RunId): string => join(store.runFolder(run), 'checkpoint');

/** Errors: `disk-full`, `folder-read-only`; the previous progress stays. */
export function keepAutoProgress(store: ProjectStore, run: RunId, value: AutoProgress): void {
  keep(autoProgressFile(store, run), value);
}

/** Null if there is no progress or it is corrupt; then everything is tried again. */
export function keptAutoProgress(store: ProjectStore, run: RunId): AutoProgress | null {
  return readKept<AutoProgress | null>(autoProgressFile(store, run), progress, null);
}
