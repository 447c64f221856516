import type { PictureWindow } from './picture-window.ts';

/**
 * Why samples do not count for a picture's own window: they hold one value far from all others (`apart`: a scale bar, saturation, a value for
 * no data), the value that the file declares for no data, no number at all, or lie where the picture is fully transparent.
 */
export const leftOutReasons = ['apart', 'no-data', 'not-a-number', 'transparent'] as const;
export type LeftOutReason = (typeof leftOutReasons)[number];

/** How the samples of one picture of more than 8 bits are spread, as shrunk to the size that models see. Shares are of all its samples. */
export interface SampleSpread {
  /** Values at even ranks of the samples that count, smallest first: together an even sample of them, extremes included. */
  readonly values: readonly number[];
  /** Share of the samples that count. */
  readonly counted: number;
  readonly leftOut: readonly { readonly why: LeftOutReason; readonly value: number | null; readonly share: number }[];
  /** The samples at the largest value that a camera of `bits` bits can give, where hardly any is larger; null for none. */
  readonly saturated: { readonly value: number; readonly bits: number; readonly share: number } | null;
}

/** How the samples of several pictures are spread. Every picture counts alike, whatever its size. Shares are of all samples. */
export interface SampleHistogram {
  /** Number of pictures. */
  readonly images: number;
  /** The ends of the bins, which are of one width. */
  readonly low: number;
  readonly high: number;
  readonly bins: number[];
  /** Shares of samples below and above the bins. */
  readonly below: number;
  readonly above: number;
  readonly leftOut: {
    readonly why: LeftOutReason;
    readonly value: number | null;
    readonly share: number;
    readonly images: number;
  }[];
  readonly saturated: { readonly value: number; readonly bits: number; readonly share: number; readonly images: number }[];
}

const binCount = 128;
/** The bins reach this share of their range beyond the own windows of the pictures, so that the ends of a window are seen inside them. */
const margin = 0.05;

/**
 * Combines the spreads of pictures. The bins cover the pictures' own windows and a little more, but no value that does not occur. Null
 * without pictures, or if no sample of them counts.
 */
export function histogramOf(pictures: readonly { readonly own: PictureWindow; readonly spread: SampleSpread }[]): SampleHistogram | null {
  const seen = pictures.filter(({ spread }) => spread.values.length > 0);
  if (seen.length === 0) return null;
  const { low, high } = rangeOf(seen);
  const bins = new Array<number>(binCount).fill(0);
  let [below, above] = [0, 0];
  for (const { spread } of seen) {
    const share = spread.counted / spread.values.length / pictures.length;
    for (const value of spread.values) {
      if (value < low) below += share;
      else if (value > high) above += share;
      else bins[Math.min(binCount - 1, Math.floor(((value - low) / (high - low)) * binCount))]! += share;
    }
  }
  const spreads = pictures.map(({ spread }) => spread);
  return {
    images: pictures.length,
    low,
    high,
    bins,
    below,
    above,
    leftOut: summed(
      spreads.flatMap(({ leftOut }) => leftOut),
      ({ why, value }) => `${why} ${value}`,
      pictures.length,
    ),
    saturated: summed(
      spreads.flatMap(({ saturated }) => (saturated === null ? [] : [saturated])),
      ({ value }) => String(value),
      pictures.length,
    ),
  };
}

function rangeOf(pictures: readonly { readonly own: PictureWindow; readonly spread: SampleSpread }[]): PictureWindow {
  const low = Math.min(...pictures.map(({ own }) => own.low)),
    high = Math.max(...pictures.map(({ own }) => own.high)),
    beyond = (high - low) * margin;
  const smallest = Math.min(...pictures.map(({ spread }) => spread.values[0]!)),
    largest = Math.max(...pictures.map(({ spread }) => spread.values.at(-1)!));
  const range = { low: Math.max(low - beyond, Math.min(low, smallest)), high: Math.min(high + beyond, Math.max(high, largest)) };
  return range.low < range.high ? range : { low: low - 0.5, high: low + 0.5 };
}

/** Adds up equal entries of several pictures, the largest share first; a share is then that of the samples of all pictures. */
function summed<T extends { readonly share: number }>(
  entries: readonly T[],
  keyOf: (entry: T) => string,
  pictures: number,
): (T & { images: number })[] {
  return [...Map.groupBy(entries, keyOf).values()]
    .map((alike) => ({ ...alike[0]!, share: alike.reduce((sum, { share }) => sum + share, 0) / pictures, images: alike.length }))
    .sort((a, b) => b.share - a.share);
}

/**
 * The share of samples that a window makes black, and white: those below its low and above its high end. Within a bin, samples count as
 * evenly spread.
 */
export function clippedBy({ low, high, bins, below, above }: SampleHistogram, window: PictureWindow): { black: number; white: number } {
  const width = (high - low) / bins.length;
  const share = (portionOf: (from: number) => number): number =>
    bins.reduce((sum, bin, at) => sum + bin * Math.min(1, Math.max(0, portionOf(low + at * width))), 0);
  return {
    black: (window.low > low ? below : 0) + share((from) => (window.low - from) / width),
    white: (window.high < high ? above : 0) + share((from) => (from + width - window.high) / width),
  };
}
