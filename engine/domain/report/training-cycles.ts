/** A training in cycles: what its first one takes in, how many there are at most, and how many at least before it may be called finished. */
export interface Cycles {
  /** Of the first cycle: pictures, or passes over the images where that is more. */
  readonly pictures: number;
  readonly epochs: number;
  readonly least: number;
  readonly most: number;
}
/** Of the small network of a report, and of the architecture of a source model. */
export const smallNetworkCycles: Cycles = { pictures: 1_536, epochs: 3, least: 3, most: 6 };
export const scratchCycles: Cycles = { pictures: 3_072, epochs: 6, least: 3, most: 5 };

export const firstCyclePictures = (images: number, { pictures, epochs }: Cycles): number => Math.max(pictures, epochs * images);

/** Times that each cycle is looked at on the validation images. */
export const looksPerCycle = 4;

/** Share of a cycle over which the rate rises from 0. */
const warmUp = 0.05;

/** Cycle `number` (from 0) of a training whose first one has `first` steps: each is twice as long as the one before. */
export interface Cycle { readonly number: number; readonly begin: number; readonly end: number }

export const stepsOfCycles = (first: number, cycles: number): number => first * (2 ** cycles - 1);

/** The cycle to which a step (from 0) belongs. */
export function cycleAt(step: number, first: number): Cycle {
  const number = Math.floor(Math.log2(step / first + 1) + 1e-9);
  return { number, begin: stepsOfCycles(first, number), end: stepsOfCycles(first, number + 1) };
}

/** The most cycles that so many steps hold, and 0 where not even the first one fits. */
export const cyclesIn = (steps: number, first: number): number => Math.floor(Math.log2(Math.max(0, steps) / first + 1) + 1e-9);

/**
 * Learning rate of a step: in each cycle a short rise to `peak`, then half a cosine down to 0 (warm restarts, Loshchilov and Hutter,
 * arXiv 1608.03983). What a cycle ends with can be compared with what the one before ended with.
 */
export function cycleRate(step: number, first: number, peak: number): number {
  const { begin, end } = cycleAt(step, first);
  const [at, length] = [step - begin, end - begin];
  const rising = Math.max(1, Math.round(warmUp * length));
  if (at < rising) return (peak * (at + 1)) / rising;
  return (peak / 2) * (1 + Math.cos((Math.PI * (at - rising)) / Math.max(1, length - rising)));
}

/** A loss that is smaller by less than these shares of itself and of the loss by chance is no better: accuracy would hardly tell. */
const leastGain = { ofItself: 0.03, ofChance: 0.01 };

/**
 * Whether a cycle made a network better, by the smallest losses on the validation images before it and in it. A training ends when
 * as many pictures again as all before made it no better.
 */
export function hasImproved(before: number, within: number, chance: number): boolean {
  return within < before - Math.max(leastGain.ofItself * before, leastGain.ofChance * chance);
}
