import { sizeOf, type RankedSource, type RankingData, type RankingFigures } from './ranking-data.ts';
import { middleOf, rightAt, roundingError, weighted } from './ranking-intervals.ts';
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
 * What to do, of the sources in their order. No better than the baselines: none of them has a 95 % interval of its ridge accuracy minus that of
 * each baseline, over the same resamples, that lies above 0.
 */
export function adviceOn(data: RankingData, labels: Int32Array, weights: readonly Float64Array[], sources: readonly RankedSource[]): RankingFigures['advice'] {
  const perClass = groupsPerClass(data.images);
  const smallest = (of: readonly RankedSource[]): string => of.reduce((least, one) => (sizeOf(one) < sizeOf(least) ? one : least)).source;
  const middle = perClass.toSorted((a, b) => a - b)[Math.floor((perClass.length - 1) / 2)] ?? 0;
  if (perClass.reduce((sum, groups) => sum + groups, 0) < fewestImages || middle < fewestPerClass) return { code: 'too-few-images', source: smallest(sources) };
  if (!beatsBaselines(data, labels, weights)) return { code: 'no-better-than-baselines', source: null };
  const [first] = sources;
  const tied = sources.filter(({ tiedWithBest }) => tiedWithBest);
  if (tied.length === 1) return { code: 'clear-best', source: first!.source };
  return { code: 'tie-choose-smaller', source: smallest(tied.filter(({ probabilityBest }) => probabilityBest >= likelyEnough * first!.probabilityBest)) };
}

function beatsBaselines({ candidates, baselines }: RankingData, labels: Int32Array, weights: readonly Float64Array[]): boolean {
  const accuracies = (said: ArrayLike<number>): number[] => {
    const right = rightAt(said, labels);
    return weights.map((one) => weighted(right, one) / weighted(one, null));
  };
  const others = baselines.map(({ said }) => accuracies(said));
  return candidates.some(({ ridge }) => {
    const own = accuracies(ridge);
    return others.every((other) => middleOf(own.map((accuracy, at) => accuracy - other[at]!))[0] > roundingError);
  });
}
