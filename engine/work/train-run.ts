import type { CheckedInput, Handlers, JobResult, SourceModel } from '../contract/index.ts';
import { StudioError, failureOf, type Failure } from '../domain/failure.ts';
import type { ClassId, JobId, RunId } from '../domain/ids.ts';
import { assignSplits } from '../domain/split.ts';
import { viewPath } from '../images/cache-paths.ts';
import type { LabelledImage, TrainJob } from '../learner/protocol.ts';
import type { ProjectStore } from '../store/project-store.ts';
import { finishedRun } from './finished-run.ts';
import { ensureViews } from './project-pictures.ts';
import type { JobControl } from './job-queue.ts';
import type { StudioParts } from './studio-parts.ts';
import { software } from './software.ts';

/** Trains on the labels as they are now; labels given meanwhile make the result stale, never wrong. */
export async function startRun(parts: StudioParts, input: CheckedInput<'runs.start'>): Promise<{ run: RunId; job: JobId }> {
  const store = parts.projects.get(input.project);
  const source = await parts.library.find(input.source);
  const cut = parts.library.cut(source, input.cut);
  const { classes, images } = trainingSet(store, input.seed);
  const run = store.runs.start({
    method: input.method, source: { id: source.id, title: source.title, hash: source.hash }, cut, tuneFrom: null, settings: {}, seed: input.seed, at: parts.projects.now(),
    classes, dataVersion: store.labels.dataVersion, software,
    trainImages: inSplit(images, 'train'), validationImages: inSplit(images, 'validation'), testImages: inSplit(images, 'test'),
  });
  const job = parts.queue.start({ kind: 'train', project: input.project, run, work: (control) => train(parts, store, { run, source, cut, input, classes, images }, control) });
  parts.projects.changed(input.project);
  return { run, job: job.id };
}

interface RunOrder {
  readonly run: RunId; readonly source: SourceModel; readonly cut: string; readonly input: CheckedInput<'runs.start'>;
  readonly classes: TrainJob['classes']; readonly images: readonly LabelledImage[];
}

async function train(parts: StudioParts, store: ProjectStore, order: RunOrder, control: JobControl): Promise<Extract<JobResult, { kind: 'train' }>> {
  const startedMs = parts.projects.now();
  const { run, source, cut, classes, images } = order;
  try {
    await ensureViews(parts.pool, store, images, control);
    const outcome = await parts.learner.run({
      kind: 'train', source: { folder: source.path, hash: source.hash }, cut, seed: order.input.seed, classes, images,
      features: store.featuresFolder, runFolder: store.runFolder(run),
    }, control);
    const seconds = (parts.projects.now() - startedMs) / 1000;
    const known = new Map(images.map((image) => [image.id, image]));
    const predictions = outcome.predictions.flatMap(({ image, probabilities }) => {
      const asked = known.get(image);
      return asked ? [{ image, probabilities, split: asked.split, actual: asked.class }] : [];
    });
    store.runs.finish(run, { head: outcome.head, test: outcome.test, baselines: outcome.baselines, predictions, seconds, tuning: null, auto: null, testImagesSeen: 0 });
    return { kind: 'train', report: {
      run, method: order.input.method, head: outcome.head, source: source.id, cut, seed: order.input.seed, classes: classes.map((one) => one.name),
      trainImages: inSplit(images, 'train'), seconds, tuneFrom: null, tuning: null, auto: null,
    } };
  } catch (error) {
    noteEnd(store, run, failureOf(error), (parts.projects.now() - startedMs) / 1000);
    throw error;
  } finally {
    parts.projects.changed(order.input.project);
  }
}

/** Where even this cannot be written, what came first is told, and the run gets its end when the project is opened again. */
function noteEnd(store: ProjectStore, run: RunId, failure: Failure, seconds: number): void {
  try {
    if (failure.code === 'stopped') store.runs.stop(run, seconds);
    else store.runs.fail(run, failure, seconds);
  } catch (error) {
    console.error(`the end of run ${run} cannot be kept:`, failureOf(error));
  }
}

const inSplit = (images: readonly LabelledImage[], split: LabelledImage['split']): number => images.filter((image) => image.split === split).length;

/**
 * The labelled images with their split, which is completed for images that have none. Errors: `no-labels`, `too-few-classes`,
 * and `class-too-small` for classes that could not be both trained on and tested.
 */
export function trainingSet(store: ProjectStore, seed: number): { classes: TrainJob['classes']; images: LabelledImage[] } {
  const labelled = store.images.labelled();
  if (labelled.length === 0) throw new StudioError('no-labels');
  const groups = new Map<ClassId, Set<string>>();
  for (const image of labelled) groups.set(image.class, (groups.get(image.class) ?? new Set()).add(image.group ?? `image ${image.id}`));
  const classes = store.classes.list().filter((one) => groups.has(one.id)).map(({ id, name }) => ({ id, name }));
  if (classes.length < 2) throw new StudioError('too-few-classes', { classes: classes.length });
  const small = classes.filter((one) => (groups.get(one.id)?.size ?? 0) < 2);
  if (small.length > 0) throw new StudioError('class-too-small', { classes: small.map((one) => one.name).join(', ') });
  const splits = assignSplits(store.images.splitCandidates(), seed);
  store.images.setSplits(splits);
  return { classes, images: labelled.map((image) => ({ id: image.id, hash: image.hash, class: image.class, view: viewPath(store.cacheFolder, image.hash), split: splits.get(image.id) ?? 'train' })) };
}

export function runHandlers(parts: StudioParts): Pick<Handlers, 'runs.start' | 'runs.list' | 'runs.evaluation'> {
  return {
    'runs.start': (input) => startRun(parts, input),
    'runs.list': ({ project }) => ({ runs: parts.projects.get(project).runs.list() }),
    'runs.evaluation': ({ project, run }) => parts.projects.get(project).runs.evaluation(finishedRun(parts.projects.get(project), run)),
  };
}
