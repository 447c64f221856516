import type { ValidationScore } from '../validation-score.ts';
import type { Batches } from './batches.ts';
import type { NetworkTraining, TrainingControl } from './network-training.ts';
import type { Scoring } from './scoring.ts';
import type { TrainerState } from './trainer-spec.ts';
import type { LoadedTraining } from './training-inputs.ts';

/** A training while it runs. */
export interface Running {
  readonly job: NetworkTraining;
  readonly control: TrainingControl;
  readonly loaded: LoadedTraining;
  readonly scoring: Scoring;
  readonly batches: Batches;
  /** Everything as it was before the first step. */
  readonly start: { readonly state: TrainerState; readonly score: ValidationScore };
  /** Where the steps begin: the start with a head that is less sure of itself. */
  readonly begin: TrainerState;
  /** Of all times it ran. */
  readonly seconds: () => number;
}
