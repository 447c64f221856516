import type { ClassId } from '../ids.ts';

/**
 * What is trained on top of the features x (length D): softmax(weightsᵀ·n(x − centre) + bias).
 * n divides by the Euclidean length where `unitLength` is set and is the identity where not; no centre means zero.
 * Nearest mean, ridge and logistic regression are all of this form, so they share one file format and one export.
 */
export interface LinearHead {
  readonly kind: 'nearest-mean' | 'ridge' | 'logistic';
  /** D. */
  readonly dimension: number;
  /** One per column, in the order of the outputs. */
  readonly classIds: readonly ClassId[];
  /** Length D, or null. */
  readonly centre: Float32Array | null;
  readonly unitLength: boolean;
  /** D x C, row by row. */
  readonly weights: Float32Array;
  /** Length C. */
  readonly bias: Float32Array;
  /** The regularisation chosen and how well it did when it was chosen, for the record. */
  readonly chosen: { readonly by: 'none' | 'leave-one-out' | 'cross-validation'; readonly strength: number; readonly accuracy: number | null };
}
