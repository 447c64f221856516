import type { ClassId, ImageId } from '../domain/ids.ts';
import { groupsWithNearDuplicates } from '../domain/labels/near-duplicates.ts';
import { smallPictureLength } from '../domain/models/small-picture.ts';
import type { Raster } from '../domain/raster.ts';
import { classShares } from '../domain/review/class-shares.ts';
import { labelDoubts } from '../domain/review/label-errors.ts';
import { qualityProblems } from '../domain/review/picture-quality.ts';
import { predictedLabels } from '../domain/review/predicted-labels.ts';
import { factValues, shortcuts } from '../domain/review/shortcuts.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import { chosenRows } from '../learn/head/chosen-rows.ts';
import { fitHead } from '../learn/head/head.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import { unseenProbabilities } from '../learn/review/unseen-probabilities.ts';
import { foldCount, groupEffects } from '../learn/review/group-effects.ts';
import { alikePairs } from '../learn/review/alike-pairs.ts';
import { outliers } from '../learn/review/outliers.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { findCut } from '../models/library/source-models.ts';
import { readChosenSource } from './chosen-source.ts';
import { readFeatures, readQuality, readSmallPictures } from './picture-features.ts';
import type { AlikeImages, ReviewedImage, ReviewJob, ReviewOutcome } from './review-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

type Scaling = ReturnType<typeof scalingOf>;

/**
 * Compares the images of a project by their features, their labels by heads fitted without them, and their pictures by what they show.
 * Everything slow is cached by content: a second review computes only what is new. Errors: those of readChosenSource and FrozenPart.load,
 * `stopped`, `disk-full`.
 */
export async function review(
  asked: ReviewJob,
  { progress, signal }: LearnerControl,
  raster: (view: string) => Promise<Raster>,
): Promise<ReviewOutcome> {
  const source = await readChosenSource(asked.source);
  const reading = { images: asked.images, folder: asked.features, raster, signal };
  const table = await readFeatures(source, asked.cut, { ...reading, onProgress: (done, total) => progress('features', done, total) });
  const pause = (): Promise<void> => breathe(signal);
  const small = await readSmallPictures(reading);
  const alike = (await alikePairs(small, { pause, onProgress: (done, total) => progress('neighbours', done, total) })).map(
    ([one, other]): AlikeImages => [asked.images[one]!.id, asked.images[other]!.id],
  );
  const job = withAlike(asked, alike);
  const { images } = job;
  const scaling = scalingOf(findCut(source, job.cut));
  const labels = await labelsInDoubt(job, table, scaling, (done, total) => progress('fitting', done, total), pause);
  const effects = await effectsOfGroups(job, table, scaling, { onFold: (done, total) => progress('grouping', done, total), pause });
  const quality = await readQuality({ ...reading, onProgress: (done, total) => progress('looking', done, total) });
  const unlike = await outliers(
    table,
    images.map(({ group }) => group),
    pause,
  );
  return {
    ...labels,
    alike,
    shortcuts: shortcutsIn(job, small),
    groupings: effects,
    pictures: [
      ...unlike.map(({ row }) => ({ image: images[row]!.id, kind: 'outlier' as const })),
      ...qualityProblems(quality.rows).map(({ row, problem }) => ({ image: images[row]!.id, kind: problem })),
    ],
  };
}

/** The same images and groupings, after alike images are put into one group. */
function withAlike(job: ReviewJob, alike: readonly AlikeImages[]): ReviewJob {
  const merged = (groups: readonly (string | null)[]): (string | null)[] => {
    const all = groupsWithNearDuplicates(
      job.images.map(({ id }, at) => ({ image: id, group: groups[at]!, fingerprint: null })),
      alike,
    );
    return job.images.map(({ id }) => all.get(id)!);
  };
  const own = merged(job.images.map(({ group }) => group));
  const { alone, tried } = job.groupings;
  return {
    ...job,
    images: job.images.map((image, at) => ({ ...image, group: own[at]! })),
    groupings: { alone: merged(alone), tried: tried.map(merged) },
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

/** Predicts the images without a label to check by a head fitted on all labels. */
async function otherProbabilities(
  { rows, dimension }: FeatureTable,
  {
    places,
    count,
    ...labelled
  }: { places: readonly number[]; count: number; labels: Int32Array; classIds: readonly ClassId[]; seed: number; scaling: Scaling },
  pause: () => Promise<void>,
): Promise<{ places: number[]; probabilities: Float32Array }> {
  const known = new Set(places);
  const others = Array.from({ length: count }, (_, at) => at).filter((at) => !known.has(at));
  if (others.length === 0) return { places: [], probabilities: new Float32Array() };
  const head = await fitHead({ features: chosenRows(rows, dimension, places), dimension, ...labelled }, pause);
  return { places: others, probabilities: headProbabilities(head, chosenRows(rows, dimension, others)) };
}

/** The largest probability of each row; none for rows that were never held out. */
function certaintyOf(images: readonly ReviewedImage[], places: readonly number[], probabilities: Float32Array): [ImageId, number][] {
  const classes = probabilities.length / Math.max(1, places.length);
  return places.flatMap((place, row) => {
    const most = Math.max(...probabilities.subarray(row * classes, (row + 1) * classes));
    return Number.isNaN(most) ? [] : [[images[place]!.id, Math.round(1e4 * most) / 1e4] as [ImageId, number]];
  });
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
): Promise<Pick<ReviewOutcome, 'labels' | 'predicted' | 'classes' | 'certainty'>> {
  const { places, classIds, labels } = labelledOf(images);
  const groups = places.map((at) => images[at]!.group);
  const shares = (probabilities: Float32Array | null) =>
    classShares(probabilities, { labels, groups, classes: classIds.length }).map((share, at) => ({ class: classIds[at]!, ...share }));
  if (classIds.length < 2)
    return { labels: [], predicted: { labels: 0, accuracy: 0, isBetterThanLargestClass: false }, classes: shares(null), certainty: [] };
  const table = { rows: chosenRows(rows, dimension, places), dimension };
  const probabilities = await unseenProbabilities(table, { labels, groups, classIds, seed, scaling }, onFold, pause);
  const predicted = predictedLabels(probabilities, labels, classIds.length);
  const doubts = predicted.isBetterThanLargestClass ? labelDoubts(probabilities, labels, classIds.length) : [];
  const unseen = predicted.isBetterThanLargestClass
    ? await otherProbabilities({ rows, dimension }, { places, labels, classIds, seed, scaling, count: images.length }, pause)
    : null;
  return {
    predicted,
    certainty: unseen ? [...certaintyOf(images, places, probabilities), ...certaintyOf(images, unseen.places, unseen.probabilities)] : [],
    classes: shares(probabilities),
    labels: doubts.map(({ row, suggested, given, probability }) => {
      const { id, class: label } = images[places[row]!]!;
      return { image: id, class: label!, suggested: classIds[suggested]!, given, probability };
    }),
  };
}
