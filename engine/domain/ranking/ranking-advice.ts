import { comparePaired } from '../statistics/paired-comparison.ts';
import { significant } from '../statistics/paired-tests.ts';
import { sizeOf, type RankedSource, type RankingData, type RankingFigures } from './ranking-data.ts';
import { groupsPerClass } from './ranking-resamples.ts';

/**
 * With fewer independent images no two models can be told apart: a sign test falls below 0.05 only from six images on which just one of
 * the two models is right, always the same one. Of 20 images that is a difference of 30 points, more than between any two useful source
 * models. And the median class needs two images to learn from when one is left out.
 */
const fewestImages = 20;
const fewestPerClass = 3;
/**
 * In a tie the smallest source is recommended among those that come first at least this fraction as often as the likely best. The sources
 * that cannot be told apart at 95 % include many that are hardly ever first, and choosing the smallest of all costs accuracy.
 */
const likelyEnough = 0.25;

/**
 * The recommendation for ranked sources, given best first. `no-better-than-baselines`: no candidate has a ridge accuracy significantly
 * above that of every baseline.
 */
export function adviceOn(data: RankingData, labels: Int32Array, sources: readonly RankedSource[]): RankingFigures['advice'] {
  const perClass = groupsPerClass(data.images);
  const smallest = (of: readonly RankedSource[]): string => of.reduce((least, one) => (sizeOf(one) < sizeOf(least) ? one : least)).source;
  const middle = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)] ?? 0;
  if (perClass.reduce((sum, groups) => sum + groups, 0) < fewestImages || middle < fewestPerClass)
    return { code: 'too-few-images', source: smallest(sources) };
  if (!beatsBaselines(data, labels)) return { code: 'no-better-than-baselines', source: null };
  const [first] = sources;
  const tied = sources.filter(({ tiedWithBest }) => tiedWithBest);
  if (tied.length === 1) return { code: 'clear-best', source: first!.source };
  return {
    code: 'tie-choose-smaller',
    source: smallest(tied.filter(({ probabilityBest }) => probabilityBest >= likelyEnough * first!.probabilityBest)),
  };
}

/** Whether any candidate beats every baseline in the paired test, at a level divided by the number of candidates (Bonferroni). */
function beatsBaselines({ candidates, baselines, images }: RankingData, labels: Int32Array): boolean {
  return candidates.some(({ ridge }) =>
    baselines.every(({ said }) => {
      const { p, difference } = comparePaired(
        images.map(({ group }, at) => ({ a: said[at] === labels[at], b: ridge[at] === labels[at], group })),
      );
      return difference.value > 0 && p < significant / candidates.length;
    }),
  );
}
