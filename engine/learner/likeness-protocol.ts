import type { ContentHash, ImageId } from '../domain/ids.ts';
import type { GroupLikeness } from '../domain/review/group-likeness.ts';
import type { LikenessPlan } from '../domain/review/likeness-plan.ts';

/** Compares images of the same groups by the features that are stored, and computes none. */
export interface LikenessJob {
  readonly kind: 'likeness';
  readonly source: { readonly hash: ContentHash };
  readonly cut: string;
  readonly dimension: number;
  readonly features: string;
  readonly seed: number;
  /** The keys of the features of all images of the plans. */
  readonly hashes: ReadonlyMap<ImageId, ContentHash>;
  readonly plans: readonly LikenessPlan[];
}
export interface LikenessOutcome {
  /** For each plan; null where there are too few images, or the features of some are missing. */
  readonly likenesses: readonly (GroupLikeness | null)[];
}
