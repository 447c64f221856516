import type { ClassId } from '../../domain/ids.ts';
import { groupedFolds } from '../../domain/labels/grouped-folds.ts';
import { labelDoubts, type LabelDoubt } from '../../domain/review/label-errors.ts';
import { seededRandom } from '../../domain/statistics/random.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import type { Pause } from '../head/logistic.ts';
import { outOfFold, type FoldedRows } from './out-of-fold.ts';

export interface LabelledImages {
  /** Index into `classIds` of each row. */
  readonly labels: Int32Array;
  /** The group of each row, null if none: near-duplicates, which may share a wrong label. Never split between folds. */
  readonly groups: readonly (string | null)[];
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  readonly scaling: FoldedRows['scaling'];
}
