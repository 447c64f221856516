import type { CurvePoint } from '../../contract/index.ts';
import type { CalibratedScore } from '../validation-score.ts';
import type { TrainerState } from './trainer.ts';

/** How a training is planned; fixed before its first step, since measured times are never the same again. */
export interface TrainingPlan {
  readonly batchSize: number;
  /** The batch it began with, where memory was too small for that. */
  readonly batchSizeTried: number | null;
  /** Learning rates to try and steps of each trial; none are tried where there is only one. */
  readonly rates: readonly number[];
  readonly searchSteps: number;
  readonly steps: number;
}
export interface TriedRate { readonly learningRate: number; readonly validationLoss: number }

/** The steps after the search. */
export interface MainSteps {
  readonly learningRate: number;
  /** Steps taken. */
  step: number;
  /** The best of all looks; the start is none. */
  best: { step: number; score: CalibratedScore; state: TrainerState } | null;
  /** Sum and number of the training losses since the last point of the curve. */
  recent: { sum: number; count: number };
  readonly curve: CurvePoint[];
  stoppedEarly: boolean;
}

/** All that a training needs to go on where it was, beside the job itself. */
export interface TrainingProgress {
  readonly plan: TrainingPlan;
  readonly tried: readonly TriedRate[];
  /** Null while the learning rate is searched; a trial that was broken off is begun anew. */
  readonly main: { readonly steps: MainSteps; readonly state: TrainerState } | null;
  readonly seconds: number;
}
