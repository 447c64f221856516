import { join, sep } from 'node:path';
import type { Output } from '../../../engine/contract/index.ts';
import type { ProjectId } from '../../../engine/domain/ids.ts';
import { assignSplits } from '../../../engine/domain/labels/split.ts';
import type { ComparedImage } from '../../../engine/learn/compare/paired-images.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { imagesIn, splitCandidates, takeSnapshot } from '../../../engine/work/labels/snapshot.ts';
import type { ServedStudio } from '../served-studio.ts';

/** A data set of photographs, with the author's test folder if there is one. */
export interface PhotoSet {
  readonly name: string;
  readonly learn: string;
  readonly test?: string;
  /** Its first capture group names what images share; see `graft import --group`. */
  readonly groupPattern?: string;
}
/** The data sets of ../shared/data, by their path in it. */
export const photoSets: readonly PhotoSet[] = [
  { name: 'flowers', learn: 'flowers' },
  { name: 'trash', learn: 'trash' },
  { name: 'grocery', learn: 'grocery/train', test: 'grocery/test' },
  { name: 'cell crops', learn: 'cells/crops', test: 'cells/crops-test', groupPattern: '(BloodImage_[0-9]+)_' },
];

/** A data set imported into a project, with the split that a report would use. */
export interface SetInProject {
  readonly project: ProjectId;
  readonly path: string;
  readonly classes: readonly { readonly id: number; readonly name: string }[];
  readonly train: readonly ComparedImage[];
  readonly validation: readonly ComparedImage[];
  readonly test: readonly ComparedImage[];
  /** Images left out of training because they are near-duplicates of a test image. */
  readonly leftOut: number;
  readonly featuresFolder: string;
  readonly preparedFolder: string;
}

/** The split of images outside the author's test folder: a fifth for validation, the rest for training. */
const bench = { at: 0, by: 'bench' };
const withoutTest = { train: 0.8, validation: 0.2, test: 0 };

/**
 * Imports a data set into a new project of the studio and closes it. An author's test set is written into the project before the program
 * makes a split of its own, which keeps earlier assignments.
 */
export async function importedSet(studio: ServedStudio, set: PhotoSet, data: string, seed: number): Promise<SetInProject> {
  const { id: project, path } = await studio.ask('projects.create', { name: set.name });
  const places = [set.learn, ...(set.test === undefined ? [] : [set.test])].map((place) => join(data, ...place.split('/')));
  for (const place of places) {
    const { job } = await studio.ask('images.import', {
      project,
      from: { paths: [place] },
      labels: 'folders',
      copy: false,
      ...(set.groupPattern === undefined ? {} : { groupPattern: set.groupPattern }),
    });
    wellEnded(await studio.ended(job));
  }
  await studio.ask('projects.close', { project });
  const store = ProjectStore.open(path);
  try {
    if (set.test !== undefined) keepAuthorsSplit(store, places.at(-1)!, seed);
    const snapshot = takeSnapshot(store, seed, bench);
    return {
      project,
      path,
      classes: snapshot.classes,
      leftOut: snapshot.nearDuplicates.leftOut,
      train: imagesIn(snapshot, 'train'),
      validation: imagesIn(snapshot, 'validation'),
      test: imagesIn(snapshot, 'test'),
      featuresFolder: store.featuresFolder,
      preparedFolder: store.preparedFolder,
    };
  } finally {
    store.close();
  }
}

function keepAuthorsSplit(store: ProjectStore, testFolder: string, seed: number): void {
  const candidates = splitCandidates(store);
  const learned = candidates.filter(({ id }) => store.images.locate(id)?.startsWith(join(testFolder, sep)) !== true);
  const splits = assignSplits(learned, seed, withoutTest);
  for (const { id } of candidates) if (!splits.has(id)) splits.set(id, 'test');
  store.images.assignSplits(splits, bench);
}

/** @throws Error if a job failed */
export function wellEnded(job: Output<'jobs.get'>): Output<'jobs.get'> {
  if (job.state !== 'done') throw new Error(`${job.kind} ended as ${job.state}: ${job.failure?.code ?? 'no reason'}`);
  return job;
}
