import { join } from 'node:path';
import type { Method, RunSummary } from '../../contract/index.ts';
import type { LearnerImage, TrainJob } from '../../learner/protocol.ts';
import type { RunId } from '../../domain/ids.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import type { SourceLibrary } from '../sources/source-library.ts';
import { StudioError } from '../../domain/failure.ts';
import { asSeenBy, pictureOf, type Looks } from '../images/project-pictures.ts';
import { readSource } from '../../models/library/source-models.ts';
import { finishedRun } from './finished-run.ts';

/** A finished run with everything needed to use it. Classes have their current names; deleted classes keep the names the run knew. */
export interface UsableRun extends Looks {
  readonly run: RunId;
  readonly source: TrainJob['source'];
  readonly cut: string;
  readonly runFolder: string;
  readonly classes: TrainJob['classes'];
}

/**
 * Finds a run and its source model. Errors: `run-not-found`, `run-not-finished`; `source-not-found` if the source model is gone or is not
 * the one the run was trained on; `run-damaged` if a tuned run's own model is damaged.
 */
export async function usableRun(store: ProjectStore, library: SourceLibrary, asked: RunId | undefined): Promise<UsableRun> {
  const run = finishedRun(store, asked);
  const facts = store.runs.get(run);
  const names = new Map(store.classes.list().map(({ id, name }) => [id, name]));
  return {
    run,
    windows: store.runs.windowsOf(run),
    readings: store.runs.readingsOf(run),
    source: tunes(facts.method) ? await ownModel(store, run) : await libraryModel(library, facts.source),
    cut: facts.cut,
    runFolder: store.runFolder(run),
    classes: facts.classIds.map((id, index) => ({ id, name: names.get(id) ?? facts.classes[index] ?? '' })),
  };
}

/** Whether a method changes the network, so that its runs have a model of their own. */
export const tunes = (method: Method): boolean => method === 'fine-tune' || method === 'scratch';

async function libraryModel(library: SourceLibrary, { id, hash }: RunSummary['source']): Promise<TrainJob['source']> {
  const source = await library.find(id);
  if (source.hash !== hash) throw new StudioError('source-not-found', { source: `${id} (${hash.slice(0, 12)})` });
  return { folder: source.path, hash: source.hash };
}

/** Returns the model that a tuned run produced. Errors: `run-damaged`. */
export async function ownModel(store: ProjectStore, run: RunId): Promise<TrainJob['source']> {
  const folder = join(store.runFolder(run), 'model');
  try {
    return { folder, hash: (await readSource(folder)).model.hash };
  } catch (error) {
    throw new StudioError(
      'run-damaged',
      { run, detail: error instanceof StudioError ? String(error.facts.detail ?? error.code) : '' },
      { cause: error },
    );
  }
}

/** Returns at most `most` of the run's test images as the run saw them, spread evenly over the list. */
export function testImages(store: ProjectStore, { run, ...looks }: UsableRun, most: number): LearnerImage[] {
  const images = store.runs.predictions(run, 'test').map(({ image }) => store.images.get(image));
  const step = Math.max(1, images.length / most);
  return Array.from({ length: Math.min(most, images.length) }, (_, index) => images[Math.floor(index * step)])
    .filter((image) => image !== undefined)
    .map((image) => pictureOf(store, asSeenBy(store, looks, image)));
}
