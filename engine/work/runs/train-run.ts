import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AutoChoice, CheckedInput, JobResult, SourceModel, TrainReport } from '../../contract/index.ts';
import { StudioError, failureOf, type Failure } from '../../domain/failure.ts';
import type { JobId, RunId } from '../../domain/ids.ts';
import type { LabelledImage, TrainJob, TrainOutcome } from '../../learner/protocol.ts';
import { contentOf } from '../../domain/models/look.ts';
import { imagesSeen } from '../../models/library/seen-images.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { ensureViews } from '../images/project-pictures.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { software } from '../studio/software.ts';
import { forRun, otherChosen, readSnapshot, takeSnapshot } from '../labels/snapshot.ts';
import type { RunOrder, RunSettings } from './run-order.ts';
import { timedRun, type TimedHow } from './training-time.ts';
import { tunes } from './use-run.ts';

/** Trains on the current labels; labels added meanwhile make the result stale, never wrong. */
export async function startRun(parts: StudioParts, input: RunChoice): Promise<{ run: RunId; job: JobId }> {
  const order = await orderedRun(parts, input);
  const job = parts.queue.start({
    kind: 'train',
    project: input.project,
    run: order.run,
    work: (control) => performRun(parts, order, asOrdered(parts, order, { resume: false }), control),
  });
  parts.projects.changed(input.project);
  return { run: order.run, job: job.id };
}

/** Resumes a run that was stopped or interrupted from its checkpoint. Errors: those of resumedOrder. */
export async function resumeRun(parts: StudioParts, input: CheckedInput<'runs.resume'>): Promise<{ run: RunId; job: JobId }> {
  const { project, run } = input;
  const store = parts.projects.get(project);
  if (!tunes(store.runs.get(run).method)) throw new StudioError('run-not-resumable', { run });
  const order = await resumedOrder(parts, input);
  store.runs.restart(run);
  const job = parts.queue.start({
    kind: 'train',
    project,
    run,
    work: (control) => performRun(parts, order, asOrdered(parts, order, { resume: true }), control),
  });
  parts.projects.changed(project);
  return { run, job: job.id };
}

/**
 * Returns the original order of a run, with the same images, split and choices. Errors: `run-not-found`, `run-not-resumable`;
 * `source-not-found` if the source model is gone or has changed.
 */
export async function resumedOrder(parts: StudioParts, { project, run }: CheckedInput<'runs.resume'>): Promise<RunOrder> {
  const store = parts.projects.get(project);
  const facts = store.runs.get(run);
  if (!facts.resumable) throw new StudioError('run-not-resumable', { run });
  const source = await parts.library.find(facts.source.id);
  if (source.hash !== facts.source.hash) throw new StudioError('source-not-found', { source: facts.source.id });
  const { classes, images } = readSnapshot(store, facts.seed, store.runs.otherOf(run));
  // With other labels it would be a different run, so the checkpoint must not be used.
  if (facts.stale || images.length !== facts.trainImages + facts.validationImages + facts.testImages)
    throw new StudioError('run-not-resumable', { run });
  const { method, cut, tuneFrom, seed } = facts;
  const settings = store.runs.settings(run) as unknown as RunSettings;
  return { project, run, source, cut, method: method as RunOrder['method'], tuneFrom, seed, settings, classes, images };
}

export type RunChoice = Omit<CheckedInput<'runs.start'>, 'method'> & { readonly method: RunOrder['method'] };

/** Records a run and all it will be trained on. Errors: those of the source, the cut and the training set; `no-validation-images`. */
export async function orderedRun(parts: StudioParts, input: RunChoice, needsValidation = tunes(input.method)): Promise<RunOrder> {
  return notedRun(parts, await parts.library.find(input.source), input, needsValidation);
}

/** Like orderedRun, with the source model already found: runs recorded in the same turn get the same images and labels. */
export function notedRun(parts: StudioParts, source: SourceModel, input: RunChoice, needsValidation: boolean): RunOrder {
  const store = parts.projects.get(input.project);
  const cut = parts.library.cut(source, input.cut);
  const { classes, images, windows, readings, nearDuplicates, other } = forRun(
    store,
    takeSnapshot(store, input.seed, parts.projects.who(), otherChosen(store, input.other)),
  );
  if (needsValidation && inSplit(images, 'validation') === 0) throw new StudioError('no-validation-images');
  const tuneFrom = input.method === 'head' ? null : input.method === 'scratch' ? 'all' : (input.tuneFrom ?? null);
  const settings: RunSettings = {
    variation: input.variation,
    budgetSeconds: input.budgetSeconds ?? null,
    nearDuplicates,
    window: windows.window,
    folderWindows: windows.folders,
    reading: readings.reading,
    folderReadings: readings.folders,
    other,
  };
  const run = store.runs.start({
    method: input.method,
    source: { id: source.id, title: source.title, hash: source.hash },
    cut,
    tuneFrom,
    settings: { ...settings },
    seed: input.seed,
    at: parts.projects.now(),
    classes,
    dataVersion: store.labels.dataVersion,
    software,
    trainImages: inSplit(images, 'train'),
    validationImages: inSplit(images, 'validation'),
    testImages: inSplit(images, 'test'),
  });
  return { project: input.project, run, source, cut, method: input.method, tuneFrom, seed: input.seed, settings, classes, images };
}

