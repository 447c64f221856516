import { randomInteger, seededRandom } from '../statistics/random.ts';
import type { RankedImage } from './ranking-data.ts';

/**
 * The weight of each image in each resample, images in the given order. Whole groups are drawn within the class of their first image,
 * so that every class keeps its share. Of n groups n − 1 are drawn and weighted up by n / (n − 1), which makes the spread right where
 * groups are few (Rao and Wu, "Resampling Inference with Complex Survey Data", Journal of the American Statistical Association 83,
 * 1988). A class's only group is always drawn. The same seed gives the same resamples for every candidate.
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

/** The image indices of each group, by class in ascending order of class id. */
function groupsByClass(images: readonly RankedImage[]): number[][][] {
  const groups = Map.groupBy(images.keys(), (at) => groupName(images[at]!));
  const strata = Map.groupBy(groups.values(), ([first]) => images[first!]!.class);
  return [...strata].sort(([a], [b]) => a - b).map(([, ofClass]) => ofClass);
}

export const groupName = ({ image, group }: Pick<RankedImage, 'image' | 'group'>): string =>
  group === null ? `image ${image}` : `group ${group}`;

/** The number of independent images of each class: images of one group count once. */
export function groupsPerClass(images: readonly RankedImage[]): number[] {
  const byClass = Map.groupBy(images, (image) => image.class);
  return [...byClass.values()].map((ofClass) => new Set(ofClass.map(groupName)).size);
}
