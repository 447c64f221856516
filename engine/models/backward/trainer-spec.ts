import type { LinearHead } from '../../domain/models/linear-head.ts';
import type { SourceOnDisk } from '../library/source-models.ts';

export interface TrainerSpec {
  /** Architecture and start of the weights; a random start is a source model, too. */
  readonly source: SourceOnDisk;
  /** One layer; what has height and width there is averaged over both. */
  readonly cut: string;
  /** Name of the first block that is tuned (see blocksOf), `all`, or `normalisation`. Layers before it stay as they are. */
  readonly tuneFrom: string;
  /** The head to begin with. */
  readonly head: LinearHead;
  /** `stored` for tuning: statistics of batch normalisation stay as they are. `batch` for training from a random start, never of normalisation alone. */
  readonly batchNorm: 'stored' | 'batch';
  /** `momentum` where left out: gradient descent with momentum. `adam` sizes the step of each weight by itself. */
  readonly optimiser?: 'momentum' | 'adam';
  readonly momentum: number;
  /**
   * Decay of kernels; biases, gamma and beta have none. With momentum decay·kernel is added to the gradient, with Adam the kernel
   * shrinks by rate·decay of itself (Loshchilov and Hutter, arXiv 1711.05101).
   */
  readonly weightDecay: number;
  /** Factor of the learning rate by the number of blocks between a block and the head; 0 is the last block. */
  readonly stageMultipliers: (blocksFromEnd: number) => number;
  /** Factor of the learning rate of the head; 1 where left out. */
  readonly headMultiplier?: number;
  /** Length C, added to the scores in the loss only: logit adjustment (Menon et al., arXiv 2007.07314). */
  readonly logAdjustment: Float32Array | null;
  /** What `step` and `scores` take: pictures, or the activations that `boundary` gives. */
  readonly input: 'pictures' | 'boundary';
}
/** Values of variables by name: trained weights, statistics and momenta. */
export type TrainerState = ReadonlyMap<string, Float32Array>;
