import type { Refusal } from '../../domain/failure.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { Learner } from '../../learner/client.ts';
import type { HitRates } from '../ranking/hit-rates.ts';
import type { JobQueue } from './job-queue.ts';
import type { MeasuredSpeeds } from './measured-speeds.ts';
import type { OpenProjects } from '../projects/open-project.ts';
import type { Fetching } from '../sources/fetching.ts';
import type { SourceLibrary } from '../sources/source-library.ts';
import type { TrainingPaces } from './training-paces.ts';
import type { UserFolders } from './user-folders.ts';

/** Files that a browser sent, by the id of their upload. */
export interface UploadFolders {
  folder(upload: string): Promise<string>;
  remove(upload: string): Promise<void>;
}

/** The sentence that says why a file was refused, for files that users read outside of Graft. */
export type ReasonInWords = (refusal: Refusal) => string;

/** What a studio is given: its clock, and all that reaches beyond its own process. A test gives some of its own. */
export interface GivenParts {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly folders: UserFolders;
  readonly pool: Pick<DecodePool, 'prepare' | 'hash' | 'workers' | 'close'>;
  readonly learner: Pick<Learner, 'run' | 'isBusy' | 'close'>;
  readonly library: SourceLibrary;
  readonly fetching: Fetching;
  readonly uploads: UploadFolders;
  readonly reasonInWords: ReasonInWords;
}

/** What the use cases work with: one of each in a studio process. */
export interface StudioParts extends GivenParts {
  readonly projects: OpenProjects;
  readonly queue: JobQueue;
  readonly speeds: MeasuredSpeeds;
  readonly paces: TrainingPaces;
  readonly hitRates: HitRates;
}
