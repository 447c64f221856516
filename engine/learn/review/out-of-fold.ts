import type { ClassId } from '../../domain/ids.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { chosenRows } from '../head/chosen-rows.ts';
import { headProbabilities } from '../head/head-probabilities.ts';
import { fitHead, type HeadTraining } from '../head/head.ts';
import type { Pause } from '../head/logistic.ts';

export interface FoldedRows {
  /** Index into `classIds` of each row. */
  readonly labels: Int32Array;
  /** The fold in which each row is held out; -1 if it is always trained on. Every class has a row outside each fold. */
  readonly folds: Int32Array;
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  readonly scaling: NonNullable<HeadTraining['scaling']>;
  /** Rows that are not learned from, but held out like all others; if a class has no other rows outside a fold, they are used after all. */
  readonly distrusted?: ReadonlySet<number>;
}

/**
 * Returns class probabilities, n x C, row-major: those of each held-out row by a head fitted without its fold, and NaN for rows that are
 * never held out. The head of each fold is chosen and fitted on the other rows just as for a run. `onFold` is called before each fold.
 */
export async function outOfFold(
  { rows, dimension }: FeatureTable,
  { labels, folds, classIds, seed, scaling, distrusted = new Set() }: FoldedRows,
  onFold: () => void,
  pause: Pause,
): Promise<Float32Array> {
  const classes = classIds.length;
  const all = new Float32Array(labels.length * classes).fill(NaN);
  for (const fold of new Set(folds)) {
    if (fold < 0) continue;
    onFold();
    await pause();
    const of = (fits: (row: number) => boolean): number[] => [...labels.keys()].filter(fits);
    const trusted = of((row) => folds[row] !== fold && !distrusted.has(row));
    const known = new Set(trusted.map((row) => labels[row]!));
    const learned = [...trusted, ...of((row) => folds[row] !== fold && distrusted.has(row) && !known.has(labels[row]!))];
    const held = of((row) => folds[row] === fold);
    const chosen = (places: readonly number[]): Float32Array => chosenRows(rows, dimension, places);
    const head = await fitHead(
      { features: chosen(learned), dimension, labels: Int32Array.from(learned, (row) => labels[row]!), classIds, seed, scaling },
      pause,
    );
    const probabilities = headProbabilities(head, chosen(held));
    held.forEach((row, at) => all.set(probabilities.subarray(at * classes, (at + 1) * classes), row * classes));
  }
  return all;
}
