import { curveSizes, imagesAt } from '../labels/nested-sizes.ts';
import { cyclesSeconds, passesOf, trials, type TimedSet, type TrainingPace } from './report-time.ts';
import { scratchCycles, smallNetworkCycles } from './training-cycles.ts';
import type { ArmName, PlannedArm, TransferPlan } from './transfer-benefit.ts';

export interface PlannedReport extends TransferPlan {
  /** Pictures that the optimiser steps of one training may take in, whatever it has learned by then. */
  readonly mostPasses: { readonly smallNetwork: number; readonly scratch: number; readonly fineTune: number };
  /** Where the architecture of the source is not trained from scratch at every size: how long that would take; else null. */
  readonly scratchLeftOut: { readonly seconds: number } | null;
  /** Learning rates that a fine-tune may try. */
  readonly trials: number;
  /** Side of the pictures on which the architecture of the source is trained from a random start, in pixels. */
  readonly scratchInputSize: number;
  readonly trainImages: number;
  readonly testImages: number;
  /** From and to how many seconds it takes. */
  readonly seconds: { readonly low: number; readonly high: number };
}
export interface PlanFacts extends TimedSet {
  readonly quick: boolean;
  /** Images of each class that may be trained on. */
  readonly perClass: readonly number[];
  readonly inputSize: number;
  /** Whether the network takes pictures of another size as well: it has no layer that counts places. */
  readonly takesOtherSizes: boolean;
  /** Of one picture in the input size, in millions. */
  readonly multiplyAdds: number;
  /** As measured on this computer; null where nothing was, and a usual computer stands in. */
  readonly pace: TrainingPace | null;
}

/** Sides at which the architectures of source models still learn from a random start, and do so several times faster than at 224 pixels. */
const scratchSide = { quick: 96, full: 128 };
const quickSizes = [1, 5, 20, 100];
/** Seeds that an arm gets where nothing has to be saved. */
const usualSeeds = 6;
/** Seeds that every arm gets: with fewer, an arm that validation picks as the best rival would leave the first verdict without an interval. */
const fewestSeeds = 3;
const fineTunePasses = 6_000;
const fineTuneFrom = 20;
const fineTuneLooks = 25;

/** Seconds that the networks of a quick report may take, those of the small network alone, and features of random starts. */
const quickSeconds = { networks: 85, smallNetwork: 60, randomFrozen: 25 };
/** Seconds that the architecture of the source may take from scratch in a full report: at all sizes, else at the largest alone. */
const scratchSeconds = 3_600;

/** Of a usual computer with two cores: seconds per picture, of the source's architecture per million multiply-adds too. */
const usualPace = { step: 2.6e-4, see: 6e-5, smallStep: 1.2e-3, smallSee: 3e-4, begin: 1.5 };
/** Seconds for reading a picture, for a head and for the kernel on raw pixels of up to 300 images: little beside networks. */
const small = { read: 0.004, head: 0.15, rawPixels: 0.7 };
/** How far off the time may be: other programs, trainings that end sooner or later; of a computer that nothing is known of, its own pace. */
const uncertainty = { measured: 1.5, guessed: 2.5 };

/** Side of the pictures from which a random start of the source's architecture learns. */
export const scratchSideOf = ({ quick, inputSize, takesOtherSizes }: Pick<PlanFacts, 'quick' | 'inputSize' | 'takesOtherSizes'>): number =>
  (takesOtherSizes ? Math.min(inputSize, quick ? scratchSide.quick : scratchSide.full) : inputSize);

/**
 * What a report trains. Everything that is fitted in no time gets all sizes and the usual number of paired seeds. Networks without
 * transfer are trained until they are still, so time is saved on their sizes and seeds: the quick version takes as many as fit into its
 * time, and no fine-tune; in the full one the small network has all of them, and the architecture of the source at all sizes, at the
 * largest alone, or not at all, as the computer allows. Fine-tunes get three seeds.
 */
