import type { Refusal } from '../../domain/failure.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { Learner } from '../../learner/client.ts';
import type { Questions } from '../../learner/questions.ts';
import type { HitRates } from '../ranking/hit-rates.ts';
import type { JobQueue } from './job-queue.ts';
import type { MeasuredSpeeds } from './measured-speeds.ts';
import type { OpenProjects } from '../projects/open-project.ts';
import type { Fetching } from '../sources/fetching.ts';
import type { SourceLibrary } from '../sources/source-library.ts';
import type { TrainingPaces } from './training-paces.ts';
import type { UserFolders } from './user-folders.ts';

/** Files sent by a browser, by the id of their upload. */
export interface UploadFolders {
  folder(upload: string): Promise<string>;
  remove(upload: string): Promise<void>;
}

/** Returns the sentence that says why a file was refused, for files read outside Graft. */
export type ReasonInWords = (refusal: Refusal) => string;

/** The external parts of a studio: its clock, and everything outside its own process. Tests replace some of them. */
export interface GivenParts {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly folders: UserFolders;
  readonly pool: Pick<DecodePool, 'prepare' | 'hash' | 'capture' | 'spread' | 'workers' | 'cutOut' | 'saveCut' | 'close'>;
  /** For long work, one job at a time. */
  readonly learner: Pick<Learner, 'run' | 'open' | 'close'>;
  /** For short questions while the learner is busy. */
  readonly answerer: Pick<Learner, 'run' | 'close'>;
  readonly library: SourceLibrary;
  readonly fetching: Fetching;
  readonly uploads: UploadFolders;
  readonly reasonInWords: ReasonInWords;
}

/** The parts that the use cases work with, one of each per studio process. */
export interface StudioParts extends GivenParts {
  readonly projects: OpenProjects;
  readonly queue: JobQueue;
  /** For requests that a user waits for, which never queue behind long work. */
  readonly questions: Questions;
  readonly speeds: MeasuredSpeeds;
  readonly paces: TrainingPaces;
  readonly hitRates: HitRates;
}
