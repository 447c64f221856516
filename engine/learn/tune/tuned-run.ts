import type { BaselineScore, Lineage, Score, Tuning, Variation } from '../../contract/index.ts';
import type { ClassId, ContentHash, RunId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { ThroughLook } from '../../domain/models/look.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';
import type { HeadJob } from '../head/train-head.ts';
import type { ValidationScore } from '../head/validation-score.ts';
import type { Weights } from '../../models/layers/weights.ts';
import type { NetworkTraining } from './trainer/network-training.ts';
import type { PictureRows, PlainPictures } from './trainer/prepared-pictures.ts';

/** A run that trains the network itself, with its data and folder but without processes. */
export interface TuningRun extends HeadJob {
  readonly source: SourceOnDisk;
  /** A single layer. */
  readonly cut: string;
  /** First block to tune, or `all`; null chooses one. */
  readonly tuneFrom: string | null;
  readonly variation: Variation;
  readonly budgetSeconds: number | null;
  readonly images: readonly {
    readonly hash: ContentHash;
    readonly through?: ThroughLook;
    readonly class: ClassId;
    readonly split: 'train' | 'validation' | 'test';
  }[];
  /** Pictures of the images at these indices: to train on, and unrounded to score on. */
  readonly pictures: (places: readonly number[]) => Promise<PictureRows>;
  readonly finePictures: (places: readonly number[]) => Promise<PlainPictures>;
  /** Features of the images at these indices by the source with these weights, exactly as prediction computes them later: rows x D. */
  readonly featuresBy: (weights: Weights, places: readonly number[]) => Promise<Float32Array>;
  readonly runFolder: string;
  readonly resume: boolean;
  readonly lineage: { readonly project: string; readonly run: RunId };
  readonly checkpointMs?: number;
}

/** The result of a run: a model in its folder. */
export interface TunedRun {
  readonly tuneFrom: string;
  readonly head: LinearHead;
  readonly model: SourceOnDisk;
  readonly tuning: Tuning;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  readonly validation: ValidationScore;
  /** Class probabilities of the validation and test images, by image index. */
  readonly probabilities: ReadonlyMap<number, Float32Array>;
}

/** The result of a trial, with probabilities for validation images only. */
export type TunedTrial = Omit<TunedRun, 'test' | 'baselines'>;
/** A trial as stored in its folder. */
export interface AdoptedTrial extends Pick<TunedRun, 'tuneFrom' | 'tuning' | 'head' | 'model'> {
  readonly method: Lineage['method'];
}

/** A trained run, before it is tested and saved. */
export interface TrainedRun extends Pick<TunedRun, 'tuneFrom' | 'tuning' | 'head' | 'validation'> {
  readonly method: Lineage['method'];
  readonly weights: Weights;
  /** Of the validation images: images x classes. */
  readonly probabilities: Float32Array;
}

/** What differs between the training methods. */
export interface Method {
  readonly training: (
    run: TuningRun,
    probe: LinearHead,
    labels: Int32Array,
  ) => Pick<NetworkTraining, 'recipe' | 'source' | 'tuneFrom' | 'head'>;
  /** Whether to keep the plain head if the trained network classifies fewer validation images correctly. */
  readonly keepsHead: boolean;
}
