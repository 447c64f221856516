import { pictureRules } from '../domain/models/picture-rules.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';

const { low: lowShare, high: highShare, leastRest } = pictureRules.window;

/** Samples of more than 8 bits: height x width x channels, row by row. The last of 2 or 4 channels is opacity, 0 to `opaque`. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly values: Float32Array;
  readonly opaque: number;
}

/**
 * Computes a picture's own window: the 0.1 % and 99.9 % quantiles over all colour channels together, so that hues are preserved. Fully
 * transparent pixels, NaN and infinite values and an outlying extreme value are ignored. A picture with a single value gets a window of
 * one unit around it, so it is shown mid-grey.
 */
export function toneOf(samples: Samples): PictureWindow {
  const [low, high] = ends(withoutValuesApart(countedSamples(samples)));
  return high > low ? { low, high } : { low: low - 0.5, high: low + 0.5 };
}

/** The samples from which a picture's own window is computed, sorted: of its colours, finite, and not fully transparent. */
export function countedSamples({ channels, values }: Samples): Float32Array {
  const colours = colourChannels(channels);
  const seen = new Float32Array((values.length / channels) * colours);
  let count = 0;
  for (let at = 0; at < values.length; at += channels) {
    if (colours < channels && values[at + colours] === 0) continue;
    for (let channel = 0; channel < colours; channel++) {
      const value = values[at + channel] ?? NaN;
      if (Number.isFinite(value)) seen[count++] = value;
    }
  }
  return seen.subarray(0, count).sort();
}

function ends(sorted: Float32Array): [number, number] {
  const last = sorted.length - 1;
  return [sorted[Math.floor(last * lowShare)] ?? 0, sorted[Math.ceil(last * highShare)] ?? 0];
}

/**
 * Drops the largest or smallest value if at most half of the samples have exactly it and it is farther from the others than their range:
 * a burnt-in scale bar, saturated spots, a no-data value. It would turn the rest of the picture into a uniform grey.
 */
export function withoutValuesApart(sorted: Float32Array): Float32Array {
  const isApart = (value: number, rest: Float32Array): boolean => {
    const [low, high] = ends(rest);
    return rest.length >= sorted.length * leastRest && high > low && Math.max(value - high, low - value) > high - low;
  };
  const [smallest, largest] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const below = sorted.subarray(
    0,
    firstNot(sorted, (value) => value < largest),
  );
  const kept = isApart(largest, below) ? below : sorted;
  const above = kept.subarray(firstNot(kept, (value) => value <= smallest));
  return isApart(smallest, above) ? above : kept;
}

/** Binary search: the index of the first sorted value for which `isBefore` is false. */
export function firstNot(sorted: Float32Array, isBefore: (value: number) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (isBefore(sorted[middle]!)) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Maps samples through a window to height x width x 3 bytes, transparency composited onto white. NaN becomes black. */
export function throughWindow({ width, height, channels, values, opaque }: Samples, { low, high }: PictureWindow): Uint8Array {
  const colours = colourChannels(channels);
  const pixels = new Uint8Array(width * height * 3);
  const scale = 255 / (high - low);
  for (let from = 0, to = 0; from < values.length; from += channels, to += 3) {
    const opacity = colours < channels ? Math.min(1, (values[from + colours] ?? 0) / opaque) : 1;
    for (let channel = 0; channel < 3; channel++) {
      const value = values[from + (colours === 3 ? channel : 0)] ?? 0;
      const byte = value >= low ? Math.min(255, (value - low) * scale) : 0;
      pixels[to + channel] = Math.round(byte * opacity + 255 * (1 - opacity));
    }
  }
  return pixels;
}

/** How many of the channels are colours; a further one is opacity. */
export const colourChannels = (channels: number): 1 | 3 => (channels >= 3 ? 3 : 1);
