import type { ClassId } from '../ids.ts';

/**
 * A head on the features x (length D): softmax(weightsᵀ·n(x − centre) + bias).
 * n divides by the Euclidean length if `unitLength` is set, otherwise it is the identity; without a centre it is zero.
 * Nearest mean, ridge and logistic regression all have this form, so they share one file format and one export.
 */
export interface LinearHead {
  readonly kind: 'nearest-mean' | 'ridge' | 'logistic';
  /** D. */
  readonly dimension: number;
  /** One per output, in order. */
  readonly classIds: readonly ClassId[];
  /** Length D, or null. */
  readonly centre: Float32Array | null;
  readonly unitLength: boolean;
  /** D x C, row by row. */
  readonly weights: Float32Array;
  /** Length C. */
  readonly bias: Float32Array;
  /** The chosen regularisation and its accuracy when it was chosen, for the record. */
  readonly chosen: {
    readonly by: 'none' | 'leave-one-out' | 'cross-validation';
    readonly strength: number;
    readonly accuracy: number | null;
  };
}
