import { normalRandom, randomInteger, seededRandom, shuffled } from '../../../engine/domain/statistics/random.ts';
import type { Candidate, RankingData } from '../../../engine/domain/ranking/ranking-data.ts';

/** The accuracy of a candidate, and its size in million multiply-adds. */
export interface SimulatedCandidate {
  readonly source: string;
  readonly accuracy: number;
  readonly multiplyAdds?: number | null;
  readonly parameters?: number;
  readonly seed?: number;
}

/**
 * The data of a ranking with simulated answers: correct with the candidate's accuracy, else a random class; candidates with the same seed
 * answer alike. As in reality, images are similarly hard for all candidates.
 */
export function simulatedRanking(
  candidates: readonly SimulatedCandidate[],
  {
    perClass = 40,
    classes = 4,
    seed = 1,
    baseline = 0.4,
    shuffle = false,
    groupSize = 1,
  }: {
    perClass?: number;
    classes?: number;
    seed?: number;
    baseline?: number;
    shuffle?: boolean;
    groupSize?: number;
  } = {},
): RankingData {
  const count = perClass * classes;
  const hardness = Array.from({ length: count }, (_, at) => seededRandom(seed * 7919 + Math.floor(at / groupSize))());
  const truth = Array.from({ length: count }, (_, at) => Math.floor(at / perClass));
  const said = (accuracy: number, own: number): Uint16Array => {
    const random = seededRandom(seed * 1000 + own);
    return Uint16Array.from(truth, (label, at) => {
      const wrong = (label + 1 + randomInteger(classes - 1, random)) % classes;
      return 0.5 * hardness[at]! + 0.5 * random() < between(accuracy) ? label : wrong;
    });
  };
  const labels = shuffle ? shuffled(truth, seededRandom(seed + 77)) : truth;
  return {
    seed,
    bootstraps: 200,
    classes: Array.from({ length: classes }, (_, at) => at + 1),
    images: labels.map((label, at) => ({
      image: at + 1,
      class: label + 1,
      group: groupSize === 1 ? null : `group ${Math.floor(at / groupSize)}`,
    })),
    candidates: candidates.map(
      ({
        source,
        accuracy,
        multiplyAdds = 100,
        parameters = 1_000_000,
        seed: own = source.length + source.charCodeAt(source.length - 1),
      }): Candidate => {
        const draw = normalRandom(seededRandom(own + seed));
        const level = shuffle ? 0 : accuracy;
        return {
          source,
          title: `Model ${source}`,
          parameters,
          multiplyAdds,
          logEvidence: level * count,
          influence: Float32Array.from({ length: count }, () => level + 0.6 * draw()),
          ridge: said(accuracy, 3 * own),
          nearestNeighbours: said(accuracy - 0.03, 3 * own + 1),
          nearestMean: said(accuracy - 0.05, 3 * own + 2),
        };
      },
    ),
    baselines: [
      { name: 'random-start', source: candidates[0]!.source, said: said(baseline, 9001) },
      { name: 'colour-and-texture', source: null, said: said(baseline - 0.05, 9002) },
      { name: 'majority-class', source: null, said: new Uint16Array(count) },
    ],
  };
}

/** The value that the mean of two uniform random numbers stays below with this probability. */
const between = (share: number): number => (share <= 0.5 ? Math.sqrt(Math.max(0, share) / 2) : 1 - Math.sqrt((1 - share) / 2));
