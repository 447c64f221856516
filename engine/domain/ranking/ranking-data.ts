import type { Interval } from '../statistics/intervals.ts';

/** A labelled image that the candidates are ranked on. */
export interface RankedImage<Image extends number = number, Class extends number = number> {
  readonly image: Image;
  readonly class: Class;
  /** Shared by near-duplicates and by images of one specimen; null for an image that shares it with none. */
  readonly group: string | null;
}
export interface CandidateFacts {
  readonly source: string;
  readonly title: string;
  readonly parameters: number;
  /** For one image, in millions; null where the model card does not give it. */
  readonly multiplyAdds: number | null;
}

export const accuracyScores = ['ridge', 'nearestNeighbours', 'nearestMean'] as const;
type AccuracyScore = (typeof accuracyScores)[number];

/** A candidate's predictions: for every image a class index, by a model that has seen neither the image nor its group. */
export interface Candidate extends CandidateFacts, Readonly<Record<AccuracyScore, ArrayLike<number>>> {
  /** Log evidence of all images, averaged over the classes, and its derivative with respect to the weight of each image. */
  readonly logEvidence: number;
  readonly influence: ArrayLike<number>;
}
type BaselineName = 'random-start' | 'majority-class' | 'colour-and-texture';
export interface Baseline {
  readonly name: BaselineName;
  /** For `random-start`: the candidate whose architecture it uses. */
  readonly source: string | null;
  /** Predicted class index of every image. */
  readonly said: ArrayLike<number>;
}

/** Everything that a ranking is computed from. */
export interface RankingData<Image extends number = number, Class extends number = number> {
  readonly seed: number;
  readonly bootstraps: number;
  /** Class ids, by class index. */
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
  /** In descending order of the probability of being best. */
  sources: RankedSource[];
  baselines: { name: BaselineName; source: string | null; accuracy: Interval }[];
  advice: { code: AdviceCode; source: string | null };
}

/** Orders models by multiply-adds, then by parameters; a model with unknown multiply-adds is placed by its parameters. */
export const sizeOf = ({ multiplyAdds, parameters }: Pick<Candidate, 'multiplyAdds' | 'parameters'>): number =>
  (multiplyAdds ?? parameters / 1e4) * 1e6 + parameters / 1e6;
