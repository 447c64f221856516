import { decideEach } from '../../domain/models/decision.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { outOfFold, type FoldedRows } from '../review/out-of-fold.ts';
import type { Pause } from './logistic.ts';

/**
 * Returns for each held-out row, in row order, whether a head fitted without its fold classifies it correctly. `onFold` is called before
 * each fold.
 */
export async function crossValidated(table: FeatureTable, rows: FoldedRows, onFold: () => void, pause: Pause): Promise<boolean[]> {
  const named = decideEach(await outOfFold(table, rows, onFold, pause), rows.classIds.length);
  return [...rows.labels.keys()].filter((row) => rows.folds[row]! >= 0).map((row) => named[row] === rows.labels[row]);
}
