import type { ImageId } from '../../domain/ids.ts';
import { groupLikeness, shownByAll, type GroupLikeness } from '../../domain/review/group-likeness.ts';
import type { LikenessComparison, LikenessPlan } from '../../domain/review/likeness-plan.ts';
import type { Pause } from '../head/logistic.ts';
import { toUnitLength } from '../head/row-placement.ts';
import { nearestNeighbours } from '../map/nearest-neighbours.ts';

/**
 * For each plan, how alike the images of a group are, by all of its comparisons; null where there are too few images.
 * @param read the features of images: images x dimension; null if some are missing
 */
export async function groupLikenesses(
  plans: readonly LikenessPlan[],
  read: (images: readonly ImageId[]) => Float32Array | null,
  { dimension, seed }: { readonly dimension: number; readonly seed: number },
  pause: Pause,
): Promise<(GroupLikeness | null)[]> {
  const found: (GroupLikeness | null)[] = [];
  for (const { images, comparisons } of plans) {
    const features = read(images);
    const rows = features && toUnitLength(features, dimension);
    const likenesses: GroupLikeness[] = [];
    if (rows !== null) for (const one of comparisons) likenesses.push(await compared(rows, dimension, one, seed, pause));
    found.push(shownByAll(likenesses));
  }
  return found;
}

async function compared(rows: Float32Array, dimension: number, comparison: LikenessComparison, seed: number, pause: Pause) {
  const { things, groups } = comparison;
  const { rows: nearest } = await nearestNeighbours(meanRows(rows, dimension, things, groups.length), dimension, 1, () => pause());
  return groupLikeness(nearest, comparison, seed);
}

/** The mean of the images of each thing, scaled to unit length. */
function meanRows(rows: Float32Array, dimension: number, things: Int32Array, count: number): Float32Array {
  const sums = new Float32Array(count * dimension);
  things.forEach((thing, row) => {
    for (let at = 0; at < dimension; at++) sums[thing * dimension + at]! += rows[row * dimension + at]!;
  });
  return toUnitLength(sums, dimension);
}
