import type { CurvePoint } from '../../../contract/index.ts';
import type { CalibratedScore } from '../../head/validation-score.ts';
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
  /** Of a training in cycles: steps of the first one. Null for one fall of the rate over all steps. */
  readonly firstCycle: number | null;
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
  /** Of a training in cycles. */
  readonly cycles: CycleSteps | null;
}
export const copied = (main: MainSteps): MainSteps =>
  ({ ...main, recent: { ...main.recent }, curve: [...main.curve], cycles: main.cycles === null ? null : { ...main.cycles } });

export interface CycleSteps {
  /** Of a rate that is tried: it ends with the first cycle. */
  readonly isTrial: boolean;
  /** Steps of the first cycle, and how many steps there may be. */
  readonly first: number;
  readonly most: number;
  /** Steps of the trials that it does not go on from. */
  readonly searchSteps: number;
  /** Smallest validation loss before the cycle of now and in it; null before the first look. */
  before: number | null;
  within: number | null;
  hasBegun: boolean;
  /** The last cycle made it no better. */
  finished: boolean;
}

export interface StepsAndState { readonly steps: MainSteps; readonly state: TrainerState }

/** All that a training needs to go on where it was, beside the job itself. */
export interface TrainingProgress {
  readonly plan: TrainingPlan;
  readonly tried: readonly TriedRate[];
  /** Null while the learning rate of a training with one fall is searched; a trial that was broken off is begun anew. */
  readonly main: StepsAndState | null;
  /** While a training in cycles searches: the best trial that is done, with which it goes on. `main` is the trial under way. */
  readonly leading: StepsAndState | null;
  readonly seconds: number;
}
