import { StudioError } from '../domain/failure.ts';
import { exportModel } from '../export/export-model.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { batchSize } from '../learn/features/frozen-part.ts';
import { loadHead, saveHead } from '../learn/head/head-file.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import { probeTensorFlow } from '../learn/tensorflow/probe.ts';
import { findCut } from '../models/library/source-models.ts';
import { trainHead } from '../learn/head/train-head.ts';
import { validationScore } from '../learn/head/validation-score.ts';
import { addSourceJob, measureSourceJob } from './add-source-job.ts';
import { measureTrainingJob } from './measure-training-job.ts';
import { compare } from './compare-job.ts';
import { compareGroups } from './likeness-job.ts';
import { drawImageMap } from './map-job.ts';
import { LoadedSource } from './loaded-source.ts';
import type { Pictures } from './pictures.ts';
import { readPictures } from './picture-features.ts';
import type { ExportJob, PredictJob, PredictOutcome, TrainJob, TrainOutcome } from './protocol.ts';
import { rank } from './rank-job.ts';
import type { LearnerControl, LearnerWork } from './serve-jobs.ts';
import { review } from './review-job.ts';
import { computeFeatures, SimilarImages } from './similar-job.ts';
import { sweep } from './sweep-job.ts';
import { tried } from './trial-job.ts';
import { adopt, tune, type TuneOptions } from './tune-job.ts';
import { augmentedFew } from './augmented-features.ts';

/** Returns how each job is done with TensorFlow in this process. */
export function learnerWork(pictures: Pictures, options: TuneOptions = {}): LearnerWork {
  const sources = new LoadedSource();
  const similarImages = new SimilarImages();
  return {
    train: async (job, control) =>
      job.tune === undefined
        ? train(job, control, sources, pictures)
        : tune({ ...job, tune: job.tune }, control, await sources.get(job.source, job.cut), pictures, options),
    trial: (job, control) => tried(job, control, sources, pictures, options),
    adopt: async (job, control) => adopt(job, control, await sources.get(job.source, job.cut), pictures),
    sweep: (job, control) => sweep(job, control, (view) => pictures.raster(view)),
    compare: async (job, control) =>
      compare(job, control, (await sources.get(job.source, job.cut)).source, (view) => pictures.raster(view)),
    rank: (job, control) => rank(job, control, (view) => pictures.raster(view)),
    review: (job, control) => review(job, control, (view) => pictures.raster(view)),
    features: (job, control) => computeFeatures(job, control, (view) => pictures.raster(view)),
    map: (job, control) => drawImageMap(job, control, (view) => pictures.raster(view)),
    // Async, so that a failure to read becomes a failure of the job; likewise below.
    similar: async (job) => similarImages.answer(job),
    likeness: compareGroups,
    predict: (job, control) => predict(job, control, sources, pictures),
    export: (job, control) => exported(job, control, sources, pictures),
    'add-source': addSourceJob,
    'measure-source': measureSourceJob,
    'measure-training': measureTrainingJob,
    probe: async () => probeTensorFlow(),
  };
}

async function train(
  job: TrainJob,
  { progress, signal }: LearnerControl,
  sources: LoadedSource,
  pictures: Pictures,
): Promise<TrainOutcome> {
  const frozen = await sources.get(job.source, job.cut);
  const { images, classes, seed } = job;
  const reading = {
    folder: job.features,
    signal,
    raster: (view: string) => pictures.raster(view),
    onProgress: (done: number, total: number) => progress('features', done, total),
  };
  const tables = await readPictures(frozen, { ...reading, images });
  const scaling = scalingOf(findCut(frozen.source, frozen.cut));
  const augmented = await augmentedFew(frozen, { ...job, scaling }, reading);
  const { head, test, baselines, probabilities } = await trainHead(
    { classes, images, seed, ...tables, scaling, augmented },
    { progress, signal },
  );
  await saveHead(job.runFolder, head);
  const rows = rowsOf(probabilities, classes.length);
  const predictions = images.flatMap(({ id, split }, at) => (split === 'train' ? [] : [{ image: id, probabilities: rows[at]! }]));
  return { head: head.kind, test, baselines, predictions, validation: validationOf(job, probabilities), tuned: null };
}

function validationOf({ classes, images }: TrainJob, probabilities: Float32Array): TrainOutcome['validation'] {
  const chosen = images.flatMap(({ split }, at) => (split === 'validation' ? [at] : []));
  if (chosen.length === 0) return null;
  const indexOf = new Map(classes.map(({ id }, at) => [id, at]));
  const rows = rowsOf(probabilities, classes.length);
  return validationScore(
    Float32Array.from(chosen.flatMap((at) => rows[at]!)),
    Int32Array.from(chosen, (at) => indexOf.get(images[at]!.class)!),
    classes.length,
  );
}

async function predict(
  job: PredictJob,
  { progress, signal }: LearnerControl,
  sources: LoadedSource,
  pictures: Pictures,
): Promise<PredictOutcome> {
  const head = await loadHead(job.runFolder);
  const frozen = await sources.get(job.source, job.cut);
  const probabilities: number[][] = [];
  for (let first = 0; first < job.views.length; first += batchSize) {
    stopIfAsked(signal);
    const batch = await Promise.all(job.views.slice(first, first + batchSize).map((view) => pictures.raster(view)));
    probabilities.push(...rowsOf(headProbabilities(head, frozen.features(batch)), head.classIds.length));
    progress('predicting', probabilities.length, job.views.length);
  }
  return { probabilities };
}

async function exported(
  job: ExportJob,
  { progress, signal }: LearnerControl,
  sources: LoadedSource,
  pictures: Pictures,
): ReturnType<LearnerWork['export']> {
  const head = await loadHead(job.runFolder);
  const { source } = await sources.get(job.source, job.cut);
  progress('reading', 0, job.images.length);
  const images = await Promise.all(job.images.map(({ view }) => pictures.raster(view)));
  stopIfAsked(signal);
  const fromFiles = await Promise.all(job.fromFiles.map(async (view) => (view === null ? null : pictures.raster(view))));
  stopIfAsked(signal);
  const { cut, format, classes, out, windows, readings, card } = job;
  return exportModel({ source, cut, head, format, classes, out, windows, readings, images, fromFiles, card }, progress);
}

function rowsOf(matrix: Float32Array, columns: number): number[][] {
  return Array.from({ length: matrix.length / columns }, (_, row) => [...matrix.subarray(row * columns, (row + 1) * columns)]);
}

function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new StudioError('stopped');
}
