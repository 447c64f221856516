import { curveSizes, imagesAt } from '../labels/nested-sizes.ts';
import { cyclesSeconds, passesOf, trials, type TimedSet, type TrainingPace } from './report-time.ts';
import { scratchCycles, smallNetworkCycles } from './training-cycles.ts';
import type { ArmName, PlannedArm, TransferPlan } from './transfer-benefit.ts';

export interface PlannedReport extends TransferPlan {
  /** Most images that the optimiser steps of one training run may process, even if it is still improving. */
  readonly mostPasses: { readonly smallNetwork: number; readonly scratch: number; readonly fineTune: number };
  /** How long training the source's architecture from scratch at every size would take, where that is left out; otherwise null. */
  readonly scratchLeftOut: { readonly seconds: number } | null;
  /** Number of learning rates that a fine-tune may try. */
  readonly trials: number;
  /** Side, in pixels, of the images on which the source's architecture is trained from a random start. */
  readonly scratchInputSize: number;
  readonly trainImages: number;
  readonly testImages: number;
  /** Range of its expected duration. */
  readonly seconds: { readonly low: number; readonly high: number };
}
export interface PlanFacts extends TimedSet {
  readonly quick: boolean;
  /** Number of training images of each class. */
  readonly perClass: readonly number[];
  readonly inputSize: number;
  /** Whether the network accepts images of other sizes: it has no layer with a fixed number of positions. */
  readonly takesOtherSizes: boolean;
  /** For one image at the input size, in millions. */
  readonly multiplyAdds: number;
  /** As measured on this computer; null without measurements, when that of a typical computer is assumed. */
  readonly pace: TrainingPace | null;
}

/** Input sides at which the architectures of source models still learn from a random start, several times faster than at 224 pixels. */
const scratchSide = { quick: 96, full: 128 };
const quickSizes = [1, 5, 20, 100];
/** Seeds of an arm where no time needs to be saved. */
const usualSeeds = 6;
/** Seeds that every arm gets: with fewer, the best rival by validation could leave the main verdict without an interval. */
const fewestSeeds = 3;
const fineTunePasses = 6_000;
const fineTuneFrom = 20;
const fineTuneLooks = 25;

/** Time limits of a quick report in seconds: for all networks, for the small network alone, and for the features of random starts. */
const quickSeconds = { networks: 85, smallNetwork: 60, randomFrozen: 25 };
/** Time limit in seconds for the source's architecture from scratch in a full report: at all sizes, otherwise at the largest alone. */
const scratchSeconds = 3_600;

/** Pace of a typical computer with two cores: seconds per image; for the source's architecture also per million multiply-adds. */
const usualPace = { step: 2.6e-4, see: 6e-5, smallStep: 1.2e-3, smallSee: 3e-4, begin: 1.5 };
/** Seconds to read an image, and to fit a head and the kernel on raw pixels of up to 300 images: little compared with networks. */
const small = { read: 0.004, head: 0.15, rawPixels: 0.7 };
/** Factor by which the estimate may be off: other programs, runs that end earlier or later and, if not measured, the computer's pace. */
const uncertainty = { measured: 1.5, guessed: 2.5 };

/** Side of the images from which a random start of the source's architecture learns. */
export const scratchSideOf = ({ quick, inputSize, takesOtherSizes }: Pick<PlanFacts, 'quick' | 'inputSize' | 'takesOtherSizes'>): number =>
  takesOtherSizes ? Math.min(inputSize, quick ? scratchSide.quick : scratchSide.full) : inputSize;

/**
 * Plans what a report trains. Whatever is fitted almost instantly gets all sizes and the usual number of paired seeds. Networks without
 * transfer are trained until they stop improving, so time is saved on their sizes and seeds: the quick version trains as many as fit its
 * time limit, and no fine-tune; in the full version the small network gets all of them, and the source's architecture all sizes, only
 * the largest, or none, as the computer allows. Fine-tunes get three seeds.
 */
