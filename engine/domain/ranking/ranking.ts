import type { Interval } from '../statistics/intervals.ts';
import { adviceOn } from './ranking-advice.ts';
import { accuracyScores, sizeOf, type Candidate, type RankedSource, type RankingData, type RankingFigures } from './ranking-data.ts';
import { around, holdsZero, labelsOf, rightAt, roundingError, shareOfGroups, weighted } from './ranking-intervals.ts';
import { groupName, rankingResamples } from './ranking-resamples.ts';

/** Number of bootstrap resamples. */
export const usualBootstraps = 200;

/** A candidate and its correctness per image; weighting the images by a resample gives its scores there. */
interface Judged {
  readonly candidate: Candidate;
  /** right[score][image]: 1 where the prediction is right, otherwise 0. */
  readonly right: readonly Float64Array[];
}

/**
 * Computes a ranking. In each resample every score (evidence, ridge, nearest neighbours, nearest mean) ranks the candidates, equal ones
 * sharing the mean of their ranks; the candidate with the lowest mean rank comes first, and several with the same mean rank share the
 * resample. A candidate is tied with the likely best if the 95 % interval, over the resamples, of its mean rank minus that of the likely
 * best includes 0.
 * @throws RangeError for data that do not fit together
 */
export function buildRanking(data: RankingData): RankingFigures {
  checkData(data);
  const labels = labelsOf(data);
  const weights = rankingResamples(data.images, data.bootstraps, data.seed);
  const judged = data.candidates.map((candidate): Judged => ({
    candidate,
    right: accuracyScores.map((score) => rightAt(candidate[score], labels)),
  }));
  const observed = meanRanks(judged, new Float64Array(labels.length).fill(1));
  const resampled = weights.map((one) => meanRanks(judged, one));
  const shares = sharesOfFirst(resampled, judged.length);
  const order = [...judged.keys()].sort(
    (a, b) => shares[b]! - shares[a]! || observed[a]! - observed[b]! || sizeOf(data.candidates[a]!) - sizeOf(data.candidates[b]!),
  );
  const first = order[0];
  const groups = new Set(data.images.map(groupName)).size;
  const sources = order.map((at): RankedSource => {
    const {
      candidate: { source, title, parameters, multiplyAdds, logEvidence },
      right,
    } = judged[at]!;
    const [ridge, nearestNeighbours, nearestMean] = right.map((one) => shareOfGroups(one, groups)) as [Interval, Interval, Interval];
    return {
      source,
      title,
      parameters,
      multiplyAdds,
      probabilityBest: shares[at]!,
      scores: { logMe: logEvidence / labels.length, ridge, nearestNeighbours, nearestMean },
      meanRank: around(
        observed[at]!,
        resampled.map((ranks) => ranks[at]!),
      ),
      tiedWithBest: holdsZero(resampled.map((ranks) => ranks[at]! - ranks[first!]!)),
    };
  });
  const baselines = data.baselines.map(({ name, source, said }) => ({
    name,
    source,
    accuracy: shareOfGroups(rightAt(said, labels), groups),
  }));
  return {
    images: labels.length,
    classes: data.classes.length,
    bootstraps: data.bootstraps,
    sources,
    baselines,
    advice: adviceOn(data, labels, sources),
  };
}

function checkData({ images, candidates, baselines }: RankingData): void {
  const lists = [
    ...candidates.flatMap((one) => [one.influence, ...accuracyScores.map((score) => one[score])]),
    ...baselines.map(({ said }) => said),
  ];
  if (images.length === 0 || candidates.length === 0) throw new RangeError(`${candidates.length} candidates on ${images.length} images`);
  const wrong = lists.find((list) => list.length !== images.length);
  if (wrong) throw new RangeError(`${wrong.length} answers for ${images.length} images`);
  if (candidates.some(({ logEvidence, influence }) => ![logEvidence, ...Array.from(influence)].every(Number.isFinite)))
    throw new RangeError('an evidence is not finite');
}

/** The mean rank of each candidate over the scores, with the images weighted. */
function meanRanks(judged: readonly Judged[], weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const means = new Float64Array(judged.length);
  const scores = [
    judged.map(
      ({ candidate: { logEvidence, influence } }) => (logEvidence + weighted(influence, weights) - weighted(influence, null)) / total,
    ),
    ...accuracyScores.map((_, score) => judged.map(({ right }) => weighted(right[score]!, weights) / total)),
  ];
  for (const values of scores)
    placesOf(values).forEach((place, at) => {
      means[at]! += place / scores.length;
    });
  return means;
}

/** The rank of each value, 1 for the highest; equal values share the mean of their ranks. */
export function placesOf(values: readonly number[]): number[] {
  return values.map((value) => {
    let [higher, same] = [0, 0];
    for (const other of values) {
      if (Math.abs(other - value) <= roundingError) same += 1;
      else if (other > value) higher += 1;
    }
    return higher + (same + 1) / 2;
  });
}

function sharesOfFirst(resampled: readonly Float64Array[], candidates: number): Float64Array {
  const shares = new Float64Array(candidates);
  for (const ranks of resampled) {
    const lowest = Math.min(...ranks) + roundingError;
    const first = [...ranks.keys()].filter((at) => ranks[at]! <= lowest);
    for (const at of first) shares[at]! += 1 / first.length / resampled.length;
  }
  return shares;
}
