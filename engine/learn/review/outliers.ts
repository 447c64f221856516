import { unusuallyFar } from '../../domain/review/unusually-far.ts';
import type { FeatureTable } from '../baselines/baselines.ts';
import { toUnitLength } from '../head/row-placement.ts';
import type { Pause } from '../head/logistic.ts';
import { Matrix, productsByRow } from '../tensorflow/matrix.ts';

/** `score`: mean cosine distance to the nearest other images. */
export interface Outlier {
  readonly row: number;
  readonly score: number;
}

/** Among fewer images, each is unlike the others in some way. */
const fewestImages = 20;
/** Several, so that a few odd images that resemble each other are found too. */
const mostNeighbours = 10;

/**
 * Lists images unlike all others, the most unlike first: those unusually far from their nearest neighbours, by cosine distance, outside
 * their own group. Takes time proportional to the square of the number of rows, minutes for 100,000: `pause` is called
 * between steps and may throw to stop.
 *
 * @param groups the group of each row; null if none
 */
export async function outliers({ rows, dimension }: FeatureTable, groups: readonly (string | null)[], pause: Pause): Promise<Outlier[]> {
  if (groups.length < fewestImages) return [];
  const distances = await neighbourDistances(toUnitLength(rows, dimension), dimension, groups, pause);
  return unusuallyFar(distances).map((row) => ({ row, score: distances[row]! }));
}

/** The mean distance of each row to its nearest rows in other groups; NaN if there are none. */
async function neighbourDistances(
  rows: Float32Array,
  dimension: number,
  groups: readonly (string | null)[],
  pause: Pause,
): Promise<Float64Array> {
  const count = groups.length;
  const neighbours = Math.min(mostNeighbours, Math.floor(count / 4));
  const sameGroup = Map.groupBy(groups.keys(), (row) => groups[row]!);
  const distances = new Float64Array(count);
  const all = Matrix.of(rows, count, dimension);
  try {
    let row = 0;
    for (const similar of productsByRow(all)) {
      await pause();
      const group = groups[row]!;
      for (const other of group === null ? [row] : sameGroup.get(group)!) similar[other] = -Infinity;
      distances[row++] = 1 - meanOfLargest(similar, neighbours);
    }
  } finally {
    all.dispose();
  }
  return distances;
}

/** The mean of the `most` largest values above -Infinity, or of all if there are fewer; NaN if there are none. */
function meanOfLargest(values: Float32Array, most: number): number {
  const largest: number[] = [];
  let least = -Infinity;
  for (const value of values) {
    if (value <= least) continue;
    let at = largest.length < most ? largest.length : most - 1;
    for (; at > 0 && largest[at - 1]! < value; at--) largest[at] = largest[at - 1]!;
    largest[at] = value;
    if (largest.length === most) least = largest[most - 1]!;
  }
  return largest.reduce((sum, value) => sum + value, 0) / largest.length;
}
