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

/** Pictures in the input size of the source, with the index of the class of each. */
export interface ScoredImages { readonly pictures: PlainPictures; readonly labels: Int32Array }
interface TrainingImages extends ScoredImages { readonly pictures: PictureRows }

/** What a training may cost. What is left out follows from the data. */
export interface TrainingBudget {
  /** Pictures that optimiser steps may take in, those of the search for the learning rate included. */
  readonly imagePasses?: number;
  /** Learning rates that are tried; 1 takes the usual one untried. */
  readonly trials?: number;
  /** Until the weights are chosen. How many steps it allows depends on the machine. */
  readonly seconds?: number;
}

/** A training of a network as it is, without jobs and files. Pictures of `validation` choose, and are never trained on. */
export interface NetworkTraining {
  readonly recipe: Recipe;
  /** Architecture and start of the weights: a source model, or a random start of one. */
  readonly source: SourceOnDisk;
  /** A single layer. */
  readonly cut: string;
  /** Name of a block (blocksOf), or `all`. */
  readonly tuneFrom: string;
  /** The head to begin with; its classes are those of the labels. */
  readonly head: LinearHead;
  readonly train: TrainingImages;
  readonly validation: ScoredImages;
  /** Pictures that the kept weights are asked about at the end. */
  readonly ask?: PlainPictures;
  readonly variation: Variation;
  readonly seed: number;
  readonly budget?: TrainingBudget;
  readonly room?: Partial<ActivationRoom>;
  /** Stands in for Trainer.load in tests. */
  readonly load?: (spec: TrainerSpec) => Promise<Trainer>;
}

/** Where a training keeps how far it is. */
export interface ProgressKeeper {
  /** Where to go on; null at the start. */
  readonly kept: TrainingProgress | null;
  /** Called between steps; keeps what `progress` answers when it is time. Errors: `disk-full`, with what was kept before unharmed. */
  offer(progress: () => TrainingProgress, isLast: boolean): void;
}

export interface TrainingControl {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
  /** Aborted when the training should end now with its best weights. */
  readonly finish?: AbortSignal;
  point?(point: CurvePoint): void;
  readonly keeper?: ProgressKeeper;
}

export interface TrainedNetwork {
  /** Of the source's layers up to the cut, by layer and name. */
  readonly weights: ReadonlyMap<string, ReadonlyMap<string, Weight>>;
  readonly head: LinearHead;
  /** Class probabilities of the pictures of `ask`, n x C; empty without. */
  readonly answers: Float32Array;
  /** Of the kept weights, and of those it started from, on the validation images. */
  readonly validation: ValidationScore;
  readonly start: ValidationScore;
  readonly tuning: Tuning;
  /** What the budget allowed and what was used of it before an early stop; learning rates that were tried. */
  readonly imagePasses: number;
  readonly imagePassesUsed: number;
  readonly trials: number;
  /** False where the network was still improving when its steps or its time ended, or had not begun to learn. */
  readonly finished: boolean;
  /** Where it ended, to go on from with a larger budget. */
  readonly progress: TrainingProgress;
}
