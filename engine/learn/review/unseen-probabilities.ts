import type { ClassId } from '../../domain/ids.ts';
import { groupedFolds } from '../../domain/labels/grouped-folds.ts';
import { labelDoubts } from '../../domain/review/label-errors.ts';
import { seededRandom } from '../../domain/statistics/random.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import type { Pause } from '../head/logistic.ts';
import { outOfFold, type FoldedRows } from './out-of-fold.ts';
import { withEmptyClasses, withoutEmptyClasses } from './used-classes.ts';

export interface LabelledRows {
  /** Index into `classIds` of each row. */
  readonly labels: Int32Array;
  /** The group of each row, null if none. Images of a group, such as near-duplicates, may share a wrong label: they are held out together. */
  readonly groups: readonly (string | null)[];
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  readonly scaling: FoldedRows['scaling'];
}

const foldCount = 5;

/**
 * Returns class probabilities, n x C, row-major, by heads that have not seen the image or its group: the mean of three passes with different
 * folds. The first fits heads on all other folds, the others without the labels that the first doubts, which would mislead them. The last
 * standardises features, which makes other mistakes. Measured by `bench label-errors`. NaN for rows that are never held out. `onFold` is
 * called before each fold and at the end.
 */
export async function unseenProbabilities(
  table: FeatureTable,
  labelled: LabelledRows,
  onFold: (done: number, total: number) => void,
  pause: Pause,
): Promise<Float32Array> {
  const { used, labels, classIds } = withoutEmptyClasses(labelled);
  const { groups, seed, scaling } = labelled;
  const rows = [...labels].map((label, row) => ({ label, group: groups[row]! }));
  const passes = [scaling, scaling, 'standardised' as const].map((own, at) => ({
    scaling: own,
    seed: seed + at,
    folds: groupedFolds(rows, foldCount, seededRandom(seed + at)),
  }));
  const total = passes.reduce((sum, { folds }) => sum + new Set(folds.filter((fold) => fold >= 0)).size, 0);
  let done = 0;
  const judged: Float32Array[] = [];
  let distrusted: ReadonlySet<number> = new Set();
  for (const pass of passes) {
    judged.push(await outOfFold(table, { ...pass, labels, classIds, distrusted }, () => onFold(done++, total), pause));
    if (judged.length === 1) distrusted = new Set(labelDoubts(judged[0]!, labels, used.length).map(({ row }) => row));
  }
  onFold(total, total);
  return withEmptyClasses(meanOfKnown(judged), used, labelled.classIds.length);
}

/** A row may be held out in some passes only. */
function meanOfKnown(passes: readonly Float32Array[]): Float32Array {
  return passes[0]!.map((_, at) => {
    const known = passes.map((values) => values[at]!).filter((value) => !Number.isNaN(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  });
}
