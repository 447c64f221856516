import type { ExportFormat, ExportReport, Score, BaselineScore, HeadKind, Stage } from '../contract/index.ts';
import type { Failure } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';

/**
 * What the studio process asks of the learner, as plain values: paths, labels, seeds. The learner never sees the database.
 * A picture is named by its content hash (key of cached features) and its view: the file in the project's cache that holds the
 * picture exactly as it is shown.
 */
export interface LearnerImage { readonly id: ImageId; readonly hash: ContentHash; readonly view: string }
export interface LabelledImage extends LearnerImage { readonly class: ClassId; readonly split: 'train' | 'validation' | 'test' }

export interface TrainJob {
  readonly kind: 'train';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly seed: number;
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly images: readonly LabelledImage[];
  /** Folder of the project's cached features. */
  readonly features: string;
  /** Folder that gets the trained head; made by the learner under a temporary name and renamed when complete. */
  readonly runFolder: string;
}
export interface ImagePrediction { readonly image: ImageId; /** One per class, in the order of the job's classes. */ readonly probabilities: readonly number[] }
export interface TrainOutcome {
  readonly head: HeadKind;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  /** Of validation and test images. */
  readonly predictions: readonly ImagePrediction[];
}

export interface PredictJob {
  readonly kind: 'predict';
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly views: readonly string[];
}
export interface PredictOutcome { /** views x classes. */ readonly probabilities: readonly (readonly number[])[] }

export interface ExportJob {
  readonly kind: 'export';
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly classes: TrainJob['classes'];
  /** Real test images for the parity check. */
  readonly images: readonly LearnerImage[];
  /** What the model card says beside what the learner knows: plain JSON. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** What TensorFlow this process runs and whether it truly trains: one gradient step whose result is known. */
export interface ProbeJob { readonly kind: 'probe' }
export interface ProbeOutcome { readonly tensorflow: string; readonly backend: string; readonly gpu: string | null; readonly trains: boolean }

export interface LearnerJobs {
  train: { job: TrainJob; outcome: TrainOutcome };
  predict: { job: PredictJob; outcome: PredictOutcome };
  export: { job: ExportJob; outcome: ExportReport };
  probe: { job: ProbeJob; outcome: ProbeOutcome };
}
export type LearnerJobKind = keyof LearnerJobs;
export type AnyLearnerJob = LearnerJobs[LearnerJobKind]['job'];

export type ToLearner =
  | { readonly do: 'start'; readonly id: number; readonly job: AnyLearnerJob }
  | { readonly do: 'stop'; readonly id: number };
export type FromLearner =
  | { readonly of: number; readonly is: 'progress'; readonly stage: Stage; readonly done: number; readonly total: number | null }
  | { readonly of: number; readonly is: 'done'; readonly outcome: LearnerJobs[LearnerJobKind]['outcome'] }
  | { readonly of: number; readonly is: 'failed'; readonly failure: Failure };
