import type {
  AddedSource,
  BaselineScore,
  CheckedInput,
  CurvePoint,
  ExportFormat,
  ExportReport,
  HeadKind,
  Score,
  Stage,
  Tuning,
  Variation,
} from '../contract/index.ts';
import type { Failure } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId, RunId } from '../domain/ids.ts';
import type { PictureReadings } from '../domain/models/folder-readings.ts';
import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { ThroughLook } from '../domain/models/look.ts';
import type { TrainingPace } from '../domain/report/report-time.ts';
import type { CompareJob, CompareOutcome, ReportPoint } from './compare-protocol.ts';
import type { LikenessJob, LikenessOutcome } from './likeness-protocol.ts';
import type { RankJob, RankOutcome } from './rank-protocol.ts';
import type { ReviewJob, ReviewOutcome } from './review-protocol.ts';
import type { FeaturesJob, FeaturesOutcome, MapJob, MapOutcome, SimilarJob, SimilarOutcome } from './similar-protocol.ts';

/**
 * What the studio process asks of the learner, as plain values: paths, labels, seeds. The learner never sees the database.
 * A picture has a `hash`, the key of its cached features: of its file, or of its file and the window chosen for its samples; and a view:
 * the file in the project's cache that holds the picture exactly as displayed. `through`: that window and the hash of the file.
 */
export interface LearnerImage {
  readonly id: ImageId;
  readonly hash: ContentHash;
  readonly view: string;
  readonly through?: ThroughLook;
}
export interface LabelledImage extends LearnerImage {
  readonly class: ClassId;
  readonly split: 'train' | 'validation' | 'test';
}

export interface TrainJob {
  readonly kind: 'train';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly seed: number;
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly images: readonly LabelledImage[];
  /** Changes that do not alter what a picture shows: networks learn from pictures augmented this way, and so do heads with few labels. */
  readonly variation: Variation;
  /** The project's folder of cached features. */
  readonly features: string;
  /**
   * Folder for the trained head, and for a tuned run its checkpoint and then its model. It is a finished run once it contains head.json,
   * which appears last.
   */
  readonly runFolder: string;
  /** How the network itself is trained; absent if only a head is. */
  readonly tune?: TuneOrder;
}

/** A training that changes the network, in addition to what a head needs. */
export interface TuneOrder {
  readonly method: 'fine-tune' | 'scratch';
  /** First block to tune, or `all`; null chooses by the number of labels. Training from scratch always trains everything. */
  readonly tuneFrom: string | null;
  /** Seconds the job may take until its model is saved; null for as many steps as the data call for. */
  readonly budgetSeconds: number | null;
  /** Folder of the project's pictures at the input sizes of models; may be deleted whenever nothing runs. */
  readonly prepared: string;
  /** Resume from the file `checkpoint` in the run folder; otherwise start anew. */
  readonly resume: boolean;
  /** What the model's card says about where it was trained. */
  readonly lineage: { readonly project: string; readonly run: RunId };
}
export interface ImagePrediction {
  readonly image: ImageId;
  /** One per class, in the order of the job's classes. */ readonly probabilities: readonly number[];
}
export interface TrainOutcome {
  readonly head: HeadKind;
  readonly test: Score;
  readonly baselines: readonly BaselineScore[];
  /** For validation and test images. */
  readonly predictions: readonly ImagePrediction[];
  /** Score of the kept model; null without validation images. */
  readonly validation: {
    readonly images: number;
    readonly accuracy: number;
    /** Mean negative log likelihood. */ readonly loss: number;
  } | null;
  /** Set for a training with a `tune` order; null for a head. */
  readonly tuned: TunedOutcome | null;
}
export interface TunedOutcome {
  /** As requested or as chosen. */
  readonly tuneFrom: string;
  readonly tuning: Tuning;
  /** The run's own source model, `<run folder>/model`, which predict and export jobs of this run use, with its hash. */
  readonly model: TrainJob['source'];
}

/** One of several trainings to choose from: it has no test images, and a head leaves nothing in the run folder. */
export interface TrialJob extends Omit<TrainJob, 'kind'> {
  readonly kind: 'trial';
  /** Also score the baselines, which use no source model. */
  readonly asksNaive?: boolean;
}
export interface TrialOutcome {
  readonly head: HeadKind;
  /** For validation images. */
  readonly predictions: readonly ImagePrediction[];
  readonly tuned: TunedOutcome | null;
  /** Validation images that the best baseline misclassifies; null if not requested. */
  readonly naiveErrors: number | null;
  /** Cost: pictures new to the network, including augmented ones, the seconds this took, and the seconds to fit the head. */
  readonly pace: { readonly seen: number; readonly seeing: number; readonly fitting: number };
}
/** Turns the trial of a fine-tune into a run: it is tested once, and saved in the run folder. */
export interface AdoptJob extends Omit<TrainJob, 'kind'> {
  readonly kind: 'adopt';
  readonly tune: TuneOrder;
  readonly trialFolder: string;
  readonly tuned: TunedOutcome;
}

