import { randomInteger, seededRandom } from '../statistics/random.ts';
import type { RankedImage } from './ranking-data.ts';

/**
 * How often each image counts in each resample, images in the order given. Whole groups are drawn, within the class of their first
 * image, so that every class keeps its share; of n groups n − 1 are drawn and weighed up, which makes the spread right where they are
 * few (Rao and Wu, "Resampling Inference with Complex Survey Data", Journal of the American Statistical Association 83, 1988). The
 * only group of a class is always there. The same seed gives the same resamples for every candidate.
 */
export function rankingResamples(images: readonly RankedImage[], count: number, seed: number): Float64Array[] {
  const random = seededRandom(seed);
  const strata = groupsByClass(images);
  return Array.from({ length: count }, () => {
    const weights = new Float64Array(images.length);
    for (const groups of strata) {
      const draws = Math.max(1, groups.length - 1);
      for (let draw = 0; draw < draws; draw++) {
        for (const at of groups[randomInteger(groups.length, random)]!) weights[at]! += groups.length / draws;
      }
    }
    return weights;
  });
}

/** Places of the images of each group, listed by class in the order of their ids. */
function groupsByClass(images: readonly RankedImage[]): number[][][] {
  const groups = Map.groupBy(images.keys(), (at) => groupName(images[at]!));
  const strata = Map.groupBy(groups.values(), ([first]) => images[first!]!.class);
  return [...strata].sort(([a], [b]) => a - b).map(([, ofClass]) => ofClass);
}

export const groupName = ({ image, group }: Pick<RankedImage, 'image' | 'group'>): string => (group === null ? `image ${image}` : `group ${group}`);

/** How many independent images each class has: images of one group count once. */
export function groupsPerClass(images: readonly RankedImage[]): number[] {
  const byClass = Map.groupBy(images, (image) => image.class);
  return [...byClass.values()].map((ofClass) => new Set(ofClass.map(groupName)).size);
}
