import type { CurvePoint, Stage, Tuning, Variation } from '../../../contract/index.ts';
import type { LinearHead } from '../../../domain/models/linear-head.ts';
import type { SourceOnDisk } from '../../../models/library/source-models.ts';
import type { ValidationScore } from '../../head/validation-score.ts';
import type { Weight } from '../../../models/layers/weights.ts';
import type { ActivationRoom } from './boundary-cache.ts';
import type { PictureRows, PlainPictures } from './prepared-pictures.ts';
import type { Recipe } from './recipes.ts';
import type { Trainer, TrainerSpec } from './trainer.ts';
import type { TrainingProgress } from './training-progress.ts';

/** Pictures at the input size of the source, with their class indices. */
export interface ScoredImages {
  readonly pictures: PlainPictures;
  readonly labels: Int32Array;
}
interface TrainingImages extends ScoredImages {
  readonly pictures: PictureRows;
}

/** What a training may cost. Defaults follow from the data. */
export interface TrainingBudget {
  /** Pictures that optimiser steps may process, including the learning-rate search. */
  readonly imagePasses?: number;
  /** Number of learning rates to try; 1 uses the default rate without a search. */
  readonly trials?: number;
  /** Time until the weights are chosen. The number of steps it allows depends on the machine. */
  readonly seconds?: number;
}

/** A training of a network without jobs and files. The pictures of `validation` select weights and are never trained on. */
export interface NetworkTraining {
  readonly recipe: Recipe;
  /** Architecture and initial weights: a source model, or a random start of one. */
  readonly source: SourceOnDisk;
  /** A single layer. */
  readonly cut: string;
  /** Name of a block (blocksOf), or `all`. */
  readonly tuneFrom: string;
  /** The initial head; its classes are those of the labels. */
  readonly head: LinearHead;
  readonly train: TrainingImages;
  readonly validation: ScoredImages;
  /** Pictures to predict with the final weights. */
  readonly ask?: PlainPictures;
  readonly variation: Variation;
  readonly seed: number;
  readonly budget?: TrainingBudget;
  readonly room?: Partial<ActivationRoom>;
  /** Replaces Trainer.load in tests. */
  readonly load?: (spec: TrainerSpec) => Promise<Trainer>;
}

/** Stores the progress of a training. */
export interface ProgressKeeper {
  /** Where to resume; null at the start. */
  readonly kept: TrainingProgress | null;
  /** Called between steps; saves what `progress` returns when it is due. Errors: `disk-full`, with the previous progress intact. */
  offer(progress: () => TrainingProgress, isLast: boolean): void;
}

export interface TrainingControl {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
  /** Aborted if the training should end now with its best weights. */
  readonly finish?: AbortSignal;
  point?(point: CurvePoint): void;
  readonly keeper?: ProgressKeeper;
}

export interface TrainedNetwork {
  /** Weights of the source's layers up to the cut point, by layer and name. */
  readonly weights: ReadonlyMap<string, ReadonlyMap<string, Weight>>;
  readonly head: LinearHead;
  /** Class probabilities of the pictures of `ask`, n x C; empty without `ask`. */
  readonly answers: Float32Array;
  /** Scores of the final and of the initial weights on the validation images. */
  readonly validation: ValidationScore;
  readonly start: ValidationScore;
  readonly tuning: Tuning;
  /** Pictures the budget allowed and those used before an early stop; number of learning rates tried. */
  readonly imagePasses: number;
  readonly imagePassesUsed: number;
  readonly trials: number;
  /** False if the network was still improving when its steps or time ran out, or had not started to learn. */
  readonly finished: boolean;
  /** Where it ended, to resume with a larger budget. */
  readonly progress: TrainingProgress;
}
