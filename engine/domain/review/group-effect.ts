import { decide } from '../models/decision.ts';
import { clusteredMean } from '../statistics/clustered-mean.ts';

/** How much better labels are predicted when other images of a group were learned from than when the whole group was held out. */
export interface GroupEffect {
  /** How many labels were predicted both ways. */
  readonly labels: number;
  /** Share predicted as if all images were independent. */
  readonly alone: number;
  /** Share predicted with groups held out as a whole. */
  readonly together: number;
  /** The first less the second, with the 95 % interval. */
  readonly gap: number;
  readonly low: number;
  readonly high: number;
  /** Of a gap of 0, two-sided. */
  readonly p: number;
}

/** Fewer labels show no gap that matters. */
const fewestLabels = 40;
/** Family-wise, over all groupings tried. */
const level = 0.02;
/** A smaller gap does not mislead, however certain it is with many images. */
const leastGap = 0.01;

/**
 * @param alone class probabilities n x classes, row-major, of heads for which all images were independent; NaN for rows not predicted
 * @param together those of heads that had seen no image of the row's group
 * @param labels class index of each row
 * @param groups of each row; null for a row in no group
 * @returns null where too few labels were predicted both ways
 */
export function groupEffect(
  { alone, together }: { readonly alone: Float32Array; readonly together: Float32Array },
  labels: Int32Array,
  groups: readonly (string | null)[],
): GroupEffect | null {
  const classes = alone.length / Math.max(1, labels.length);
  const isRight = (of: Float32Array, row: number): number =>
    decide(of.subarray(row * classes, (row + 1) * classes)) === labels[row] ? 1 : 0;
  const rows = [...labels.keys()].filter((row) => !Number.isNaN(alone[row * classes]!) && !Number.isNaN(together[row * classes]!));
  if (rows.length < fewestLabels) return null;
  const mean = (of: Float32Array): number => rows.reduce((sum, row) => sum + isRight(of, row), 0) / rows.length;
  const { value, low, high, p } = clusteredMean(
    rows.map((row) => isRight(alone, row) - isRight(together, row)),
    rows.map((row) => groups[row] ?? `row ${row}`),
  );
  return { labels: rows.length, alone: mean(alone), together: mean(together), gap: value, low, high, p };
}

/** Whether the groups make labels look easier to predict than they are: certainly, with this many groupings tried, and by enough to matter. */
export const misleads = ({ gap, p }: Pick<GroupEffect, 'gap' | 'p'>, tried: number): boolean => gap >= leastGap && p * tried < level;
