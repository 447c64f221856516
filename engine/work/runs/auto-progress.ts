import { join } from 'node:path';
import { z } from 'zod';
import { autoChoice, autoSkipped } from '../../contract/runs.ts';
import type { RunId } from '../../domain/ids.ts';
import type { TrialOutcome } from '../../learner/protocol.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { keep, readKept } from '../../files/kept-json.ts';

const tuning = z.enum(['last-blocks', 'normalisation', 'everything']);
const candidate = z.strictObject({ multiplyAdds: z.number(), features: z.int(), known: z.int() });

/** All that automatic mode needs to go on where it was, beside its order. */
const progress = z.strictObject({
  version: z.literal(1), usedSeconds: z.number(),
  /** Source models by id and hash. `outcome` is what the learner said. */
  trials: z.array(z.strictObject({
    method: z.enum(['head', 'fine-tune']), source: z.string(), hash: z.string(), cut: z.string(), tuneFrom: z.string().nullable(), candidate, seconds: z.number(),
    outcome: z.custom<TrialOutcome>((value) => typeof value === 'object' && value !== null && 'predictions' in value),
  })),
  skipped: z.array(autoSkipped), swept: autoChoice.shape.swept, otherCutWins: z.boolean().nullable(),
  /** The comparison of cuts is not to be tried any more, however it went. */
  cutsCompared: z.boolean(),
  /** Trials that were begun; fine-tunes that are not to be tried any more, and the one that was under way, with its time: its checkpoint fits no other. */
  begun: z.int(), done: z.array(tuning), underWay: z.strictObject({ tuning, seconds: z.number() }).nullable(),
});
export type AutoProgress = z.infer<typeof progress>;

/** Where a tuned run has its checkpoint, too: a run that has one can go on. */
const autoProgressFile = (store: ProjectStore, run: RunId): string => join(store.runFolder(run), 'checkpoint');

/** Errors: `disk-full`, `folder-read-only`; what was kept before stays. */
export function keepAutoProgress(store: ProjectStore, run: RunId, value: AutoProgress): void {
  keep(autoProgressFile(store, run), value);
}

/** Null where nothing is kept, or it is damaged: then everything is tried again. */
export function keptAutoProgress(store: ProjectStore, run: RunId): AutoProgress | null {
  return readKept<AutoProgress | null>(autoProgressFile(store, run), progress, null);
}
