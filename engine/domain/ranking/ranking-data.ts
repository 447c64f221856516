import type { Interval } from '../statistics/intervals.ts';

/** A labelled image that the candidates are ranked on. */
export interface RankedImage<Image extends number = number, Class extends number = number> {
  readonly image: Image;
  readonly class: Class;
  /** Images that share it are near-duplicates, or of one specimen; null for an image that shares nothing. */
  readonly group: string | null;
}
export interface CandidateFacts {
  readonly source: string;
  readonly title: string;
  readonly parameters: number;
  /** For one image, in millions; null where the card does not say. */
  readonly multiplyAdds: number | null;
}

export const accuracyScores = ['ridge', 'nearestNeighbours', 'nearestMean'] as const;
type AccuracyScore = (typeof accuracyScores)[number];

/** What a candidate said of every image: the index of the class, by a model that has not seen the image nor its group. */
export interface Candidate extends CandidateFacts, Readonly<Record<AccuracyScore, ArrayLike<number>>> {
  /** Log evidence of all images, mean over the classes, and by how much it grows with the weight of each image. */
  readonly logEvidence: number;
  readonly influence: ArrayLike<number>;
}
type BaselineName = 'random-start' | 'majority-class' | 'colour-and-texture';
export interface Baseline {
  readonly name: BaselineName;
  /** For `random-start`: the candidate whose architecture it has. */
  readonly source: string | null;
  /** Index of the class it said of every image. */
  readonly said: ArrayLike<number>;
}

/** Everything that the figures of a ranking follow from. */
export interface RankingData<Image extends number = number, Class extends number = number> {
  readonly seed: number;
  readonly bootstraps: number;
  /** Ids, in the order of the indexes. */
  readonly classes: readonly Class[];
  readonly images: readonly RankedImage<Image, Class>[];
  readonly candidates: readonly Candidate[];
  readonly baselines: readonly Baseline[];
}

export interface RankedSource extends CandidateFacts {
  probabilityBest: number;
  scores: { logMe: number } & Record<AccuracyScore, Interval>;
  meanRank: Interval;
  tiedWithBest: boolean;
}
type AdviceCode = 'clear-best' | 'tie-choose-smaller' | 'no-better-than-baselines' | 'too-few-images';
export interface RankingFigures {
  images: number;
  classes: number;
  bootstraps: number;
  /** Likely best first. */
  sources: RankedSource[];
  baselines: { name: BaselineName; source: string | null; accuracy: Interval }[];
  advice: { code: AdviceCode; source: string | null };
}

/** Multiply-adds first, then weights; one whose multiply-adds nobody knows counts by its weights. */
export const sizeOf = ({ multiplyAdds, parameters }: Pick<Candidate, 'multiplyAdds' | 'parameters'>): number => (multiplyAdds ?? parameters / 1e4) * 1e6 + parameters / 1e6;
