import type { AddedSource, BaselineScore, CheckedInput, CurvePoint, ExportFormat, ExportReport, HeadKind, Score, Stage, Tuning, Variation } from '../contract/index.ts';
import type { Failure } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId, RunId } from '../domain/ids.ts';
import type { PictureWindow, ThroughWindow } from '../domain/models/picture-window.ts';
import type { TrainingPace } from '../domain/report/report-time.ts';
import type { CompareJob, CompareOutcome, ReportPoint } from './compare-protocol.ts';
import type { RankJob, RankOutcome } from './rank-protocol.ts';

/**
 * What the studio process asks of the learner, as plain values: paths, labels, seeds. The learner never sees the database.
 * A picture is named by `hash`, the key of cached features: of its file, or of its file and the window that was chosen for its samples; and by
 * its view: the file in the project's cache that holds the picture exactly as it is shown. `through`: that window and the hash of the file.
 */
export interface LearnerImage {
  readonly id: ImageId; readonly hash: ContentHash; readonly view: string;
  readonly through?: ThroughWindow;
}
export interface LabelledImage extends LearnerImage { readonly class: ClassId; readonly split: 'train' | 'validation' | 'test' }

export interface TrainJob {
  readonly kind: 'train';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly seed: number;
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly images: readonly LabelledImage[];
  /** What may change in a picture and it still shows the same: a network learns from varied pictures, a head on few labels from augmented ones. */
  readonly variation: Variation;
  /** Folder of the project's cached features. */
  readonly features: string;
  /**
   * Folder that gets the trained head, and for a tuned run its checkpoint and then its model. It is a finished run once it holds
   * head.json, which appears last.
   */
  readonly runFolder: string;
  /** How the network itself is trained; absent where only a head is. */
  readonly tune?: TuneOrder;
}

/** A training that changes the network, beside what a head needs. */
export interface TuneOrder {
  readonly method: 'fine-tune' | 'scratch';
  /** First block that is tuned, or `all`; null to have it chosen by the number of labels. Training from scratch always tunes all. */
  readonly tuneFrom: string | null;
  /** Seconds that the job may take from its start until its model is there; null for as many steps as the data call for. */
  readonly budgetSeconds: number | null;
  /** Folder of the project's pictures in the input sizes of models; may be removed at any time when nothing runs. */
  readonly prepared: string;
  /** Go on from the file `checkpoint` in the run folder; without it from the start. */
  readonly resume: boolean;
  /** What the card of the model says of where it was trained. */
  readonly lineage: { readonly project: string; readonly run: RunId };
}
export interface ImagePrediction { readonly image: ImageId; /** One per class, in the order of the job's classes. */ readonly probabilities: readonly number[] }
export interface TrainOutcome {
  readonly head: HeadKind;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  /** Of validation and test images. */
  readonly predictions: readonly ImagePrediction[];
  /** Of the kept model; null without validation images. */
  readonly validation: { readonly images: number; readonly accuracy: number; /** Mean negative log likelihood. */ readonly loss: number } | null;
  /** Of a training with a `tune` order; null for a head. */
  readonly tuned: TunedOutcome | null;
}
export interface TunedOutcome {
  /** As ordered or as chosen. */
  readonly tuneFrom: string;
  readonly tuning: Tuning;
  /** The run's own source model, `<run folder>/model`, from which predict and export jobs of this run start, with its hash. */
  readonly model: TrainJob['source'];
}

/**
 * One of several trainings of which one is to be chosen: no image of it is a test image, and a head leaves nothing in the run folder.
 */
export interface TrialJob extends Omit<TrainJob, 'kind'> {
  readonly kind: 'trial';
  /** Beside a head: how well the baselines do, which know no source model. */
  readonly asksNaive?: boolean;
}
export interface TrialOutcome {
  readonly head: HeadKind;
  /** Of validation images. */
  readonly predictions: readonly ImagePrediction[];
  readonly tuned: TunedOutcome | null;
  /** Validation images that the best of the baselines names wrongly; null where that was not asked. */
  readonly naiveErrors: number | null;
  /** What it took: pictures that the network had not seen before, augmented ones included, the seconds that this took, and those of the fit of the head. */
  readonly pace: { readonly seen: number; readonly seeing: number; readonly fitting: number };
}
/** Makes the run of a fine-tune that was a trial: it is tested once, and saved in the run folder. */
export interface AdoptJob extends Omit<TrainJob, 'kind'> {
  readonly kind: 'adopt';
  readonly tune: TuneOrder;
  readonly trialFolder: string;
  readonly tuned: TunedOutcome;
}

