import type { Matrix } from '../tensorflow/matrix.ts';

/**
 * L2-penalised multinomial logistic regression. With weights W (one row of k per class) and intercepts b it minimises
 *   mean over the learning rows of −log softmax(W·x + b)[label]  +  penalty/2 · ‖W‖²
 * which is scikit-learn's objective with C = 1 / (penalty · learning rows); intercepts are not penalised.
 */
export interface LogisticRows {
  /** n x k. Columns should be uncorrelated: their mean squares approximate the curvature. */
  readonly coordinates: Matrix;
  /** Mean square of each column. */
  readonly meanSquares: Float64Array;
  /** Class index of each row. */
  readonly labels: Int32Array;
  readonly classes: number;
}

export interface LogisticProblem {
  readonly penalty: number;
  /** 1 for each row to train on, 0 for each held-out row; null trains on all. */
  readonly learns: Uint8Array | null;
  /** k weights per class, class by class, then the intercepts. */
  readonly start: Float64Array;
}
