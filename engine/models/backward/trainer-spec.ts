import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { SourceOnDisk } from '../library/source-models.ts';

export interface TrainerSpec {
  /** Architecture and initial weights; a random start is a source model too. */
  readonly source: SourceOnDisk;
  /** One layer; an output with height and width is averaged over both. */
  readonly cut: string;
  /** Name of the first tuned block (see blocksOf), `all`, or `normalisation`. Layers before it stay as they are. */
  readonly tuneFrom: string;
  /** The initial head. */
  readonly head: LinearHead;
  /**
   * `stored` for tuning: batch-norm statistics stay as they are. `batch` for training from a random start, never for normalisation alone.
   */
  readonly batchNorm: 'stored' | 'batch';
  /** Defaults to `momentum`: gradient descent with momentum. `adam` adapts the step of each weight. */
  readonly optimiser?: 'momentum' | 'adam';
  readonly momentum: number;
  /**
   * Weight decay of kernels; biases, gamma and beta have none. With momentum, decay·kernel is added to the gradient; with Adam, each step
   * subtracts rate·decay·kernel (Loshchilov and Hutter, arXiv 1711.05101).
   */
  readonly weightDecay: number;
  /** Learning-rate multiplier by the number of blocks between a block and the head; 0 is the last block. */
  readonly stageMultipliers: (blocksFromEnd: number) => number;
  /** Learning-rate multiplier of the head; defaults to 1. */
  readonly headMultiplier?: number;
  /** Length C, added to the scores in the loss only: logit adjustment (Menon et al., arXiv 2007.07314). */
  readonly logAdjustment: Float32Array | null;
  /** What `step` and `scores` take: pictures, or the activations returned by `boundary`. */
  readonly input: 'pictures' | 'boundary';
}
/** Values of variables by name: trained weights, statistics and momenta. */
export type TrainerState = ReadonlyMap<string, Float32Array>;
