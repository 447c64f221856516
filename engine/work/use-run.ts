import type { LearnerImage, TrainJob } from '../learner/protocol.ts';
import type { RunId } from '../domain/ids.ts';
import type { ProjectStore } from '../store/project-store.ts';
import type { SourceLibrary } from './source-library.ts';
import { StudioError } from '../domain/failure.ts';
import { viewPath } from '../images/cache-paths.ts';
import { finishedRun } from './finished-run.ts';

/** A finished run with everything that using it needs. */
export interface UsableRun {
  readonly run: RunId;
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly classes: TrainJob['classes'];
}

/**
 * Finds the run and its source model. Errors: `run-not-found`, `run-not-finished`; `source-not-found` where the source model
 * is gone or is not the one that the run was trained on.
 */
export async function usableRun(store: ProjectStore, library: SourceLibrary, asked: RunId | undefined): Promise<UsableRun> {
  const run = finishedRun(store, asked);
  const facts = store.runs.get(run);
  const source = await library.find(facts.source.id);
  if (source.hash !== facts.source.hash) throw new StudioError('source-not-found', { source: `${facts.source.id} (${facts.source.hash.slice(0, 12)})` });
  return {
    run, source: { folder: source.path, hash: source.hash }, cut: facts.cut, runFolder: store.runFolder(run),
    classes: facts.classIds.map((id, index) => ({ id, name: facts.classes[index] ?? '' })),
  };
}

/** The run's test images, at most `most` of them, spread evenly over the list. */
export function testImages(store: ProjectStore, run: RunId, most: number): LearnerImage[] {
  const images = store.runs.predictions(run, 'test').map(({ image }) => store.images.get(image));
  const step = Math.max(1, images.length / most);
  return Array.from({ length: Math.min(most, images.length) }, (_, index) => images[Math.floor(index * step)])
    .filter((image) => image !== undefined)
    .map(({ id, hash }) => ({ id, hash, view: viewPath(store.cacheFolder, hash) }));
}
