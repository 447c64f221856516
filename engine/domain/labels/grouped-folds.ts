import { randomInteger, shuffled, type Random } from '../statistics/random.ts';

/** A row to be held out once: its class index, and its group of rows that must be held out together; null if none. */
export interface FoldedRow {
  readonly label: number;
  readonly group: string | null;
}

/**
 * Assigns folds for stratified group k-fold cross-validation: groups are never split, and every class is spread over the folds as evenly
 * as its groups allow. Large groups are placed first, each in the fold with the fewest rows of its rarest class, then with the fewest rows.
 * A class whose rows would all be held out at once gets fold -1: it is trained on in every fold, because without it the class would be
 * unknown.
 */
export function groupedFolds(rows: readonly FoldedRow[], folds: number, random: Random): Int32Array {
  const groups = [...Map.groupBy(rows.keys(), (row) => rows[row]!.group ?? `row ${row}`).values()];
  const sizes = countsBy(rows.map(({ label }) => label));
  const inFold = Array.from({ length: folds }, () => ({ rows: 0, of: new Map<number, number>() }));
  const foldOf = new Int32Array(rows.length).fill(-1);
  // Among equally good folds the first wins: starting at a random fold keeps small classes from all ending up in the first ones.
  const begin = randomInteger(folds, random);
  for (const members of shuffled(groups, random).toSorted((a, b) => b.length - a.length)) {
    const rarest = members.map((row) => rows[row]!.label).reduce((best, label) => (sizes.get(label)! < sizes.get(best)! ? label : best));
    const order = inFold.map((_, at) => (begin + at) % folds);
    const fold = order.reduce((best, at) => {
      const [one, other] = [inFold[at]!, inFold[best]!];
      const difference = (one.of.get(rarest) ?? 0) - (other.of.get(rarest) ?? 0) || one.rows - other.rows;
      return difference < 0 ? at : best;
    });
    for (const row of members) {
      foldOf[row] = fold;
      inFold[fold]!.rows += 1;
      inFold[fold]!.of.set(rows[row]!.label, (inFold[fold]!.of.get(rows[row]!.label) ?? 0) + 1);
    }
  }
  return withEveryClassLearned(rows, foldOf);
}

function withEveryClassLearned(rows: readonly FoldedRow[], foldOf: Int32Array): Int32Array {
  const foldsOf = new Map<number, Set<number>>();
  rows.forEach(({ label }, row) => foldsOf.set(label, (foldsOf.get(label) ?? new Set()).add(foldOf[row]!)));
  const alone = new Set([...foldsOf].filter(([, held]) => held.size === 1).map(([label]) => label));
  const kept = new Set(rows.filter(({ label, group }) => group !== null && alone.has(label)).map(({ group }) => group));
  return foldOf.map((fold, row) => (alone.has(rows[row]!.label) || kept.has(rows[row]!.group) ? -1 : fold));
}

function countsBy(labels: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}
