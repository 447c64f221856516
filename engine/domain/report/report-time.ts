import { imagesAt } from '../labels/nested-sizes.ts';
import { firstCyclePictures, looksPerCycle, stepsOfCycles, type Cycles } from './training-cycles.ts';

/** What a network costs on a computer, in seconds. */
export interface NetworkPace {
  /** For a picture in an optimiser step, its variation included. */
  readonly step: number;
  /** For a picture that is only seen. */
  readonly see: number;
  /** To make the network ready. */
  readonly begin: number;
}
/** What trainings cost on this computer with one source model. */
export interface TrainingPace {
  /** Seconds for a picture that the source model sees in its input size. */
  readonly see: number;
  readonly smallNetwork: NetworkPace;
  /** Of the architecture of the source at the size of pictures that it is trained on from scratch. */
  readonly scratch: NetworkPace;
  readonly fineTune: NetworkPace;
}

/**
 * Cycles that a training takes until it is still, on average over those of four sets of photographs; a cycle more or less is half as
 * long or twice. The small network is tried in four ways, the architecture of the source with two learning rates.
 */
const usualCycles = 3.4;
export const trials = { smallNetwork: 4, scratch: 2 } as const;

/** Pictures that a training on so many images is expected to take in, trials included; and what it may take in at most. */
export function passesOf(images: number, cycles: Cycles, tried: number): { readonly usual: number; readonly most: number } {
  const first = firstCyclePictures(images, cycles);
  const others = (tried - 1) * first;
  return { usual: Math.round(others + stepsOfCycles(first, usualCycles)), most: others + stepsOfCycles(first, cycles.most) };
}

export interface TimedSet { readonly perClass: readonly number[]; readonly validationImages: number; readonly testImages: number }

/** Seconds of one training in cycles on the images of a size. */
export function cyclesSeconds(set: TimedSet, size: number, arm: 'smallNetwork' | 'scratch', cycles: Cycles, pace: NetworkPace): number {
  const { usual } = passesOf(imagesAt(set.perClass, size), cycles, trials[arm]);
  const looks = looksPerCycle * (usualCycles + trials[arm] - 1) + 2;
  return usual * pace.step + (looks * set.validationImages + set.testImages) * pace.see;
}
