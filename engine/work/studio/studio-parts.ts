import type { Refusal } from '../../domain/failure.ts';
import type { DecodePool } from '../../images/pool.ts';
import type { Learner } from '../../learner/client.ts';
import type { HitRates } from '../ranking/hit-rates.ts';
import type { JobQueue } from './job-queue.ts';
import type { MeasuredSpeeds } from './measured-speeds.ts';
import type { OpenProjects } from '../projects/open-project.ts';
import type { SourceLibrary } from '../sources/source-library.ts';
import type { TrainingPaces } from './training-paces.ts';

/** Files that a browser sent, by the id of their upload. */
export interface UploadFolders {
  folder(upload: string): Promise<string>;
  remove(upload: string): Promise<void>;
}

/** The sentence that says why a file was refused, for files that users read outside of Graft. */
export type ReasonInWords = (refusal: Refusal) => string;

/** What the use cases work with: one of each in a studio process. */
export interface StudioParts {
  readonly projects: OpenProjects;
  readonly queue: JobQueue;
  readonly pool: DecodePool;
  readonly learner: Learner;
  readonly library: SourceLibrary;
  readonly uploads: UploadFolders;
  readonly reasonInWords: ReasonInWords;
  readonly speeds: MeasuredSpeeds;
  readonly paces: TrainingPaces;
  readonly hitRates: HitRates;
}