/** The result of a run: the model that was trained in the end, and how automatic mode chose it. */
export interface Learned {
  readonly order: RunOrder;
  readonly outcome: TrainOutcome;
  readonly auto: AutoChoice | null;
}
/** `seconds`: since the work began. */
export type Learning = (store: ProjectStore, control: JobControl, seconds: () => number) => Promise<Learned>;

/** Trains, and stores the result or the reason for the failure. */
export async function performRun(
  parts: StudioParts,
  order: RunOrder,
  learning: Learning,
  control: JobControl,
): Promise<Extract<JobResult, { kind: 'train' }>> {
  const store = parts.projects.get(order.project);
  const startedMs = parts.projects.now();
  const secondsSoFar = (): number => (parts.projects.now() - startedMs) / 1000;
  try {
    const learned = await learning(store, control, secondsSoFar);
    const testHashes = order.images.filter(({ split }) => split === 'test').map(contentOf);
    const testImagesSeen = await imagesSeen(learned.order.source.path, testHashes);
    const report = keep(store, learned, { seconds: secondsSoFar(), testImagesSeen });
    store.clearProgress(order.run);
    return { kind: 'train', report };
  } catch (error) {
    noteEnd(store, order.run, failureOf(error), secondsSoFar());
    throw error;
  } finally {
    parts.projects.changed(order.project);
  }
}

/** Trains exactly what was ordered, with timing. */
export const asOrdered =
  (parts: StudioParts, order: RunOrder, how: TimedHow): Learning =>
  async (store, control) => ({
    order,
    auto: null,
    outcome: await timedRun(parts, store, order, how, control, (heard) => learn(parts, store, order, how, heard)),
  });

/** Performs the training itself; stores nothing in the database. */
export async function learn(
  parts: StudioParts,
  store: ProjectStore,
  order: RunOrder,
  how: { resume: boolean },
  control: JobControl,
): Promise<TrainOutcome> {
  await ensureViews(parts.pool, store, order.images, control);
  return parts.learner.run({ ...trainJobOf(store, order, how), kind: 'train' }, control);
}

/** Builds the learner's job for a run. */
export function trainJobOf(store: ProjectStore, order: RunOrder, { resume }: { resume: boolean }): Omit<TrainJob, 'kind'> {
  const { run, source, cut, method, classes, images, seed, settings } = order;
  const tune =
    method === 'head'
      ? {}
      : {
          tune: {
            method,
            tuneFrom: order.tuneFrom,
            budgetSeconds: settings.budgetSeconds,
            prepared: store.preparedFolder,
            resume,
            lineage: { project: store.name, run },
          },
        };
  return {
    source: { folder: source.path, hash: source.hash },
    cut,
    seed,
    classes,
    images,
    variation: settings.variation,
    features: store.featuresFolder,
    runFolder: store.runFolder(run),
    ...tune,
  };
}

function keep(
  store: ProjectStore,
  { order, outcome, auto }: Learned,
  { seconds, testImagesSeen }: { seconds: number; testImagesSeen: number },
): TrainReport {
  const {
    run,
    source: { id, title, hash },
    cut,
    method,
    classes,
    images,
    seed,
  } = order;
  const known = new Map(images.map((image) => [image.id, image]));
  const predictions = outcome.predictions.flatMap(({ image, probabilities }) => {
    const asked = known.get(image);
    return asked ? [{ image, probabilities, split: asked.split, actual: asked.class }] : [];
  });
  const tuneFrom = outcome.tuned?.tuneFrom ?? null,
    tuning = outcome.tuned?.tuning ?? null;
  store.runs.finish(run, {
    head: outcome.head,
    test: outcome.test,
    baselines: outcome.baselines,
    predictions,
    seconds,
    tuning,
    auto,
    testImagesSeen,
    chosen: { method, source: { id, title, hash }, cut, tuneFrom },
  });
  return {
    run,
    method,
    head: outcome.head,
    source: id,
    cut,
    seed,
    classes: classes.map((one) => one.name),
    trainImages: inSplit(images, 'train'),
    seconds,
    tuneFrom,
    tuning,
    auto,
  };
}

/** If even this cannot be written, the original error is still thrown, and the run is marked as ended when the project is next opened. */
function noteEnd(store: ProjectStore, run: RunId, failure: Failure, seconds: number): void {
  try {
    const end = { seconds, resumable: existsSync(join(store.runFolder(run), 'checkpoint')) };
    if (failure.code === 'stopped') store.runs.stop(run, end);
    else store.runs.fail(run, failure, end);
  } catch (error) {
    console.error(`the end of run ${run} cannot be kept:`, failureOf(error));
  }
}

export const inSplit = (images: readonly LabelledImage[], split: LabelledImage['split']): number =>
  images.filter((image) => image.split === split).length;
