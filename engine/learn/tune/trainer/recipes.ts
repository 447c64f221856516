import { scratchCycles, smallNetworkCycles, type Cycles } from '../../../domain/report/training-cycles.ts';
import { fineTunePasses } from '../../../domain/training-time/tuning-pictures.ts';

/** How a network is trained; the values were chosen by measurements on photographs of flowers. */
export interface Recipe {
  readonly method: 'fine-tune' | 'scratch';
  readonly optimiser: 'momentum' | 'adam';
  /** Learning rates to try, the default first; a budget for fewer trials takes the first ones. */
  readonly rates: readonly number[];
  readonly momentum: number;
  readonly weightDecay: number;
  /** With fewer images than this, a batch holds each once, unless that is less than `leastBatch`: then some repeat, augmented anew. */
  readonly batchSize: number;
  readonly leastBatch: number;
  /** Learning-rate multiplier by the number of blocks between a block and the head, out of `tuned` blocks. */
  readonly stageMultiplier: (blocksFromEnd: number, tuned: number) => number;
  /** Learning-rate multiplier of the head. */
  readonly headMultiplier: number;
  /** Factor by which the initial head is scaled before the first step. */
  readonly headShare: number;
  /** Number of evaluations on the validation images. */
  readonly looks: number;
  /** Batches from which a network trained from scratch recomputes its batch-norm statistics at each evaluation. */
  readonly statisticBatches: number;
  /** Cycles of a training until it stops improving; null for a single decay of the learning rate over all steps. */
  readonly cycles: Cycles | null;
  /** Epochs, and least and most pictures processed, if no budget says otherwise. */
  readonly passes: { readonly epochs: number; readonly least: number; readonly most: number };
}

/** Share of the steps without a better validation loss after which a training ends. */
export const patience = 0.2;

/** Default number of evaluations on the validation images. */
const usualLooks = 25;

/** Earlier blocks learn more slowly, down to a quarter: their features are more general (Howard and Ruder, arXiv 1801.06146). */
const slowerEarlier = (blocksFromEnd: number, tuned: number): number => (tuned <= 1 ? 1 : 1 - (0.75 * blocksFromEnd) / (tuned - 1));

export const fineTuneRecipe: Recipe = {
  method: 'fine-tune',
  optimiser: 'momentum',
  cycles: null,
  rates: [3e-3, 1e-3, 1e-2, 3e-4],
  momentum: 0.9,
  weightDecay: 1e-5,
  batchSize: 32,
  leastBatch: 1,
  stageMultiplier: slowerEarlier,
  headMultiplier: 50,
  headShare: 0.2,
  looks: usualLooks,
  statisticBatches: 8,
  passes: fineTunePasses,
};

/**
 * Scales and shifts are few, and each affects a whole channel: they tolerate higher rates, and the head learns as fast as in other
 * fine-tunes.
 */
export const normalisationRecipe: Recipe = { ...fineTuneRecipe, rates: [3e-2, 1e-2, 1e-1, 3e-3], headMultiplier: 5 };

export const scratchRecipe: Recipe = {
  method: 'scratch',
  optimiser: 'adam',
  cycles: scratchCycles,
  rates: [1e-2, 3e-3],
  momentum: 0.9,
  weightDecay: 0.05,
  batchSize: 32,
  leastBatch: 16,
  stageMultiplier: () => 1,
  headMultiplier: 1,
  headShare: 1,
  looks: usualLooks,
  statisticBatches: 8,
  passes: { epochs: 60, least: 12_000, most: 600_000 },
};

/** A recipe of the small network of a report. */
export type SmallNetworkRecipe = Recipe & { readonly cycles: Cycles };

/**
 * Recipes for a network small enough to be trained on few images within seconds. Small batches give more steps, and strong weight decay
 * keeps it from merely memorising the few images: on drawn signs, 5 per class, worth 36 points. Photographs of materials and cells do
 * better with the gentle recipe, with the usual batch size and hardly any decay: worth 5 points at 20 per class.
 */
export const smallNetworkRecipes: { readonly strong: SmallNetworkRecipe; readonly gentle: SmallNetworkRecipe } = {
  strong: { ...scratchRecipe, rates: [1e-2], weightDecay: 0.5, batchSize: 8, leastBatch: 8, cycles: smallNetworkCycles },
  gentle: { ...scratchRecipe, rates: [3e-3], weightDecay: 0.05, batchSize: 32, leastBatch: 32, cycles: smallNetworkCycles },
};
