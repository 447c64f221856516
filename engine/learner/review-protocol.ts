import type { ClassId, ContentHash, ImageId } from '../domain/ids.ts';
import type { ThroughLook } from '../domain/models/look.ts';
import type { FindingKind, LabelInDoubt } from '../domain/review/findings.ts';
import type { ClassShare } from '../domain/review/class-needs.ts';
import type { GroupEffect } from '../domain/review/group-effect.ts';
import type { PredictedLabels } from '../domain/review/predicted-labels.ts';
import type { FactValue, PictureFacts, ShortcutFact } from '../domain/review/shortcuts.ts';

/** Looks for likely label errors, outliers and bad pictures. */
export interface ReviewJob {
  readonly kind: 'review';
  readonly source: { readonly folder: string; readonly hash: ContentHash };
  readonly cut: string;
  readonly seed: number;
  readonly images: readonly ReviewedImage[];
  /**
   * Groupings to compare, each with the group of every image; `alone`: the groups that are never divided anyway, such as near-duplicates.
   */
  readonly groupings: { readonly alone: readonly (string | null)[]; readonly tried: readonly (readonly (string | null)[])[] };
  /** The project's folder of cached features. */
  readonly features: string;
}
export interface ReviewedImage {
  readonly id: ImageId;
  readonly hash: ContentHash;
  readonly view: string;
  readonly through?: ThroughLook;
  /** The label to check; null for an image without one, or whose label is not to be checked. */
  readonly class: ClassId | null;
  /** What it shares with others: specimen, site or photograph, or near-duplicates by hash; null for an image in no group. */
  readonly group: string | null;
  readonly facts: PictureFacts;
}

/** Per kind, what matters most first. */
export interface ReviewOutcome {
  /** Pairs of images that show the same thing in the same place, or a part of one another; see alikePairs. */
  readonly alike: readonly AlikeImages[];
  /**
   * For each image its largest class probability, by models that have not seen its label. None where labels cannot be predicted better than
   * by the largest class.
   */
  readonly certainty: readonly (readonly [ImageId, number])[];
  readonly labels: readonly (LabelInDoubt & { readonly image: ImageId })[];
  readonly pictures: readonly { readonly image: ImageId; readonly kind: PictureFinding }[];
  /** None with labels of fewer than two classes. */
  readonly predicted: PredictedLabels;
  /** What there is of each class, by class id. */
  readonly classes: readonly (ClassShare & { readonly class: ClassId })[];
  readonly shortcuts: readonly ShortcutFound[];
  /** For each grouping tried; null where too few labels could be predicted. */
  readonly groupings: readonly (GroupEffect | null)[];
}
export type AlikeImages = readonly [ImageId, ImageId];
type PictureFinding = Extract<FindingKind, 'outlier' | 'cut-off' | 'blank' | 'dark' | 'bleached' | 'blurred'>;
interface ShortcutFound {
  readonly fact: ShortcutFact;
  readonly accuracy: number;
  readonly p: number;
  readonly typical: { class: ClassId; value: FactValue }[];
}
