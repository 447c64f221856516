import type { Interval } from '../../../engine/domain/statistics/intervals.ts';

/** Counts correct predictions by group of test images, in the form bootstrapIntervals takes; also returns the size of each group. */
export function rightByGroup(groups: readonly string[]): {
  readonly groupSizes: Float64Array;
  readonly count: (answers: readonly boolean[]) => Float64Array;
} {
  const names = [...new Set(groups)];
  const placeOf = new Map(names.map((name, at) => [name, at]));
  const count = (answers: readonly boolean[]): Float64Array => {
    const counts = new Float64Array(names.length);
    answers.forEach((is, image) => {
      counts[placeOf.get(groups[image]!)!]! += Number(is);
    });
    return counts;
  };
  return { groupSizes: count(groups.map(() => true)), count };
}

export const rightOf = (predicted: readonly number[], truth: readonly number[]): boolean[] =>
  predicted.map((said, at) => said === truth[at]);
export const shareRight = (predicted: readonly number[], truth: readonly number[]): number =>
  rightOf(predicted, truth).filter(Boolean).length / truth.length;

/** Formats a share of 0..1 for the tables, with one decimal. */
export const percent = (share: number): string => (100 * share).toFixed(1);
/** Formats a difference of shares in percentage points, with its sign. */
export const points = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`;
export const figure = ({ value, low, high }: Interval): string => `${percent(value)} [${percent(low)}, ${percent(high)}]`;
