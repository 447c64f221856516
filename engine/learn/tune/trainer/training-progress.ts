import type { CurvePoint } from '../../../contract/index.ts';
import type { CalibratedScore } from '../../head/validation-score.ts';
import type { TrainerState } from './trainer.ts';

/** The plan of a training; fixed before its first step, since measured times vary. */
export interface TrainingPlan {
  readonly batchSize: number;
  /** The batch size first tried, if memory was too small for it. */
  readonly batchSizeTried: number | null;
  /** Learning rates to try, and steps of each trial; a single rate is not searched. */
  readonly rates: readonly number[];
  readonly searchSteps: number;
  readonly steps: number;
  /** Steps of the first cycle; null if the learning rate decays once over all steps. */
  readonly firstCycle: number | null;
}
export interface TriedRate {
  readonly learningRate: number;
  readonly validationLoss: number;
}

/** The steps after the search. */
export interface MainSteps {
  readonly learningRate: number;
  /** Steps taken. */
  step: number;
  /** The best evaluation so far; the start does not count. */
  best: { step: number; score: CalibratedScore; state: TrainerState } | null;
  /** Sum and count of the training losses since the last point of the curve. */
  recent: { sum: number; count: number };
  readonly curve: CurvePoint[];
  stoppedEarly: boolean;
  /** Null unless trained in cycles. */
  readonly cycles: CycleSteps | null;
}
export const copied = (main: MainSteps): MainSteps => ({
  ...main,
  recent: { ...main.recent },
  curve: [...main.curve],
  cycles: main.cycles === null ? null : { ...main.cycles },
});

export interface CycleSteps {
  /** Whether a learning rate is being tried: this ends with the first cycle. */
  readonly isTrial: boolean;
  /** Steps of the first cycle, and most steps in all. */
  readonly first: number;
  readonly most: number;
  /** Steps of the trials it does not continue from. */
  readonly searchSteps: number;
  /** Smallest validation loss before and within the current cycle; null before the first evaluation. */
  before: number | null;
  within: number | null;
  hasBegun: boolean;
  /** The last cycle brought no improvement. */
  finished: boolean;
}

export interface StepsAndState {
  readonly steps: MainSteps;
  readonly state: TrainerState;
}

/** All that a training needs to resume, besides the job itself. */
export interface TrainingProgress {
  readonly plan: TrainingPlan;
  readonly tried: readonly TriedRate[];
  /** Null while a training without cycles searches its learning rate; an interrupted trial starts over. */
  readonly main: StepsAndState | null;
  /** While a training in cycles searches: the best completed trial, which may continue. `main` is the trial in progress. */
  readonly leading: StepsAndState | null;
  readonly seconds: number;
}