export function planReport(facts: PlanFacts): PlannedReport {
  const { quick, perClass, testImages } = facts;
  const all = curveSizes(perClass);
  const sizes = quick ? all.filter((size, at) => quickSizes.includes(size) || at === all.length - 1) : all;
  const scratchInputSize = scratchSideOf(facts);
  const pace = facts.pace ?? guessedPace(facts, scratchInputSize);
  const secondsOf = (kind: 'smallNetwork' | 'scratch') => ({ sizes: of, seeds }: Extent): number => {
    const each = of.map((size) => cyclesSeconds(facts, size, kind, kind === 'scratch' ? scratchCycles : smallNetworkCycles, pace[kind]));
    return seeds * each.reduce((sum, seconds) => sum + seconds, 0) + (of.length > 0 ? trials[kind] * pace[kind].begin : 0);
  };
  const smallNetwork = quick ? fitting(quickExtents(sizes), secondsOf('smallNetwork'), quickSeconds.smallNetwork) ?? { sizes: sizes.slice(-1), seeds: fewestSeeds } : { sizes, seeds: usualSeeds };
  const left = quick ? quickSeconds.networks - secondsOf('smallNetwork')(smallNetwork) : scratchSeconds;
  const scratch = fitting(scratchExtents(sizes, quick), secondsOf('scratch'), left) ?? { sizes: [], seeds: 0 };
  const images = imagesAt(perClass, Infinity) + facts.validationImages + testImages;
  const randomTime = ({ seeds }: Extent): number => seeds * (pace.scratch.begin + images * pace.scratch.see);
  const randomFrozen = { sizes, seeds: quick && randomTime({ sizes, seeds: usualSeeds }) > quickSeconds.randomFrozen ? fewestSeeds : usualSeeds };
  const fineTune = quick ? { sizes: [], seeds: 0 } : { sizes: sizes.filter((size) => size >= fineTuneFrom), seeds: fewestSeeds };
  const seconds = secondsOf('smallNetwork')(smallNetwork) + secondsOf('scratch')(scratch) + fineTuneTime(facts, fineTune, pace)
    + randomTime(randomFrozen) + images * (small.read + pace.see) + fitsTime(perClass, sizes);
  const spread = facts.pace === null ? uncertainty.guessed : uncertainty.measured;
  const everywhere = { sizes, seeds: usualSeeds };
  const arms: [ArmName, Extent][] = [
    ['transfer', everywhere], ['fine-tune', fineTune], ['small-network', smallNetwork], ['scratch', scratch], ['random-frozen', randomFrozen], ['colour-texture', everywhere],
    ['raw-pixels', everywhere], ['largest-class', everywhere],
  ];
  const trainImages = imagesAt(perClass, Infinity);
  return {
    sizes, arms: arms.flatMap(([arm, extent]): PlannedArm[] => (extent.sizes.length === 0 ? [] : [{ arm, ...extent }])),
    mostPasses: {
      smallNetwork: passesOf(trainImages, smallNetworkCycles, trials.smallNetwork).most, scratch: passesOf(trainImages, scratchCycles, trials.scratch).most, fineTune: fineTunePasses,
    },
    scratchLeftOut: scratch.sizes.length === sizes.length ? null : { seconds: Math.ceil(secondsOf('scratch')(everywhere)) },
    trials: 2, scratchInputSize, trainImages, testImages, seconds: { low: Math.ceil(seconds / spread), high: Math.ceil(seconds * spread) },
  };
}

/** Sizes and seeds of an arm. */
interface Extent { readonly sizes: readonly number[]; readonly seeds: number }

/** From much to little: fewer seeds before fewer sizes, of which the smallest tell least of a network. */
function quickExtents(sizes: readonly number[]): Extent[] {
  const parts = sizes.map((_, from) => sizes.slice(from));
  return parts.flatMap((part) => [usualSeeds, fewestSeeds].map((seeds) => ({ sizes: part, seeds })));
}

function scratchExtents(sizes: readonly number[], quick: boolean): Extent[] {
  const largest = sizes.slice(-1);
  return [{ sizes, seeds: usualSeeds }, ...(quick ? [fewestSeeds] : [usualSeeds, fewestSeeds]).map((seeds) => ({ sizes: largest, seeds }))];
}

const fitting = (extents: readonly Extent[], secondsOf: (extent: Extent) => number, limit: number): Extent | undefined => extents.find((extent) => secondsOf(extent) <= limit);

/** Of the frozen part each image is computed in four versions, and those that choose and test once. */
function fineTuneTime({ perClass, validationImages, testImages }: PlanFacts, { sizes, seeds }: Extent, { fineTune, see }: TrainingPace): number {
  return seeds * sizes.reduce((sum, size) => sum + fineTunePasses * fineTune.step + (fineTuneLooks * validationImages + testImages) * fineTune.see
    + (frozenVersions * imagesAt(perClass, size) + validationImages + testImages) * see + fineTune.begin, 0);
}
const frozenVersions = 4;

/** Heads on three tables and the kernel on raw pixels, at all sizes with all seeds. */
function fitsTime(perClass: readonly number[], sizes: readonly number[]): number {
  return usualSeeds * sizes.reduce((sum, size) => sum + 3 * small.head + small.rawPixels * Math.min(1, imagesAt(perClass, size) / 300), 0);
}

function guessedPace({ multiplyAdds, inputSize }: PlanFacts, side: number): TrainingPace {
  const { step, see, smallStep, smallSee, begin } = usualPace;
  const smaller = multiplyAdds * (side / inputSize) ** 2;
  return {
    see: multiplyAdds * see, smallNetwork: { step: smallStep, see: smallSee, begin }, scratch: { step: smaller * step, see: smaller * see, begin },
    // A third of the network is tuned, and the rest is seen but a few times.
    fineTune: { step: (multiplyAdds * step) / 3, see: multiplyAdds * see, begin },
  };
}
