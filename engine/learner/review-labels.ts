import type { ClassId, ImageId } from '../domain/ids.ts';
import { certainties } from '../domain/review/certainty.ts';
import { classShares } from '../domain/review/class-shares.ts';
import { labelDoubts } from '../domain/review/label-errors.ts';
import { predictedLabels } from '../domain/review/predicted-labels.ts';
import type { FeatureTable } from '../learn/baselines/baselines.ts';
import { chosenRows } from '../learn/head/chosen-rows.ts';
import { fitHead } from '../learn/head/head.ts';
import { headProbabilities } from '../learn/head/head-probabilities.ts';
import type { Pause } from '../learn/head/logistic.ts';
import { unseenProbabilities } from '../learn/review/unseen-probabilities.ts';
import type { scalingOf } from '../models/library/cuts.ts';
import type { ReviewedImage, ReviewJob, ReviewOutcome } from './review-protocol.ts';

/** Labelled images as a head is fitted on them. */
export interface LabelledTable {
  /** Where each stands among the images of the job. */
  readonly places: readonly number[];
  /** In the order of the class indices. */
  readonly classIds: readonly ClassId[];
  /** Class index of each. */
  readonly labels: Int32Array;
  /** Their features. */
  readonly table: FeatureTable;
}

/** The images with a label to check; `features` are those of all images. */
export function labelledTable(images: readonly ReviewedImage[], { rows, dimension }: FeatureTable): LabelledTable {
  const places = [...images.keys()].filter((at) => images[at]!.class !== null);
  const classIds = [...new Set(places.map((at) => images[at]!.class!))].sort((a, b) => a - b);
  const indexOf = new Map(classIds.map((id, at) => [id, at]));
  return {
    places,
    classIds,
    labels: Int32Array.from(places, (at) => indexOf.get(images[at]!.class!)!),
    table: { rows: chosenRows(rows, dimension, places), dimension },
  };
}

/** Looks for labels that models fitted without them contradict, and says how certain they are of every image. */
export async function labelsInDoubt(
  { images, seed }: Pick<ReviewJob, 'images' | 'seed'>,
  { places, ...labelled }: LabelledTable,
  features: FeatureTable,
  scaling: ReturnType<typeof scalingOf>,
  control: { readonly onFold: (done: number, total: number) => void; readonly pause: Pause },
): Promise<Pick<ReviewOutcome, 'labels' | 'predicted' | 'classes' | 'certainty'>> {
  const { table, labels, classIds } = labelled;
  const groups = places.map((at) => images[at]!.group);
  const shares = (probabilities: Float32Array | null) =>
    classShares(probabilities, { labels, groups, classes: classIds.length }).map((share, at) => ({ class: classIds[at]!, ...share }));
  if (classIds.length < 2)
    return { labels: [], predicted: { labels: 0, accuracy: 0, isBetterThanLargestClass: false }, classes: shares(null), certainty: [] };
  const fitting = { labels, classIds, seed, scaling };
  const probabilities = await unseenProbabilities(table, { ...fitting, groups }, control.onFold, control.pause);
  const predicted = predictedLabels(probabilities, labels, classIds.length);
  if (!predicted.isBetterThanLargestClass) return { predicted, classes: shares(probabilities), labels: [], certainty: [] };
  const certaintyOf = (of: readonly number[], predictions: Float32Array): [ImageId, number][] =>
    certainties(predictions, classIds.length).flatMap((certainty, row) => (certainty === null ? [] : [[images[of[row]!]!.id, certainty]]));
  const others = [...images.keys()].filter((at) => images[at]!.class === null);
  return {
    predicted,
    classes: shares(probabilities),
    labels: labelDoubts(probabilities, labels, classIds.length).map(({ row, suggested, given, probability }) => {
      const { id, class: label } = images[places[row]!]!;
      return { image: id, class: label!, suggested: classIds[suggested]!, given, probability };
    }),
    certainty: [...certaintyOf(places, probabilities), ...certaintyOf(others, await predictOthers())],
  };

  /** By a head fitted on all labels. */
  async function predictOthers(): Promise<Float32Array> {
    if (others.length === 0) return new Float32Array();
    const head = await fitHead({ features: table.rows, dimension: table.dimension, ...fitting }, control.pause);
    return headProbabilities(head, chosenRows(features.rows, features.dimension, others));
  }
}
