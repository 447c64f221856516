import { groupsWithNearDuplicates } from '../domain/labels/near-duplicates.ts';
import { smallPictureLength } from '../domain/models/small-picture.ts';
import type { Raster } from '../domain/raster.ts';
import { qualityProblems } from '../domain/review/picture-quality.ts';
import { factValues, shortcuts } from '../domain/review/shortcuts.ts';
import type { Pause } from '../learn/head/logistic.ts';
import { foldCount, groupEffects } from '../learn/review/group-effects.ts';
import { alikePairs } from '../learn/review/alike-pairs.ts';
import { outliers } from '../learn/review/outliers.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { scalingOf } from '../models/library/cuts.ts';
import { findCut } from '../models/library/source-models.ts';
import { readChosenSource } from './chosen-source.ts';
import { readFeatures, readQuality, readSmallPictures } from './picture-features.ts';
import { labelledTable, labelsInDoubt, type LabelledTable } from './review-labels.ts';
import type { AlikeImages, ReviewJob, ReviewOutcome } from './review-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

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
  const labelled = labelledTable(images, table);
  const labels = await labelsInDoubt(job, labelled, table, scaling, { onFold: (done, total) => progress('fitting', done, total), pause });
  const effects = await effectsOfGroups(job, labelled, scaling, { onFold: (done, total) => progress('grouping', done, total), pause });
  const quality = await readQuality({ ...reading, onProgress: (done, total) => progress('looking', done, total) });
  const unlike = await outliers(
    table,
    images.map(({ group }) => group),
    pause,
  );
  return {
    ...labels,
    alike,
    shortcuts: shortcutsIn(job, labelled, small),
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

function shortcutsIn(
  { images, seed }: ReviewJob,
  { places, classIds, labels }: LabelledTable,
  small: Uint8Array,
): ReviewOutcome['shortcuts'] {
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

async function effectsOfGroups(
  { seed, groupings: { alone, tried } }: ReviewJob,
  { places, classIds, labels, table }: LabelledTable,
  scaling: ReturnType<typeof scalingOf>,
  { onFold, pause }: { onFold(done: number, total: number): void; readonly pause: Pause },
): Promise<ReviewOutcome['groupings']> {
  if (classIds.length < 2 || tried.length === 0) return tried.map(() => null);
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
