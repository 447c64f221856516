import { decide } from '../models/decision.ts';
import type { ClassShare } from './class-needs.ts';

interface LabelledRows {
  /** Class index of each row. */
  readonly labels: Int32Array;
  /** Null for a row in no group, which is one of its own. */
  readonly groups: readonly (string | null)[];
  readonly classes: number;
}

/**
 * What there is of each class, by class index.
 * @param probabilities n x classes, row-major, of models that had not seen the row; NaN for rows not predicted; null if none were
 */
export function classShares(probabilities: Float32Array | null, { labels, groups, classes }: LabelledRows): ClassShare[] {
  return Array.from({ length: classes }, (_, index) => {
    const rows = [...labels.keys()].filter((row) => labels[row] === index);
    const predicted = probabilities === null ? [] : rows.filter((row) => !Number.isNaN(probabilities[row * classes]!));
    const isRight = (row: number): boolean => decide(probabilities!.subarray(row * classes, (row + 1) * classes)) === index;
    return {
      labels: rows.length,
      groups: new Set(rows.map((row) => groups[row] ?? `row ${row}`)).size,
      predicted: predicted.length,
      right: predicted.filter(isRight).length,
    };
  });
}
