import type { BaselineScore, Score, Stage } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import { learnsFromAugmented } from '../../domain/models/head-kind.ts';
import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import { scorePredictions } from '../../domain/statistics/metrics.ts';
import { smallPictureLength } from '../../domain/models/small-picture.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { scoreBaselines, type FeatureTable, type TestedRows } from '../baselines/baselines.ts';
import { chosenRows } from './chosen-rows.ts';
import { headProbabilities } from './head-probabilities.ts';
import { countLabels, fitHead, type HeadTraining } from './head.ts';

export interface HeadJob {
  readonly classes: readonly { readonly id: ClassId; readonly name: string }[];
  readonly images: readonly { readonly class: ClassId; readonly split: 'train' | 'validation' | 'test' }[];
  readonly seed: number;
  /** Features of the images by the source model: one row each, in their order. */
  readonly features: FeatureTable;
  /** Colour and texture statistics of the images, one row each. */
  readonly statistics: FeatureTable;
  /** Small copies of the images, in their order; see smallPicture. */
  readonly smallPictures: Uint8Array;
  /** Scaling of the features; see HeadTraining. */
  readonly scaling?: HeadTraining['scaling'];
  /** Features of the augmented training images, in their order: one table per augmentation. */
  readonly augmented?: readonly FeatureTable[];
}
export interface JobSteps {
  progress(stage: Stage, done: number, total: number | null): void;
  readonly signal: AbortSignal;
}
export interface TrainedHead {
  readonly head: LinearHead;
  readonly test: Score;
  readonly baselines: BaselineScore[];
  /** Class probabilities of every image, images x classes, in the order of the job. */
  readonly probabilities: Float32Array;
}

/**
 * Fits a head on the training images alone, and scores it and the baselines on the test images. The same job gives the same numbers.
 * Errors: `class-too-small` for classes without a training image, or if there is no test image; `stopped` when the signal fires.
 */
export async function trainHead(job: HeadJob, steps: JobSteps): Promise<TrainedHead> {
  requireTestImages(job);
  const head = await fitPlainHead(job, steps);
  const baselines = await testBaselines(job, steps);
  steps.progress('testing', 0, job.images.filter(({ split }) => split === 'test').length);
  await pauseOf(steps)();
  const probabilities = headProbabilities(head, job.features.rows);
  const test = scoreTest(job, probabilities);
  steps.progress('testing', test.images, test.images);
  return { head, test, baselines, probabilities };
}

/** Fits the head alone; needs no test images. Errors: `class-too-small`, `stopped`. */
export async function fitPlainHead(
  job: Pick<HeadJob, 'classes' | 'images' | 'seed' | 'features' | 'scaling' | 'augmented'>,
  steps: JobSteps,
): Promise<LinearHead> {
  const pause = pauseOf(steps);
  steps.progress('fitting', 0, null);
  await pause();
  const train = trainingRows(job);
  const { rows: features, dimension } = tableOf(job.features, train);
  const augmented = job.augmented?.map(({ rows }) => rows) ?? [];
  return fitHead(
    {
      features,
      dimension,
      labels: train.labels,
      classIds: job.classes.map(({ id }) => id),
      seed: job.seed,
      scaling: job.scaling ?? 'unit-length',
      augmented,
    },
    pause,
  );
}

/** Scores the baselines that any model of these images must beat. Errors: as trainHead. */
export async function testBaselines(
  job: Pick<HeadJob, 'classes' | 'images' | 'seed' | 'statistics' | 'smallPictures'>,
  steps: JobSteps,
): Promise<BaselineScore[]> {
  const pause = pauseOf(steps);
  steps.progress('baselines', 0, null);
  await pause();
  const [train, test] = [trainingRows(job), testRows(job)].map((rows) => ({
    ...rows,
    table: tableOf(job.statistics, rows),
    pictures: chosenRows(job.smallPictures, smallPictureLength, rows.indices),
  }));
  return scoreBaselines(train!, test!, job.classes, job.seed, pause);
}

/**
 * Returns the training images if there are so few that the head also learns from augmented ones, otherwise none. Errors: `class-too-small`.
 */
export function imagesToAugment<Image extends HeadJob['images'][number]>({
  classes,
  images,
  scaling,
}: {
  readonly classes: HeadJob['classes'];
  readonly images: readonly Image[];
  readonly scaling?: HeadJob['scaling'];
}): Image[] {
  const { indices, labels } = trainingRows({ classes, images });
  return learnsFromAugmented(countLabels(labels, classes.length), scaling) ? indices.map((at) => images[at]!) : [];
}

/** Scores a model on the test images. Its probabilities are images x classes, in the order of the job. */
export function scoreTest(job: Pick<HeadJob, 'classes' | 'images'>, probabilities: Float32Array): Score {
  const test = testRows(job);
  const predicted = decideEach(probabilities, job.classes.length);
  return scorePredictions(
    test.labels,
    test.indices.map((at) => predicted[at]!),
    job.classes,
  );
}

/** Turning the event loop lets a request to stop arrive. */
function pauseOf({ signal }: JobSteps): () => Promise<void> {
  return async () => {
    await new Promise((resolve) => setImmediate(resolve));
    if (signal.aborted) throw new StudioError('stopped');
  };
}

type Rows = Pick<TestedRows, 'labels'> & { readonly indices: readonly number[] };

function trainingRows(job: Pick<HeadJob, 'classes' | 'images'>): Rows {
  const rows = rowsOf(job, 'train');
  const seen = new Set(rows.labels);
  const missing = job.classes.filter((_, at) => !seen.has(at));
  if (missing.length > 0) throw tooSmall(missing);
  return rows;
}

function testRows(job: Pick<HeadJob, 'classes' | 'images'>): Rows {
  requireTestImages(job);
  return rowsOf(job, 'test');
}

function requireTestImages({ classes, images }: Pick<HeadJob, 'classes' | 'images'>): void {
  if (!images.some(({ split }) => split === 'test')) throw tooSmall(classes);
}

const tooSmall = (classes: HeadJob['classes']): StudioError =>
  new StudioError('class-too-small', { classes: classes.map(({ name }) => name).join(', ') });

function rowsOf({ classes, images }: Pick<HeadJob, 'classes' | 'images'>, split: 'train' | 'test'): Rows {
  const indexOf = new Map(classes.map(({ id }, at) => [id, at]));
  const indices = images.flatMap((image, at) => (image.split === split ? [at] : []));
  return { indices, labels: Int32Array.from(indices, (at) => indexOf.get(images[at]!.class)!) };
}

function tableOf({ rows, dimension }: FeatureTable, { indices }: Rows): FeatureTable {
  return { rows: chosenRows(rows, dimension, indices), dimension };
}
