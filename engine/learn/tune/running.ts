import type { ValidationScore } from '../head/validation-score.ts';
import type { Batches } from './trainer/batches.ts';
import type { NetworkTraining, TrainingControl } from './trainer/network-training.ts';
import type { Scoring } from './scoring.ts';
import type { TrainerState } from '../../models/backward/trainer-spec.ts';
import type { LoadedTraining } from './trainer/training-inputs.ts';

/** A training in progress. */
export interface Running {
  readonly job: NetworkTraining;
  readonly control: TrainingControl;
  readonly loaded: LoadedTraining;
  readonly scoring: Scoring;
  readonly batches: Batches;
  /** State and score before the first step. */
  readonly start: { readonly state: TrainerState; readonly score: ValidationScore };
  /** Where the steps start: `start` with a less confident head. */
  readonly begin: TrainerState;
  /** Training time over all sessions. */
  readonly seconds: () => number;
}
