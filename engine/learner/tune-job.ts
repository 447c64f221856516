import { StudioError } from '../domain/failure.ts';
import { FrozenPart } from '../learn/features/frozen-part.ts';
import { loadHead } from '../learn/head/head-file.ts';
import { fillMissing } from '../learn/features/missing-rows.ts';
import { readSource, type SourceOnDisk } from '../models/library/source-models.ts';
import { fineTune, fineTuneTrial } from '../learn/tune/fine-tune.ts';
import { FinePictures, PreparedPictures, type PictureReading } from '../learn/tune/trainer/prepared-pictures.ts';
import { scratch } from '../learn/tune/scratch.ts';
import type { TunedRun, TuningRun } from '../learn/tune/tuned-run.ts';
import { adoptedTrial } from '../learn/tune/tuning-run.ts';
import type { Weights } from '../models/layers/weights.ts';
import type { Pictures } from './pictures.ts';
import { readPictures } from './picture-features.ts';
import type {
  AdoptJob,
  ImagePrediction,
  LabelledImage,
  TrainJob,
  TrainOutcome,
  TrialJob,
  TrialOutcome,
  TunedOutcome,
  TuneOrder,
} from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

export interface TuneJob extends TrainJob {
  readonly tune: TuneOrder;
}
export interface TrialTuneJob extends TrialJob {
  readonly tune: TuneOrder;
}
export interface TuneOptions {
  /** Milliseconds between checkpoints, if not the default. */
  readonly checkpointMs?: number;
}

/** Trains the network of a job: reads its pictures, passes them on and returns the outcome as the protocol defines it. */
export function tune(
  job: TuneJob,
  control: LearnerControl,
  frozen: FrozenPart,
  pictures: Pictures,
  options: TuneOptions,
): Promise<TrainOutcome> {
  return withRun(job, control, frozen, pictures, options, async (run) =>
    outcomeOf(await (job.tune.method === 'scratch' ? scratch : fineTune)(run, control), job.images),
  );
}

/** Tries a fine-tune without test images; it is saved in the run folder of its job. */
export function tryTuning(
  job: TrialTuneJob,
  control: LearnerControl,
  frozen: FrozenPart,
  pictures: Pictures,
  options: TuneOptions,
): Promise<Omit<TrialOutcome, 'pace' | 'naiveErrors'>> {
  return withRun(job, control, frozen, pictures, options, async (run) => {
    const { head, probabilities, tuneFrom, tuning, model } = await fineTuneTrial(run, control);
    return { head: head.kind, predictions: predictionsOf(probabilities, job.images), tuned: { tuneFrom, tuning, model: placeOf(model) } };
  });
}

/**
 * Tests and saves a fine-tune that was tried. Errors: those of adoptedTrial, and `source-weights-damaged` if the trial in the folder is a
 * different one.
 */
export function adopt(job: AdoptJob, control: LearnerControl, frozen: FrozenPart, pictures: Pictures): Promise<TrainOutcome> {
  return withRun(job, control, frozen, pictures, {}, async (run) => {
    const {
      tuneFrom,
      tuning,
      model: { folder, hash },
    } = job.tuned;
    const model = await readSource(folder);
    if (model.model.hash !== hash)
      throw new StudioError('source-weights-damaged', { path: folder, detail: 'it is not the model that was tried' });
    const trial = { method: 'fine-tune' as const, tuneFrom, tuning, model, head: await loadHead(job.trialFolder) };
    return outcomeOf(await adoptedTrial(run, trial, control), job.images);
  });
}

async function withRun<T>(
  job: Omit<TuneJob, 'kind'>,
  control: LearnerControl,
  frozen: FrozenPart,
  pictures: Pictures,
  options: TuneOptions,
  work: (run: TuningRun) => Promise<T>,
): Promise<T> {
  const { images, classes, seed, cut, runFolder, tune: order } = job;
  // A network is trained up to a single layer; joined cut points are only for heads.
  if (cut.includes('+')) throw new StudioError('cut-not-found', { cut, source: frozen.source.model.id });
  const { progress, signal } = control;
  const raster = (view: string) => pictures.raster(view);
  const tables = await readPictures(frozen, {
    images,
    folder: job.features,
    signal,
    raster,
    onProgress: (done, total) => progress('features', done, total),
  });
  const side = frozen.source.model.inputSize;
  const stores = { train: new PreparedPictures(order.prepared, side), score: new FinePictures(order.prepared, side) };
  const reading = (places: readonly number[]): PictureReading => ({
    images: chosen(images, places),
    readRaster: raster,
    signal,
    onProgress: (done, total) => progress('preparing', done, total),
  });
  try {
    return await work({
      ...tables,
      source: frozen.source,
      cut,
      classes,
      images,
      seed,
      tuneFrom: order.tuneFrom,
      variation: job.variation,
      budgetSeconds: order.budgetSeconds,
      pictures: (places) => stores.train.of(reading(places)),
      finePictures: (places) => stores.score.of(reading(places)),
      featuresBy: (weights, places) => featuresBy(frozen.source, cut, weights, { images: chosen(images, places), raster, signal }),
      runFolder,
      resume: order.resume,
      lineage: order.lineage,
      ...options,
    });
  } finally {
    stores.train.close();
    stores.score.close();
  }
}

const chosen = (images: readonly LabelledImage[], places: readonly number[]): LabelledImage[] => places.map((at) => images[at]!);

/** Computes features with other weights, as FrozenPart does for predictions, without caching them. */
async function featuresBy(
  source: SourceOnDisk,
  cut: string,
  weights: Weights,
  { images, raster, signal }: { images: readonly LabelledImage[]; raster: Pictures['raster']; signal: AbortSignal },
): Promise<Float32Array> {
  const trained = await FrozenPart.load({ ...source, weights: () => Promise.resolve(weights) }, cut);
  const rows = new Map<string, Float32Array>();
  try {
    await fillMissing({
      images,
      readRaster: raster,
      signal,
      has: (hash) => rows.has(hash),
      keep: (hashes, batch) => {
        const values = trained.features(batch);
        hashes.forEach((hash, at) => rows.set(hash, values.subarray(at * trained.dimension, (at + 1) * trained.dimension)));
      },
    });
    const all = new Float32Array(images.length * trained.dimension);
    images.forEach(({ hash }, at) => all.set(rows.get(hash)!, at * trained.dimension));
    return all;
  } finally {
    trained.dispose();
  }
}

function outcomeOf(
  { head, test, baselines, validation, probabilities, tuneFrom, tuning, model }: TunedRun,
  images: readonly LabelledImage[],
): TrainOutcome {
  return {
    head: head.kind,
    test,
    baselines,
    predictions: predictionsOf(probabilities, images),
    validation,
    tuned: { tuneFrom, tuning, model: placeOf(model) },
  };
}

const placeOf = ({ folder, model }: SourceOnDisk): TunedOutcome['model'] => ({ folder, hash: model.hash });

function predictionsOf(probabilities: TunedRun['probabilities'], images: readonly LabelledImage[]): ImagePrediction[] {
  return images.flatMap(({ id }, at) => {
    const row = probabilities.get(at);
    return row === undefined ? [] : [{ image: id, probabilities: [...row] }];
  });
}
