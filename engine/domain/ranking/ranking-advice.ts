import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';
import { sizeOf, type RankedSource, type RankingData, type RankingFigures } from './ranking-data.ts';
import { groupsPerClass } from './ranking-resamples.ts';

/**
 * With fewer independent images nothing is told apart: a sign test comes below 0.05 only from six images on which one of two models alone is
 * right, always the same one, and of 20 images that is a difference of 30 points, more than lies between any two useful source models.
 * And in the middle class two must be left to learn from when one is left out.
 */
const fewestImages = 20;
const fewestPerClass = 3;
/**
 * In a tie the smallest of those is advised that come first at least so often as this share of the likely best. Whatever cannot be told apart
 * at 95 % holds many that are hardly ever first, and the smallest of all of them costs accuracy.
 */
const likelyEnough = 0.25;

/**
 * What to do, of the sources in their order. No better than the baselines: none of them has a ridge accuracy above that of each baseline by
 * more than chance.
 */
export function adviceOn(data: RankingData, labels: Int32Array, sources: readonly RankedSource[]): RankingFigures['advice'] {
  const perClass = groupsPerClass(data.images);
  const smallest = (of: readonly RankedSource[]): string => of.reduce((least, one) => (sizeOf(one) < sizeOf(least) ? one : least)).source;
  const middle = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)] ?? 0;
  if (perClass.reduce((sum, groups) => sum + groups, 0) < fewestImages || middle < fewestPerClass) return { code: 'too-few-images', source: smallest(sources) };
  if (!beatsBaselines(data, labels)) return { code: 'no-better-than-baselines', source: null };
  const [first] = sources;
  const tied = sources.filter(({ tiedWithBest }) => tiedWithBest);
  if (tied.length === 1) return { code: 'clear-best', source: first!.source };
  return { code: 'tie-choose-smaller', source: smallest(tied.filter(({ probabilityBest }) => probabilityBest >= likelyEnough * first!.probabilityBest)) };
}

/** A candidate that does, told apart from every baseline by the paired test at a level divided among the candidates: one of many is right more often by luck alone. */
function beatsBaselines({ candidates, baselines, images }: RankingData, labels: Int32Array): boolean {
  return candidates.some(({ ridge }) => baselines.every(({ said }) => {
    const { p, difference } = comparePaired(images.map(({ group }, at) => ({ a: said[at] === labels[at], b: ridge[at] === labels[at], group })));
    return difference.value > 0 && p < significant / candidates.length;
  }));
}
