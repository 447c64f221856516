import { curveSizes, imagesAt } from './nested-sizes.ts';
import { fewestPairs } from './paired-tests.ts';
import type { ArmName, PlannedArm, TransferPlan } from './transfer-benefit.ts';

export interface PlannedReport extends TransferPlan {
  /** Pictures that the optimiser steps of one training may take in, whatever it has learned by then. */
  readonly mostPasses: { readonly smallNetwork: number; readonly scratch: number; readonly fineTune: number };
  /** Where the architecture of the source is not trained from scratch at every size: how long that would take; else null. */
  readonly scratchLeftOut: { readonly seconds: number } | null;
  /** Learning rates that a network may try. */
  readonly trials: number;
  /** Side of the pictures on which networks from a random start are trained, in pixels. */
  readonly scratchInputSize: number;
  readonly trainImages: number;
  readonly testImages: number;
  /** From and to how many seconds it takes. */
  readonly seconds: { readonly low: number; readonly high: number };
}
export interface PlanFacts {
  readonly quick: boolean;
  /** Images of each class that may be trained on. */
  readonly perClass: readonly number[];
  readonly validationImages: number;
  readonly testImages: number;
  readonly inputSize: number;
  /** Whether the network takes pictures of another size as well: it has no layer that counts places. */
  readonly takesOtherSizes: boolean;
  /** Of one picture in the input size, in millions. */
  readonly multiplyAdds: number;
}

/** Sides at which small networks still learn from a random start, and do so several times faster than at 224 pixels. */
const scratchSide = { quick: 96, full: 128 };
const quickSizes = [1, 5, 20, 100];
/** Time that the networks from a random start get in the quick version, and their least and most pictures. */
const quickScratchSeconds = 45;
const quickPictures = { least: 256, most: 3_000 };
const fullPictures = 6_000;
const fineTuneSeeds = 3;
const fineTuneFrom = 20;
/** Seconds per picture and million multiply-adds on two processor cores, for one optimiser step and for seeing only. */
const stepSeconds = 2.6e-4;
/** What a step costs however few its pictures are; and the batches of each version, of fewer images at most as many as there are. */
const eachStepSeconds = 0.03;
const batch = { least: { quick: 16, full: 1 }, most: 32 };
const seeingSeconds = 6e-5;
/** How far other machines are off. */
const uncertainty = { low: 0.4, high: 2.5 };

/**
 * What a report trains. Heads and networks from scratch get six paired seeds, the fewest with which a sign-flip test can say anything;
 * fine-tunes three, which only indicate. The quick version takes fewer sizes and bounds the pictures of each training by time.
 */
export function planReport(facts: PlanFacts): PlannedReport {
  const { quick, perClass, testImages, validationImages, inputSize } = facts;
  const all = curveSizes(perClass);
  const sizes = quick ? all.filter((size, at) => quickSizes.includes(size) || at === all.length - 1) : all;
  const scratchInputSize = facts.takesOtherSizes ? Math.min(inputSize, quick ? scratchSide.quick : scratchSide.full) : inputSize;
  const perPicture = facts.multiplyAdds * (scratchInputSize / inputSize) ** 2 * stepSeconds;
  const trainings = sizes.length * fewestPairs;
  const batchOf = (size: number): number => Math.max(quick ? batch.least.quick : batch.least.full, Math.min(batch.most, imagesAt(perClass, size)));
  const perPass = fewestPairs * sizes.reduce((sum, size) => sum + perPicture + eachStepSeconds / batchOf(size), 0);
  const imagePasses = quick ? Math.round(Math.min(quickPictures.most, Math.max(quickPictures.least, quickScratchSeconds / perPass))) : fullPictures;
  const fineTuneSizes = quick ? [] : sizes.filter((size) => size >= fineTuneFrom);
  const seen = perClass.reduce((sum, count) => sum + count, 0) + validationImages + testImages;
  const looks = quick ? 3 : 25;
  const seconds = imagePasses * perPass + trainings * looks * (validationImages / 3) * perPicture
    + fineTuneSizes.length * fineTuneSeeds * imagePasses * facts.multiplyAdds * stepSeconds / 3
    + (1 + fewestPairs) * seen * (facts.multiplyAdds * seeingSeconds + 0.004) + trainings * 0.3;
  const armAt = (arm: ArmName): PlannedArm => ({ arm, sizes, seeds: fewestPairs });
  return {
    sizes,
    arms: [
      armAt('transfer'), ...fineTuneSizes.length > 0 ? [{ arm: 'fine-tune' as const, sizes: fineTuneSizes, seeds: fineTuneSeeds }] : [],
      armAt('scratch'), armAt('random-frozen'), armAt('colour-texture'), armAt('largest-class'),
    ],
    mostPasses: { smallNetwork: imagePasses, scratch: imagePasses, fineTune: imagePasses }, scratchLeftOut: null,
    trials: quick ? 1 : 2, scratchInputSize, trainImages: perClass.reduce((sum, count) => sum + count, 0), testImages,
    seconds: { low: Math.ceil(uncertainty.low * seconds), high: Math.ceil(uncertainty.high * seconds) },
  };
}