/** An image that cuts are compared on: never a test image. */
export interface SweptImage extends LearnerImage {
  readonly class: ClassId;
  /** In which it is held out; -1 where it is always learned from. */
  readonly fold: number;
}
/** Compares heads on several cuts of one source model by cross-validation. */
export interface SweepJob {
  readonly kind: 'sweep';
  readonly source: TrainJob['source'];
  readonly seed: number;
  readonly classes: TrainJob['classes'];
  readonly images: readonly SweptImage[];
  readonly features: string;
}
export interface SweepOutcome {
  readonly cuts: readonly {
    readonly cut: string; readonly features: number; readonly parameters: number; /** Millions. */ readonly multiplyAdds: number;
    /** Whether each image that was held out was named rightly, in the order of the job. */
    readonly right: readonly boolean[];
  }[];
}

export interface PredictJob {
  readonly kind: 'predict';
  /** For a tuned run its own model, see TunedOutcome; likewise in ExportJob. */
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
  /** What pictures beyond 8 bits go through; null for each its own. */
  readonly window: PictureWindow | null;
  /** Real test images for the parity check. */
  readonly images: readonly LearnerImage[];
  /** Views of the same images made anew from their files; null where a file is gone or has changed. */
  readonly fromFiles: readonly (string | null)[];
  /** What the model card says beside what the learner knows: plain JSON. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** Turns somebody's model into a source folder and tests it. */
export interface AddSourceJob {
  readonly kind: 'add-source';
  /** The file or folder that the user chose. */
  readonly path: string;
  readonly wishes: Omit<CheckedInput<'sources.add'>, 'from'> & { readonly id: string; readonly from: string };
  /** Folder that only this job uses: the source folder that it makes. */
  readonly folder: string;
}
export interface AddSourceOutcome { readonly id: string; readonly hash: ContentHash; readonly checks: AddedSource['checks'] }
export interface MeasureSourceJob { readonly kind: 'measure-source'; readonly folder: string }
export interface MeasureSourceOutcome { /** From prepared picture to features. */ readonly imagesPerSecond: number }

/** What trainings of a report cost here with a source model. */
export interface MeasureTrainingJob {
  readonly kind: 'measure-training';
  readonly folder: string;
  readonly cut: string;
  /** Side of the pictures on which its architecture is trained from a random start, in pixels. */
  readonly scratchSide: number;
}

/** What TensorFlow this process runs and whether it truly trains: one gradient step whose result is known. */
interface ProbeJob { readonly kind: 'probe' }
export interface ProbeOutcome { readonly tensorflow: string; readonly backend: string; readonly gpu: string | null; readonly trains: boolean }

export interface LearnerJobs {
  train: { job: TrainJob; outcome: TrainOutcome };
  trial: { job: TrialJob; outcome: TrialOutcome };
  adopt: { job: AdoptJob; outcome: TrainOutcome };
  sweep: { job: SweepJob; outcome: SweepOutcome };
  predict: { job: PredictJob; outcome: PredictOutcome };
  export: { job: ExportJob; outcome: ExportReport };
  compare: { job: CompareJob; outcome: CompareOutcome };
  rank: { job: RankJob; outcome: RankOutcome };
  'add-source': { job: AddSourceJob; outcome: AddSourceOutcome };
  'measure-source': { job: MeasureSourceJob; outcome: MeasureSourceOutcome };
  'measure-training': { job: MeasureTrainingJob; outcome: TrainingPace };
  probe: { job: ProbeJob; outcome: ProbeOutcome };
}
export type LearnerJobKind = keyof LearnerJobs;
export type AnyLearnerJob = LearnerJobs[LearnerJobKind]['job'];

export type ToLearner =
  | { readonly do: 'start'; readonly id: number; readonly job: AnyLearnerJob }
  /** Give up; what a checkpoint holds stays. */
  | { readonly do: 'stop'; readonly id: number }
  /** End the training now and go on with its best weights. */
  | { readonly do: 'finish'; readonly id: number };
export type FromLearner =
  /** The process knows of the job. */
  | { readonly of: number; readonly is: 'begun' }
  | { readonly of: number; readonly is: 'progress'; readonly stage: Stage; readonly done: number; readonly total: number | null }
  | { readonly of: number; readonly is: 'point'; readonly point: CurvePoint }
  | { readonly of: number; readonly is: 'report-point'; readonly point: ReportPoint }
  | { readonly of: number; readonly is: 'done'; readonly outcome: LearnerJobs[LearnerJobKind]['outcome'] }
  | { readonly of: number; readonly is: 'failed'; readonly failure: Failure };
