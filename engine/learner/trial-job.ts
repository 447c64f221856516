import { scalingOf } from '../models/library/cuts.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import { findCut } from '../models/library/source-models.ts';
import { fitPlainHead, testBaselines, type HeadJob } from '../learn/head/train-head.ts';
import type { LoadedSource } from './loaded-source.ts';
import { readPictures } from './picture-features.ts';
import type { Pictures } from './pictures.ts';
import type { TrialJob, TrialOutcome } from './protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';
import { tryTuning, type TuneOptions } from './tune-job.ts';
import { augmentedFew } from './augmented-features.ts';

/**
 * Trains a head or a fine-tune without test images, and returns its validation predictions to choose by.
 * @throws RangeError for a test image: no candidate may have seen one. Other errors: those of the training.
 */
export async function tried(
  job: TrialJob,
  control: LearnerControl,
  sources: LoadedSource,
  pictures: Pictures,
  options: TuneOptions,
): Promise<TrialOutcome> {
  if (job.images.some(({ split }) => split === 'test')) throw new RangeError('a trial may not see test images');
  const frozen = await sources.get(job.source, job.cut);
  if (job.tune !== undefined)
    return {
      ...(await tryTuning({ ...job, tune: job.tune }, control, frozen, pictures, options)),
      naiveErrors: null,
      pace: { seen: 0, seeing: 0, fitting: 0 },
    };
  const { images, classes, seed } = job;
  const { progress, signal } = control;
  const begunMs = performance.now();
  const seen = { images: 0, augmented: 0 };
  const counted = (which: keyof typeof seen) => {
    let known: number | null = null;
    return (done: number, total: number): void => {
      known ??= done;
      seen[which] = done - known;
      progress('features', done, total);
    };
  };
  const reading = { folder: job.features, signal, raster: (view: string) => pictures.raster(view) };
  const { features, ...tables } = await readPictures(frozen, { ...reading, images, onProgress: counted('images') });
  const scaling = scalingOf(findCut(frozen.source, frozen.cut));
  const augmented = await augmentedFew(frozen, { ...job, scaling }, { ...reading, onProgress: counted('augmented') });
  const readMs = performance.now();
  const head = await fitPlainHead({ classes, images, seed, features, scaling, augmented }, control);
  const fittedMs = performance.now();
  const probabilities = headProbabilities(head, features.rows);
  const predictions = images.flatMap(({ id, split }, at) =>
    split === 'validation'
      ? [{ image: id, probabilities: [...probabilities.subarray(at * classes.length, (at + 1) * classes.length)] }]
      : [],
  );
  const naiveErrors = job.asksNaive === true ? await errorsOfNaive(job, tables, control) : null;
  return {
    head: head.kind,
    predictions,
    tuned: null,
    naiveErrors,
    pace: { seen: seen.images + seen.augmented * augmented.length, seeing: (readMs - begunMs) / 1000, fitting: (fittedMs - readMs) / 1000 },
  };
}

/** Validation images misclassified by the best baseline, fitted on the training images. */
async function errorsOfNaive(
  { classes, images, seed }: TrialJob,
  tables: Pick<HeadJob, 'statistics' | 'smallPictures'>,
  control: LearnerControl,
): Promise<number> {
  const asked = images.map((image) => ({ ...image, split: image.split === 'validation' ? ('test' as const) : image.split }));
  const baselines = await testBaselines({ classes, images: asked, seed, ...tables }, control);
  const judged = images.filter(({ split }) => split === 'validation').length;
  return Math.min(...baselines.map(({ accuracy }) => judged - Math.round(accuracy.value * judged)));
}
