import type { BaselineScore, Lineage, Score, Tuning, Variation } from '../../contract/index.ts';
import type { ClassId, ContentHash, RunId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { ThroughWindow } from '../../domain/models/picture-window.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';
import type { HeadJob } from '../head/train-head.ts';
import type { ValidationScore } from '../head/validation-score.ts';
import type { Weights } from '../../models/layers/weights.ts';
import type { NetworkTraining } from './trainer/network-training.ts';
import type { PictureRows, PlainPictures } from './trainer/prepared-pictures.ts';

/** A run that trains the network itself, with its data and its folder, but without processes. */
export interface TuningRun extends HeadJob {
  readonly source: SourceOnDisk;
  /** A single layer. */
  readonly cut: string;
  /** First block to tune or `all`; null to have it chosen. */
  readonly tuneFrom: string | null;
  readonly variation: Variation;
  readonly budgetSeconds: number | null;
  readonly images: readonly { readonly hash: ContentHash; readonly through?: ThroughWindow; readonly class: ClassId; readonly split: 'train' | 'validation' | 'test' }[];
  /** Pictures of the images at these places: to train on, and without rounding to score on. */
  readonly pictures: (places: readonly number[]) => Promise<PictureRows>;
  readonly finePictures: (places: readonly number[]) => Promise<PlainPictures>;
  /** Features of the images at these places by the source with these weights, just as prediction computes them later: rows x D. */
  readonly featuresBy: (weights: Weights, places: readonly number[]) => Promise<Float32Array>;
  readonly runFolder: string;
  readonly resume: boolean;
  readonly lineage: { readonly project: string; readonly run: RunId };
  readonly checkpointMs?: number;
}

/** What a run ends with: a model in its folder. */
export interface TunedRun {
  readonly tuneFrom: string;
  readonly head: LinearHead;
  readonly model: SourceOnDisk;
  readonly tuning: Tuning;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  readonly validation: ValidationScore;
  /** Class probabilities by place of the validation and test images. */
  readonly probabilities: ReadonlyMap<number, Float32Array>;
}

/** The same of a trial, with the probabilities of validation images alone. */
export type TunedTrial = Omit<TunedRun, 'test' | 'baselines'>;
/** A trial as it lies in its folder. */
export interface AdoptedTrial extends Pick<TunedRun, 'tuneFrom' | 'tuning' | 'head' | 'model'> { readonly method: Lineage['method'] }

/** A run whose training is over, before it is tested and saved. */
export interface TrainedRun extends Pick<TunedRun, 'tuneFrom' | 'tuning' | 'head' | 'validation'> {
  readonly method: Lineage['method'];
  readonly weights: Weights;
  /** Of the validation images, images x classes. */
  readonly probabilities: Float32Array;
}

/** What differs between the ways to train a network. */
export interface Method {
  readonly training: (run: TuningRun, probe: LinearHead, labels: Int32Array) => Pick<NetworkTraining, 'recipe' | 'source' | 'tuneFrom' | 'head'>;
  /** The plain head stays where the trained network names fewer validation images rightly. */
  readonly keepsHead: boolean;
}
