import type { ContentHash, ImageId } from '../domain/ids.ts';

/** Computes and stores the features of images. */
export interface FeaturesJob {
  readonly kind: 'features';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly images: readonly { readonly id: ImageId; readonly hash: ContentHash; readonly view: string }[];
  /** The project's folder of cached features. */
  readonly features: string;
}
export interface FeaturesOutcome {
  readonly images: number;
}

/** Compares images by the features that are stored, and computes none. All images are given by the key of their features. */
export interface SimilarJob {
  readonly kind: 'similar';
  readonly source: { readonly hash: ContentHash };
  readonly cut: string;
  readonly dimension: number;
  readonly features: string;
  /** Compared with the mean of these. */
  readonly to: readonly ContentHash[];
  /** Chosen from these. */
  readonly among: readonly ContentHash[];
  readonly most: number;
}
export interface SimilarOutcome {
  /** The similarity of each image of `to`; null for those without features. */
  readonly to: readonly (number | null)[];
  /** How many images of `to` and `among` have no features. */
  readonly missing: number;
  /** The most similar first, by their places in `among`. */
  readonly similar: readonly { readonly at: number; readonly similarity: number }[];
}

/** Draws a map of images, with the features that are missing, and stores it. */
export interface MapJob extends Omit<FeaturesJob, 'kind'> {
  readonly kind: 'map';
  readonly seed: number;
}
export interface MapOutcome {
  readonly images: number;
}
