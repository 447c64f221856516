import type { Failure } from '../domain/failure.ts';
import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { CandidateFacts, RankedImage, RankingData, RankingFigures } from '../domain/ranking/ranking-data.ts';
import type { ThroughLook } from '../domain/models/look.ts';

/** Ranks source models on labelled images, none of them a test image. */
export interface RankJob {
  readonly kind: 'rank';
  readonly sources: readonly RankCandidate[];
  readonly classes: readonly ClassId[];
  readonly images: readonly RankJobImage[];
  readonly seed: number;
  readonly bootstraps: number;
  /** The project's folder of cached features. */
  readonly features: string;
}
export interface RankCandidate extends CandidateFacts {
  readonly folder: string;
  readonly hash: ContentHash;
  readonly cut: string;
}
export interface RankJobImage extends RankedImage<ImageId, ClassId> {
  readonly hash: ContentHash;
  readonly view: string;
  readonly through?: ThroughLook;
}

export interface RankOutcome {
  /** All the data the figures are computed from, as stored. */
  readonly data: RankingData<ImageId, ClassId>;
  readonly figures: RankingFigures;
  readonly skipped: readonly { readonly source: string; readonly title: string; readonly failure: Failure }[];
}
