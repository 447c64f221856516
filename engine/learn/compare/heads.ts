import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { FeatureScaling } from '../../domain/models/head-kind.ts';
import { decideEach } from '../../domain/models/decision.ts';
import { mostCommon, type FeatureTable } from '../baselines/baselines.ts';
import { chosenRows } from '../head/chosen-rows.ts';
import { headProbabilities } from '../head/head-probabilities.ts';
import { fitHead } from '../head/head.ts';
import type { ArmAnswer } from './arm-answer.ts';
import type { ComparedImages } from './paired-images.ts';

/** Fits a head on some rows of a table. */
export function headOn(
  table: FeatureTable,
  images: ComparedImages,
  places: readonly number[],
  classIds: readonly ClassId[],
  seed: number,
  pause: () => Promise<void>,
  scaling: FeatureScaling,
): Promise<LinearHead> {
  return fitHead(
    { features: rowsAt(table, places), dimension: table.dimension, labels: images.labelsAt(places), classIds, seed, scaling },
    pause,
  );
}

/** Index of the predicted class of each test image. */
export function predictedBy(head: LinearHead, table: FeatureTable, images: ComparedImages): number[] {
  return predictedAt(head, table, images.test);
}

/** The predictions of a head for the test images, and its accuracy on the validation images. */
export function headAnswer(head: LinearHead, table: FeatureTable, images: ComparedImages): ArmAnswer {
  return {
    predicted: predictedBy(head, table, images),
    validationScore: shareRight(predictedAt(head, table, images.validation), images),
    ...withoutSteps,
  };
}

/** Always predicts the most common class of the training images; the first one on a tie. */
export function largestClassAnswer(images: ComparedImages, places: readonly number[], classes: number): ArmAnswer {
  const largest = mostCommon(images.labelsAt(places), classes);
  return {
    predicted: images.test.map(() => largest),
    validationScore: shareRight(
      images.validation.map(() => largest),
      images,
    ),
    ...withoutSteps,
  };
}

/** For models that are fitted in closed form or by a solver instead of trained in steps. */
export const withoutSteps = { finished: true, imagePasses: 0, trials: 1, curve: [] } as const;

function predictedAt(head: LinearHead, table: FeatureTable, places: readonly number[]): number[] {
  return [...decideEach(headProbabilities(head, rowsAt(table, places)), head.classIds.length)];
}

/** Accuracy on the validation images. */
export const shareRight = (predicted: readonly number[], { labels, validation }: ComparedImages): number =>
  validation.filter((place, at) => labels[place] === predicted[at]).length / validation.length;

export const rowsAt = ({ rows, dimension }: FeatureTable, places: readonly number[]): Float32Array => chosenRows(rows, dimension, places);
