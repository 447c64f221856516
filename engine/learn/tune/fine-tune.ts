import { normalisationOnly } from '../../domain/choice/tuned-part.ts';
import type { TrainingControl } from './trainer/network-training.ts';
import { defaultTuneFrom } from '../../models/backward/default-tune-from.ts';
import { fineTuneRecipe, normalisationRecipe } from './trainer/recipes.ts';
import type { Method, TunedRun, TunedTrial, TuningRun } from './tuned-run.ts';
import { tuningRun, tuningTrial } from './tuning-run.ts';

const method: Method = {
  keepsHead: true,
  training: ({ source, cut, tuneFrom, classes }, head, labels) => ({
    recipe: tuneFrom === normalisationOnly ? normalisationRecipe : fineTuneRecipe,
    source,
    head,
    tuneFrom: tuneFrom ?? defaultTuneFrom(source, cut, labels, classes.length),
  }),
};

/**
 * Fine-tunes the blocks of a source model from `tuneFrom` on, or its normalisation layers alone, together with the head: first the plain
 * head, then both (Kumar et al., arXiv 2202.10054). Stored batch-norm statistics stay as they are. The plain head is kept unless it is
 * beaten on the validation images.
 * Errors: those of tuningRun.
 */
export function fineTune(run: TuningRun, control: TrainingControl): Promise<TunedRun> {
  return tuningRun(run, method, control);
}

/** Like fineTune, but without using the test images; see tuningTrial. */
export function fineTuneTrial(run: TuningRun, control: TrainingControl): Promise<TunedTrial> {
  return tuningTrial(run, method, control);
}
