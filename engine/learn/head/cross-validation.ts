import { randomInteger, shuffled, type Random } from '../../domain/statistics/random.ts';

/**
 * Returns the fold of each row, with every class spread evenly over the folds. A row that is the only one of its class gets fold −1: it is
 * trained on in every fold, since the class would be unknown without it.
 */
export function stratifiedFolds(labels: Int32Array, classes: number, folds: number, random: Random): Int32Array {
  const rowsOf = Array.from({ length: classes }, (): number[] => []);
  labels.forEach((label, row) => rowsOf[label]!.push(row));
  const foldOf = new Int32Array(labels.length).fill(-1);
  // Continuing where the last class ended balances the folds, even if classes are smaller than the number of folds.
  let next = randomInteger(folds, random);
  for (const rows of rowsOf) {
    if (rows.length < 2) continue;
    for (const row of shuffled(rows, random)) {
      foldOf[row] = next;
      next = (next + 1) % folds;
    }
  }
  return foldOf;
}
