import type { ClassId } from '../../domain/ids.ts';
import { groupedFolds } from '../../domain/labels/grouped-folds.ts';
import { groupEffect, type GroupEffect } from '../../domain/review/group-effect.ts';
import { seededRandom } from '../../domain/statistics/random.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { chosenRows } from '../head/chosen-rows.ts';
import type { Pause } from '../head/logistic.ts';
import { outOfFold, type FoldedRows } from './out-of-fold.ts';
import { withEmptyClasses, withoutEmptyClasses } from './used-classes.ts';

interface LabelledTable {
  readonly table: FeatureTable;
  /** Index into `classIds` of each row; every class has rows. */
  readonly labels: Int32Array;
  readonly classIds: readonly ClassId[];
  readonly seed: number;
  readonly scaling: FoldedRows['scaling'];
}
type Groups = readonly (string | null)[];

export const foldCount = 5;
/** Enough to see a gap that matters; of larger projects, random groups are compared. */
const mostRows = 4_000;

/**
 * For each grouping of the same rows: how well labels are predicted with its groups divided between learning and testing, and with its
 * groups held out as a whole. `alone` are the groups that are held out in both cases, such as near-duplicates.
 */
export async function groupEffects(
  labelled: LabelledTable,
  { alone, groupings }: { readonly alone: Groups; readonly groupings: readonly Groups[] },
  onFold: () => void,
  pause: Pause,
): Promise<(GroupEffect | null)[]> {
  const predicted = new Map<string, Promise<Float32Array>>();
  /** Predictions with the same rows and groups are made once. */
  const predict = (rows: readonly number[], groups: Groups): Promise<Float32Array> => {
    const key = JSON.stringify([rows.length, rows[0], groups]);
    const made = predicted.get(key) ?? unseen(labelled, rows, groups, onFold, pause);
    predicted.set(key, made);
    return made;
  };
  const effects: (GroupEffect | null)[] = [];
  for (const groups of groupings) {
    const rows = rowsOfSomeGroups(groups, labelled.seed);
    const of = <T>(values: ArrayLike<T>): T[] => rows.map((row) => values[row]!);
    effects.push(
      groupEffect(
        { alone: await predict(rows, of(alone)), together: await predict(rows, of(groups)) },
        Int32Array.from(of(labelled.labels)),
        of(groups),
      ),
    );
  }
  return effects;
}

/** All rows, or those of random groups: a random sample of rows would leave few of the pairs that groups are about. */
function rowsOfSomeGroups(groups: Groups, seed: number): number[] {
  const all = [...groups.keys()];
  if (all.length <= mostRows) return all;
  const random = seededRandom(seed);
  const turns = new Map<string, number>();
  const turn = (row: number): number => {
    const group = groups[row] ?? `row ${row}`;
    if (!turns.has(group)) turns.set(group, random());
    return turns.get(group)!;
  };
  return all
    .map((row) => ({ row, turn: turn(row) }))
    .toSorted((a, b) => a.turn - b.turn || a.row - b.row)
    .slice(0, mostRows)
    .map(({ row }) => row)
    .sort((a, b) => a - b);
}

/** Class probabilities of the chosen rows by heads that have not seen their groups; NaN for rows that are never held out. */
async function unseen(
  { table: { rows: features, dimension }, labels, classIds, seed, scaling }: LabelledTable,
  rows: readonly number[],
  groups: Groups,
  onFold: () => void,
  pause: Pause,
): Promise<Float32Array> {
  const own = withoutEmptyClasses({ labels: Int32Array.from(rows, (row) => labels[row]!), classIds });
  const folds = groupedFolds(
    rows.map((_, at) => ({ label: own.labels[at]!, group: groups[at]! })),
    foldCount,
    seededRandom(seed),
  );
  const probabilities = await outOfFold(
    { rows: chosenRows(features, dimension, rows), dimension },
    { labels: own.labels, folds, classIds: own.classIds, seed, scaling },
    onFold,
    pause,
  );
  return withEmptyClasses(probabilities, own.used, classIds.length);
}
