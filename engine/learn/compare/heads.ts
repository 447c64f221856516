import type { ClassId } from '../../domain/ids.ts';
import type { LinearHead } from '../../domain/linear-head.ts';
import { mostProbable } from '../../domain/metrics.ts';
import type { FeatureTable } from '../baselines.ts';
import { headProbabilities } from '../head-probabilities.ts';
import { fitHead } from '../head.ts';
import type { ComparedImages } from './paired-images.ts';

/** Fits a head on some rows of a table. */
export function headOn(
  table: FeatureTable, images: ComparedImages, places: readonly number[], classIds: readonly ClassId[], seed: number, pause: () => Promise<void>,
  scaling: 'unit-length' | 'standardised',
): Promise<LinearHead> {
  return fitHead({ features: rowsAt(table, places), dimension: table.dimension, labels: images.labelsAt(places), classIds, seed, scaling }, pause);
}

/** Index of the predicted class of each test image. */
export function predictedBy(head: LinearHead, table: FeatureTable, images: ComparedImages): number[] {
  return [...mostProbable(headProbabilities(head, rowsAt(table, images.test)), head.classIds.length)];
}

export function rowsAt({ rows, dimension }: FeatureTable, places: readonly number[]): Float32Array {
  const chosen = new Float32Array(places.length * dimension);
  places.forEach((from, to) => chosen.set(rows.subarray(from * dimension, (from + 1) * dimension), to * dimension));
  return chosen;
}
