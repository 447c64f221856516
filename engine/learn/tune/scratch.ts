import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { normalRandom, seededRandom } from '../../domain/statistics/random.ts';
import { randomStart } from '../../models/library/random-start.ts';
import { findCut } from '../../models/library/source-models.ts';
import type { TrainingControl } from './trainer/network-training.ts';
import { scratchRecipe } from './trainer/recipes.ts';
import type { Method, TunedRun, TuningRun } from './tuned-run.ts';
import { tuningRun } from './tuning-run.ts';

const deviation = 0.01;

/** An untrained head: small normally distributed weights on features as they are. */
export function untrainedHead(dimension: number, classIds: readonly ClassId[], seed: number): LinearHead {
  const draw = normalRandom(seededRandom(seed));
  return {
    kind: 'logistic',
    dimension,
    classIds,
    centre: null,
    unitLength: false,
    bias: new Float32Array(classIds.length),
    weights: Float32Array.from({ length: dimension * classIds.length }, () => deviation * draw()),
    chosen: { by: 'none', strength: 0, accuracy: null },
  };
}

const method: Method = {
  keepsHead: false,
  training: ({ source, cut, seed, classes }) => ({
    recipe: scratchRecipe,
    source: randomStart(source, seed),
    tuneFrom: 'all',
    head: untrainedHead(
      findCut(source, cut).features,
      classes.map(({ id }) => id),
      seed,
    ),
  }),
};

/**
 * Trains the architecture of a source model from random weights, with the same schedule, search, augmentation and early stopping as a
 * fine-tune: what can be learned from the images alone. Errors: those of tuningRun.
 */
export function scratch(run: TuningRun, control: TrainingControl): Promise<TunedRun> {
  return tuningRun(run, method, control);
}
