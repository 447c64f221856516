import { imagesAt } from '../labels/nested-sizes.ts';
import { firstCyclePictures, looksPerCycle, stepsOfCycles, type Cycles } from './training-cycles.ts';

/** Time that a network takes on a computer, in seconds. */
export interface NetworkPace {
  /** Per image in an optimiser step, including its augmentation. */
  readonly step: number;
  /** Per image in a forward pass. */
  readonly see: number;
  /** To prepare the network. */
  readonly begin: number;
}
/** Time that training takes on this computer with one source model. */
export interface TrainingPace {
  /** Seconds per image for a forward pass of the source model at its input size. */
  readonly see: number;
  readonly smallNetwork: NetworkPace;
  /** The source's architecture at the image size on which it is trained from scratch. */
  readonly scratch: NetworkPace;
  readonly fineTune: NetworkPace;
}

/**
 * Cycles until a training run stops improving, averaged over four sets of photographs; a cycle fewer takes half the time, one more twice.
 * The small network is tried with four configurations, the source's architecture with two learning rates.
 */
const usualCycles = 3.4;
export const trials = { smallNetwork: 4, scratch: 2 } as const;

/** Images that a training run on `images` images is expected to process, trials included, and the most that it may process. */
export function passesOf(images: number, cycles: Cycles, tried: number): { readonly usual: number; readonly most: number } {
  const first = firstCyclePictures(images, cycles);
  const others = (tried - 1) * first;
  return { usual: Math.round(others + stepsOfCycles(first, usualCycles)), most: others + stepsOfCycles(first, cycles.most) };
}

export interface TimedSet {
  readonly perClass: readonly number[];
  readonly validationImages: number;
  readonly testImages: number;
}

/** Expected seconds of one training run in cycles on the images of a size. */
export function cyclesSeconds(set: TimedSet, size: number, arm: 'smallNetwork' | 'scratch', cycles: Cycles, pace: NetworkPace): number {
  const { usual } = passesOf(imagesAt(set.perClass, size), cycles, trials[arm]);
  const looks = looksPerCycle * (usualCycles + trials[arm] - 1) + 2;
  return usual * pace.step + (looks * set.validationImages + set.testImages) * pace.see;
}
