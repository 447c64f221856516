import type { ClassId } from '../../domain/ids.ts';
import { decideEach } from '../../domain/models/decision.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { chosenRows } from './chosen-rows.ts';
import { headProbabilities } from './head-probabilities.ts';
import { fitHead, type HeadTraining } from './head.ts';
import type { Pause } from './logistic.ts';

export interface FoldedRows {
  /** Index into `classIds` of each row. */
  readonly labels: Int32Array;
  /** The fold in which each row is held out; -1 if it is always trained on. Every class has a row outside each fold. */
  readonly folds: Int32Array;
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  readonly scaling: NonNullable<HeadTraining['scaling']>;
}

/**
 * Returns for each held-out row, in row order, whether a head fitted without its fold classifies it correctly. The head of each fold is
 * chosen and fitted on the other rows just as for a run. `onFold` is called before each fold.
 */
export async function crossValidated(
  { rows, dimension }: FeatureTable,
  { labels, folds, classIds, seed, scaling }: FoldedRows,
  onFold: () => void,
  pause: Pause,
): Promise<boolean[]> {
  const right = new Map<number, boolean>();
  for (const fold of new Set(folds)) {
    if (fold < 0) continue;
    onFold();
    await pause();
    const of = (fits: (row: number) => boolean): number[] => [...labels.keys()].filter(fits);
    const [learned, held] = [of((row) => folds[row] !== fold), of((row) => folds[row] === fold)];
    const chosen = (places: readonly number[]): Float32Array => chosenRows(rows, dimension, places);
    const head = await fitHead(
      { features: chosen(learned), dimension, labels: Int32Array.from(learned, (row) => labels[row]!), classIds, seed, scaling },
      pause,
    );
    const named = decideEach(headProbabilities(head, chosen(held)), classIds.length);
    held.forEach((row, at) => right.set(row, named[at] === labels[row]));
  }
  return [...labels.keys()].flatMap((row) => right.get(row) ?? []);
}
