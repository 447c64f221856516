import type { ClassId } from '../domain/ids.ts';
import { smallPictureLength } from '../domain/models/small-picture.ts';
import type { Raster } from '../domain/raster.ts';
import { classShares } from '../domain/review/class-shares.ts';
import { labelDoubts } from '../domain/review/label-errors.ts';
import { qualityProblems } from '../domain/review/picture-quality.ts';
import { predictedLabels } from '../domain/review/predicted-labels.ts';
import { factValues, shortcuts } from '../domain/review/shortcuts.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import { chosenRows } from '../learn/head/chosen-rows.ts';
import { unseenProbabilities } from '../learn/review/unseen-probabilities.ts';
import { foldCount, groupEffects } from '../learn/review/group-effects.ts';
import { outliers } from '../learn/review/outliers.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { findCut } from '../models/library/source-models.ts';
import { readChosenSource } from './chosen-source.ts';
import { readFeatures, readQuality, readSmallPictures } from './picture-features.ts';
import type { ReviewedImage, ReviewJob, ReviewOutcome } from './review-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

type Scaling = ReturnType<typeof scalingOf>;

/**
 * Compares the images of a project by their features, their labels by heads fitted without them, and their pictures by what they show.
 * Everything slow is cached by content: a second review computes only what is new. Errors: those of readChosenSource and FrozenPart.load,
 * `stopped`, `disk-full`.
 */
export async function review(
  job: ReviewJob,
  { progress, signal }: LearnerControl,
  raster: (view: string) => Promise<Raster>,
): Promise<ReviewOutcome> {
  const source = await readChosenSource(job.source);
  const { images, features: folder } = job;
  const reading = { images, folder, raster, signal };
  const table = await readFeatures(source, job.cut, { ...reading, onProgress: (done, total) => progress('features', done, total) });
  const pause = (): Promise<void> => breathe(signal);
  const scaling = scalingOf(findCut(source, job.cut));
  const labels = await labelsInDoubt(job, table, scaling, (done, total) => progress('fitting', done, total), pause);
  const effects = await effectsOfGroups(job, table, scaling, { onFold: (done, total) => progress('grouping', done, total), pause });
  const quality = await readQuality({ ...reading, onProgress: (done, total) => progress('looking', done, total) });
  const unlike = await outliers(
    table,
    images.map(({ group }) => group),
    pause,
  );
  const found = shortcutsIn(job, await readSmallPictures(reading));
  return {
    ...labels,
    shortcuts: found,
    groupings: effects,
    pictures: [
      ...unlike.map(({ row }) => ({ image: images[row]!.id, kind: 'outlier' as const })),
      ...qualityProblems(quality.rows).map(({ row, problem }) => ({ image: images[row]!.id, kind: problem })),
    ],
  };
}

function shortcutsIn({ images, seed }: ReviewJob, small: Uint8Array): ReviewOutcome['shortcuts'] {
  const { places, classIds, labels } = labelledOf(images);
  const rows = places.map((at, row) => ({
    label: labels[row]!,
    group: images[at]!.group,
    values: factValues(images[at]!.facts, small.subarray(at * smallPictureLength, (at + 1) * smallPictureLength)),
  }));
  return shortcuts(rows, classIds.length, seed).map(({ typical, ...shortcut }) => ({
    ...shortcut,
    typical: typical.map((value, at) => ({ class: classIds[at]!, value })),
  }));
}

/** The images with a label to check: their indices, the classes in order, and the class index of each. */
function labelledOf(images: readonly ReviewedImage[]): { places: number[]; classIds: ClassId[]; labels: Int32Array } {
  const places = [...images.keys()].filter((at) => images[at]!.class !== null);
  const classIds = [...new Set(places.map((at) => images[at]!.class!))].sort((a, b) => a - b);
  const indexOf = new Map(classIds.map((id, at) => [id, at]));
  return { places, classIds, labels: Int32Array.from(places, (at) => indexOf.get(images[at]!.class!)!) };
}

async function effectsOfGroups(
  { images, seed, groupings: { alone, tried } }: ReviewJob,
  { rows, dimension }: FeatureTable,
  scaling: Scaling,
  { onFold, pause }: { onFold(done: number, total: number): void; readonly pause: () => Promise<void> },
): Promise<ReviewOutcome['groupings']> {
  const { places, classIds, labels } = labelledOf(images);
  if (classIds.length < 2 || tried.length === 0) return tried.map(() => null);
  const table = { rows: chosenRows(rows, dimension, places), dimension };
  const of = (groups: readonly (string | null)[]): (string | null)[] => places.map((at) => groups[at]!);
  const total = (1 + tried.length) * foldCount;
  let done = 0;
  const effects = await groupEffects(
    { table, labels, classIds, seed, scaling },
    { alone: of(alone), groupings: tried.map(of) },
    () => onFold(Math.min(done++, total), total),
    pause,
  );
  onFold(total, total);
  return effects;
}

async function labelsInDoubt(
  { images, seed }: ReviewJob,
  { rows, dimension }: FeatureTable,
  scaling: Scaling,
  onFold: (done: number, total: number) => void,
  pause: () => Promise<void>,
): Promise<Pick<ReviewOutcome, 'labels' | 'predicted' | 'classes'>> {
  const { places, classIds, labels } = labelledOf(images);
  const groups = places.map((at) => images[at]!.group);
  const shares = (probabilities: Float32Array | null) =>
    classShares(probabilities, { labels, groups, classes: classIds.length }).map((share, at) => ({ class: classIds[at]!, ...share }));
  if (classIds.length < 2)
    return { labels: [], predicted: { labels: 0, accuracy: 0, isBetterThanLargestClass: false }, classes: shares(null) };
  const table = { rows: chosenRows(rows, dimension, places), dimension };
  const probabilities = await unseenProbabilities(table, { labels, groups, classIds, seed, scaling }, onFold, pause);
  const predicted = predictedLabels(probabilities, labels, classIds.length);
  const doubts = predicted.isBetterThanLargestClass ? labelDoubts(probabilities, labels, classIds.length) : [];
  return {
    predicted,
    classes: shares(probabilities),
    labels: doubts.map(({ row, suggested, given, probability }) => {
      const { id, class: label } = images[places[row]!]!;
      return { image: id, class: label!, suggested: classIds[suggested]!, given, probability };
    }),
  };
}