/** An image to compare cut points on: never a test image. */
export interface SweptImage extends LearnerImage {
  readonly class: ClassId;
  /** The fold in which it is held out; -1 if it is always trained on. */
  readonly fold: number;
}
/** Compares heads at several cut points of one source model by cross-validation. */
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
    readonly cut: string;
    readonly features: number;
    readonly parameters: number;
    /** Millions. */ readonly multiplyAdds: number;
    /** Whether each held-out image was classified correctly, in the order of the job. */
    readonly right: readonly boolean[];
  }[];
}

export interface PredictJob {
  readonly kind: 'predict';
  /** For a tuned run, its own model, see TunedOutcome; likewise in ExportJob. */
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly views: readonly string[];
}
export interface PredictOutcome {
  /** views x classes. */ readonly probabilities: readonly (readonly number[])[];
}

export interface ExportJob {
  readonly kind: 'export';
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly format: ExportFormat;
  readonly out: string;
  readonly classes: TrainJob['classes'];
  /** The windows of pictures beyond 8 bits. */
  readonly windows: PictureWindows;
  /** The pages and channels of files that are shown. */
  readonly readings: PictureReadings;
  /** Real test images for the parity check. */
  readonly images: readonly LearnerImage[];
  /** Views of the same images recreated from their files; null if a file is gone or has changed. */
  readonly fromFiles: readonly (string | null)[];
  /** What the model card says in addition to what the learner knows: plain JSON. */
  readonly card: Readonly<Record<string, unknown>>;
}

/** Converts a third-party model to a source folder and tests it. */
export interface AddSourceJob {
  readonly kind: 'add-source';
  /** The file or folder that the user chose. */
  readonly path: string;
  readonly wishes: Omit<CheckedInput<'sources.add'>, 'from'> & { readonly id: string; readonly from: string };
  /** Folder for the new source folder, used by this job alone. */
  readonly folder: string;
}
export interface AddSourceOutcome {
  readonly id: string;
  readonly hash: ContentHash;
  readonly checks: AddedSource['checks'];
}
export interface MeasureSourceJob {
  readonly kind: 'measure-source';
  readonly folder: string;
}
export interface MeasureSourceOutcome {
  /** From prepared picture to features. */ readonly imagesPerSecond: number;
}

/** Measures what the trainings of a report cost on this machine with a source model. */
export interface MeasureTrainingJob {
  readonly kind: 'measure-training';
  readonly folder: string;
  readonly cut: string;
  /** Side in pixels of the pictures used to train its architecture from a random start. */
  readonly scratchSide: number;
}

/** Reports which TensorFlow this process runs and whether it really trains, by one gradient step with a known result. */
interface ProbeJob {
  readonly kind: 'probe';
}
export interface ProbeOutcome {
  readonly tensorflow: string;
  readonly backend: string;
  readonly gpu: string | null;
  readonly trains: boolean;
}

export interface LearnerJobs {
  train: { job: TrainJob; outcome: TrainOutcome };
  trial: { job: TrialJob; outcome: TrialOutcome };
  adopt: { job: AdoptJob; outcome: TrainOutcome };
  sweep: { job: SweepJob; outcome: SweepOutcome };
  predict: { job: PredictJob; outcome: PredictOutcome };
  export: { job: ExportJob; outcome: ExportReport };
  compare: { job: CompareJob; outcome: CompareOutcome };
  rank: { job: RankJob; outcome: RankOutcome };
  review: { job: ReviewJob; outcome: ReviewOutcome };
  features: { job: FeaturesJob; outcome: FeaturesOutcome };
  map: { job: MapJob; outcome: MapOutcome };
  similar: { job: SimilarJob; outcome: SimilarOutcome };
  likeness: { job: LikenessJob; outcome: LikenessOutcome };
  'add-source': { job: AddSourceJob; outcome: AddSourceOutcome };
  'measure-source': { job: MeasureSourceJob; outcome: MeasureSourceOutcome };
  'measure-training': { job: MeasureTrainingJob; outcome: TrainingPace };
  probe: { job: ProbeJob; outcome: ProbeOutcome };
}
export type LearnerJobKind = keyof LearnerJobs;
export type AnyLearnerJob = LearnerJobs[LearnerJobKind]['job'];

export type ToLearner =
  | { readonly do: 'start'; readonly id: number; readonly job: AnyLearnerJob }
  /** Abort; a checkpoint is kept. */
  | { readonly do: 'stop'; readonly id: number }
  /** End the training now and continue with its best weights. */
  | { readonly do: 'finish'; readonly id: number };
export type FromLearner =
  /** The process has received the job. */
  | { readonly of: number; readonly is: 'begun' }
  | { readonly of: number; readonly is: 'progress'; readonly stage: Stage; readonly done: number; readonly total: number | null }
  | { readonly of: number; readonly is: 'point'; readonly point: CurvePoint }
  | { readonly of: number; readonly is: 'report-point'; readonly point: ReportPoint }
  | { readonly of: number; readonly is: 'done'; readonly outcome: LearnerJobs[LearnerJobKind]['outcome'] }
  | { readonly of: number; readonly is: 'failed'; readonly failure: Failure };
