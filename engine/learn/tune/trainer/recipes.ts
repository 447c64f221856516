import { scratchCycles, smallNetworkCycles, type Cycles } from '../../../domain/report/training-cycles.ts';
import { fineTunePasses } from '../../../domain/training-time/tuning-pictures.ts';

/** How a network is trained; the figures were chosen by measurements on photographs of flowers. */
export interface Recipe {
  readonly method: 'fine-tune' | 'scratch';
  readonly optimiser: 'momentum' | 'adam';
  /** Learning rates to try, the usual one first: a budget of fewer trials takes the first ones. */
  readonly rates: readonly number[];
  readonly momentum: number;
  readonly weightDecay: number;
  /** Of fewer images than it, a batch has all and none twice, unless that would be fewer than `leastBatch`: then some come twice, varied anew. */
  readonly batchSize: number;
  readonly leastBatch: number;
  /** Factor of the learning rate by the number of blocks between a block and the head, of `tuned` blocks in all. */
  readonly stageMultiplier: (blocksFromEnd: number, tuned: number) => number;
  /** Factor of the learning rate of the head. */
  readonly headMultiplier: number;
  /** Share of the start's head with which the steps begin. */
  readonly headShare: number;
  /** Times that a training is looked at on the validation images. */
  readonly looks: number;
  /** Batches of which a network from scratch makes the statistics that prediction uses, at each look. */
  readonly statisticBatches: number;
  /** Trained in cycles until it stops improving; null for one fall of the rate over all steps. */
  readonly cycles: Cycles | null;
  /** Passes over the images, and pictures seen at least and at most, where no budget says otherwise. */
  readonly passes: { readonly epochs: number; readonly least: number; readonly most: number };
}

/** Share of the steps without a better validation loss after which a training ends. */
export const patience = 0.2;

/** Times that a training is looked at on the validation images, where a recipe does not say otherwise. */
const usualLooks = 25;

/** Earlier blocks learn slower, down to a quarter: what they see is more general (Howard and Ruder, arXiv 1801.06146). */
const slowerEarlier = (blocksFromEnd: number, tuned: number): number => (tuned <= 1 ? 1 : 1 - (0.75 * blocksFromEnd) / (tuned - 1));

export const fineTuneRecipe: Recipe = {
  method: 'fine-tune', optimiser: 'momentum', cycles: null, rates: [3e-3, 1e-3, 1e-2, 3e-4], momentum: 0.9, weightDecay: 1e-5, batchSize: 32, leastBatch: 1, stageMultiplier: slowerEarlier, headMultiplier: 50, headShare: 0.2, looks: usualLooks, statisticBatches: 8,
  passes: fineTunePasses,
};

/** Scales and shifts are few, and each moves a whole channel: they bear higher rates, and the head learns as fast as it does beside them. */
export const normalisationRecipe: Recipe = { ...fineTuneRecipe, rates: [3e-2, 1e-2, 1e-1, 3e-3], headMultiplier: 5 };

export const scratchRecipe: Recipe = {
  method: 'scratch', optimiser: 'adam', cycles: scratchCycles, rates: [1e-2, 3e-3], momentum: 0.9, weightDecay: 0.05, batchSize: 32, leastBatch: 16,
  stageMultiplier: () => 1, headMultiplier: 1, headShare: 1, looks: usualLooks, statisticBatches: 8, passes: { epochs: 60, least: 12_000, most: 600_000 },
};

/** A recipe of the small network of a report. */
export type SmallNetworkRecipe = Recipe & { readonly cycles: Cycles };

/**
 * A network small enough to be trained on few images within seconds. With small batches there are the more steps, and a strong decay keeps
 * its weights from settling on the few images that it knows by heart: on drawn signs, 5 of a class, worth 36 points. Photographs of
 * materials and cells are told apart better by the gentler one, which takes usual batches and hardly decays: worth 5 points on 20 of a class.
 */
export const smallNetworkRecipes: { readonly strong: SmallNetworkRecipe; readonly gentle: SmallNetworkRecipe } = {
  strong: { ...scratchRecipe, rates: [1e-2], weightDecay: 0.5, batchSize: 8, leastBatch: 8, cycles: smallNetworkCycles },
  gentle: { ...scratchRecipe, rates: [3e-3], weightDecay: 0.05, batchSize: 32, leastBatch: 32, cycles: smallNetworkCycles },
};
