/** Training in cycles: the length of the first cycle, the most cycles, and the fewest before a run may count as finished. */
export interface Cycles {
  /** Length of the first cycle: a number of images, or of epochs if that is more. */
  readonly pictures: number;
  readonly epochs: number;
  readonly least: number;
  readonly most: number;
}
/** For the small network of a report, and for the architecture of a source model. */
export const smallNetworkCycles: Cycles = { pictures: 1_536, epochs: 3, least: 3, most: 12 };
export const scratchCycles: Cycles = { pictures: 3_072, epochs: 6, least: 3, most: 5 };

export const firstCyclePictures = (images: number, { pictures, epochs }: Cycles): number => Math.max(pictures, epochs * images);

/** Validation checks per cycle. */
export const looksPerCycle = 4;

/** Share of a cycle over which the learning rate rises from 0. */
const warmUp = 0.05;

/**
 * Cycles of which each is twice as long as the one before; later ones are as long as the last of these. A network that still improves then
 * has seen its images some 190 times, and twice that many again only to learn that it has finished would cost minutes per seed.
 */
const doubled = 6;

/** Cycle `number` (from 0) of a run whose first cycle has `first` steps. */
export interface Cycle {
  readonly number: number;
  readonly begin: number;
  readonly end: number;
}

export const stepsOfCycles = (first: number, cycles: number): number =>
  first * (2 ** Math.min(cycles, doubled) - 1 + Math.max(0, cycles - doubled) * 2 ** (doubled - 1));

/** The cycle that a step (from 0) belongs to. */
export function cycleAt(step: number, first: number): Cycle {
  const number = cyclesIn(step, first);
  return { number, begin: stepsOfCycles(first, number), end: stepsOfCycles(first, number + 1) };
}

/** The number of complete cycles in so many steps; 0 if not even the first one fits. */
export function cyclesIn(steps: number, first: number): number {
  const later = (steps - stepsOfCycles(first, doubled)) / (first * 2 ** (doubled - 1));
  return Math.floor((later > 0 ? doubled + later : Math.log2(Math.max(0, steps) / first + 1)) + 1e-9);
}

/**
 * Learning rate of a step: in each cycle a short rise to `peak`, then half a cosine down to 0 (warm restarts, Loshchilov and Hutter,
 * arXiv 1608.03983). So the ends of successive cycles can be compared.
 */
export function cycleRate(step: number, first: number, peak: number): number {
  const { begin, end } = cycleAt(step, first);
  const [at, length] = [step - begin, end - begin];
  const rising = Math.max(1, Math.round(warmUp * length));
  if (at < rising) return (peak * (at + 1)) / rising;
  return (peak / 2) * (1 + Math.cos((Math.PI * (at - rising)) / Math.max(1, length - rising)));
}

/** Smaller reductions of the loss, as shares of itself and of the loss by chance, are no improvement: accuracy would hardly change. */
const leastGain = { ofItself: 0.03, ofChance: 0.01 };

/**
 * Whether a cycle improved a network, given the lowest validation losses before and within it. Training ends when a cycle brings no
 * improvement: up to the last that is doubled, it is about as long as all before it together.
 */
export function hasImproved(before: number, within: number, chance: number): boolean {
  return within < before - Math.max(leastGain.ofItself * before, leastGain.ofChance * chance);
}