export function planReport(facts: PlanFacts): PlannedReport {
  const { quick, perClass, testImages } = facts;
  const all = curveSizes(perClass);
  const sizes = quick ? all.filter((size, at) => quickSizes.includes(size) || at === all.length - 1) : all;
  const scratchInputSize = scratchSideOf(facts);
  const pace = facts.pace ?? guessedPace(facts, scratchInputSize);
  const secondsOf =
    (kind: 'smallNetwork' | 'scratch') =>
    ({ sizes: of, seeds }: Extent): number => {
      const each = of.map((size) => cyclesSeconds(facts, size, kind, kind === 'scratch' ? scratchCycles : smallNetworkCycles, pace[kind]));
      return seeds * each.reduce((sum, seconds) => sum + seconds, 0) + (of.length > 0 ? trials[kind] * pace[kind].begin : 0);
    };
  const smallNetwork = quick
    ? (fitting(quickExtents(sizes), secondsOf('smallNetwork'), quickSeconds.smallNetwork) ?? { sizes: sizes.slice(-1), seeds: fewestSeeds })
    : { sizes, seeds: usualSeeds };
  const left = quick ? quickSeconds.networks - secondsOf('smallNetwork')(smallNetwork) : scratchSeconds;
  const scratch = fitting(scratchExtents(sizes, quick), secondsOf('scratch'), left) ?? { sizes: [], seeds: 0 };
  const images = imagesAt(perClass, Infinity) + facts.validationImages + testImages;
  const randomTime = ({ seeds }: Extent): number => seeds * (pace.scratch.begin + images * pace.scratch.see);
  const randomFrozen = {
    sizes,
    seeds: quick && randomTime({ sizes, seeds: usualSeeds }) > quickSeconds.randomFrozen ? fewestSeeds : usualSeeds,
  };
  const fineTune = quick ? { sizes: [], seeds: 0 } : { sizes: sizes.filter((size) => size >= fineTuneFrom), seeds: fewestSeeds };
  const seconds =
    secondsOf('smallNetwork')(smallNetwork)
    + secondsOf('scratch')(scratch)
    + fineTuneTime(facts, fineTune, pace)
    + randomTime(randomFrozen)
    + images * (small.read + pace.see)
    + fitsTime(perClass, sizes);
  const spread = facts.pace === null ? uncertainty.guessed : uncertainty.measured;
  const everywhere = { sizes, seeds: usualSeeds };
  const arms: [ArmName, Extent][] = [
    ['transfer', everywhere],
    ['fine-tune', fineTune],
    ['small-network', smallNetwork],
    ['scratch', scratch],
    ['random-frozen', randomFrozen],
    ['colour-texture', everywhere],
    ['raw-pixels', everywhere],
    ['largest-class', everywhere],
  ];
  const trainImages = imagesAt(perClass, Infinity);
  return {
    sizes,
    arms: arms.flatMap(([arm, extent]): PlannedArm[] => (extent.sizes.length === 0 ? [] : [{ arm, ...extent }])),
    mostPasses: {
      smallNetwork: passesOf(trainImages, smallNetworkCycles, trials.smallNetwork).most,
      scratch: passesOf(trainImages, scratchCycles, trials.scratch).most,
      fineTune: fineTunePasses,
    },
    scratchLeftOut: scratch.sizes.length === sizes.length ? null : { seconds: Math.ceil(secondsOf('scratch')(everywhere)) },
    trials: 2,
    scratchInputSize,
    trainImages,
    testImages,
    seconds: { low: Math.ceil(seconds / spread), high: Math.ceil(seconds * spread) },
  };
}

/** Sizes and seeds of an arm. */
interface Extent {
  readonly sizes: readonly number[];
  readonly seeds: number;
}

/** From most to least: seeds are reduced before sizes, and the smallest sizes, which tell least about a network, go first. */
function quickExtents(sizes: readonly number[]): Extent[] {
  const parts = sizes.map((_, from) => sizes.slice(from));
  return parts.flatMap((part) => [usualSeeds, fewestSeeds].map((seeds) => ({ sizes: part, seeds })));
}

function scratchExtents(sizes: readonly number[], quick: boolean): Extent[] {
  const largest = sizes.slice(-1);
  return [{ sizes, seeds: usualSeeds }, ...(quick ? [fewestSeeds] : [usualSeeds, fewestSeeds]).map((seeds) => ({ sizes: largest, seeds }))];
}

const fitting = (extents: readonly Extent[], secondsOf: (extent: Extent) => number, limit: number): Extent | undefined =>
  extents.find((extent) => secondsOf(extent) <= limit);

/** The frozen part is computed for four versions of each training image and one of each validation and test image. */
function fineTuneTime(
  { perClass, validationImages, testImages }: PlanFacts,
  { sizes, seeds }: Extent,
  { fineTune, see }: TrainingPace,
): number {
  return (
    seeds
    * sizes.reduce(
      (sum, size) =>
        sum
        + fineTunePasses * fineTune.step
        + (fineTuneLooks * validationImages + testImages) * fineTune.see
        + (frozenVersions * imagesAt(perClass, size) + validationImages + testImages) * see
        + fineTune.begin,
      0,
    )
  );
}
const frozenVersions = 4;

/** Time for heads on three tables and the kernel on raw pixels, at all sizes with all seeds. */
function fitsTime(perClass: readonly number[], sizes: readonly number[]): number {
  return usualSeeds * sizes.reduce((sum, size) => sum + 3 * small.head + small.rawPixels * Math.min(1, imagesAt(perClass, size) / 300), 0);
}

function guessedPace({ multiplyAdds, inputSize }: PlanFacts, side: number): TrainingPace {
  const { step, see, smallStep, smallSee, begin } = usualPace;
  const smaller = multiplyAdds * (side / inputSize) ** 2;
  return {
    see: multiplyAdds * see,
    smallNetwork: { step: smallStep, see: smallSee, begin },
    scratch: { step: smaller * step, see: smaller * see, begin },
    // A third of the network is tuned, and the rest is computed only a few times per image.
    fineTune: { step: (multiplyAdds * step) / 3, see: multiplyAdds * see, begin },
  };
}
