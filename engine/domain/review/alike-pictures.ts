import { luma601 } from '../luma.ts';
import { smallSide as side } from '../models/small-picture.ts';

/**
 * Compares pictures by what stands where in them, also if one is a part of the other or moved by some hundredths, as the shots of a burst
 * are. Perceptual hashes of 64 bits cannot tell those from other pictures of the same kind. Compared is the outline: luma (Rec. 601) less
 * its mean nearby, which leaves out lighting and exposure.
 */

const count = side * side;
/** Radius of the neighbourhood whose mean is taken off. */
const nearby = 5;
/** Coarse outlines are 16 x 16; a neighbourhood half as wide as the picture keeps larger shapes in them. */
const coarseSide = 16;
const coarseNearby = 8;
export const coarseLength = coarseSide * coarseSide;
/** Below this standard deviation of the outline, in grey levels of 255, there is nothing to compare: a plain background resembles every other. */
const leastDeviation = 2;
/** Between which pixels, and how near to the second of them, each of the 32 along a side of a part lies. */
interface Taps {
  readonly first: Int32Array;
  readonly next: Int32Array;
  readonly weight: Float32Array;
}
interface Part {
  readonly down: Taps;
  readonly across: Taps;
}
/** Shares of the frame that a shot may show of another; where in the rest they lie, as shares of it. */
const shares = [0.97, 0.94] as const;
const places = [0, 0.5, 1] as const;
const parts: readonly Part[] = shares.flatMap((share) => {
  const taps = places.map((place) => tapsOf(share, place * side * (1 - share)));
  return taps.flatMap((down) => taps.map((across) => ({ down, across })));
});
/** Pixels of the small picture by which outlines are moved against each other besides. */
const shift = 1;
const inner = side - 2 * shift;
/** Without a better fit by parts and shifts, pictures below it never reach the limits in use. */
const hopeless = 0.45;

/** Two shots may be exposed so differently. */
const mostGain = 1.25;

/**
 * How far apart two pictures are in the mean colours of their four quarters, less a difference in exposure: root mean square in levels of
 * 255. Shots of a burst are 2 to 10 apart, unrelated photographs mostly 30 and more.
 * @param a,b R G B per pixel; see smallPicture
 */
export function colourDistance(a: Uint8Array, b: Uint8Array): number {
  const [ofA, ofB] = [quarterColours(a), quarterColours(b)];
  const products = ofA.reduce((sum, value, at) => sum + value * ofB[at]!, 0);
  const squares = ofB.reduce((sum, value) => sum + value * value, 0);
  const gain = Math.min(mostGain, Math.max(1 / mostGain, squares > 0 ? products / squares : 1));
  return Math.sqrt(ofA.reduce((sum, value, at) => sum + (value - gain * ofB[at]!) ** 2, 0) / ofA.length);
}

function quarterColours(small: Uint8Array): number[] {
  const sums = new Array<number>(12).fill(0);
  for (let at = 0; at < count; at++) {
    const quarter = 2 * Math.floor(at / side / (side / 2)) + Math.floor((at % side) / (side / 2));
    for (let colour = 0; colour < 3; colour++) sums[3 * quarter + colour]! += (4 / count) * small[3 * at + colour]!;
  }
  return sums;
}

/** Luma of a small picture: 32 x 32, from 0 to 255. @param small R G B per pixel; see smallPicture */
export function lumaOf(small: Uint8Array): Float32Array {
  return Float32Array.from({ length: count }, (_, at) => luma601(small[3 * at]!, small[3 * at + 1]!, small[3 * at + 2]!));
}

/** The coarse outline at unit length, for a first look at many pictures: 256 numbers, all 0 for a picture without structure. */
export function coarseOutline(luma: Float32Array): Float32Array {
  const outline = lessNearby(luma, coarseNearby);
  const smooth = nearbyMeans(outline, 1);
  const coarse = new Float32Array(coarseLength);
  const cell = side / coarseSide;
  for (let at = 0; at < count; at++) {
    const [row, column] = [Math.floor(at / side / cell), Math.floor((at % side) / cell)];
    coarse[row * coarseSide + column]! += smooth[at]! / cell ** 2;
  }
  return hasStructure(outline) ? standardised(coarse) : coarse.fill(0);
}

/**
 * The largest correlation of two outlines, from -1 to 1, over shifts by a pixel of 32 and over parts of 94 and 97 % of either picture.
 * 0 if one has no structure. Unrelated photographs usually reach 0.3 to 0.7, the shots of a burst 0.85 and more.
 * @param a,b luma: see lumaOf
 */
export function likeness(a: Float32Array, b: Float32Array): number {
  const [ofA, ofB] = [lessNearby(a, nearby), lessNearby(b, nearby)];
  if (!hasStructure(ofA) || !hasStructure(ofB)) return 0;
  const [fixedA, fixedB] = [standardised(middleOf(ofA)), standardised(middleOf(ofB))];
  const whole = bestShift(ofA, fixedB);
  if (whole < hopeless) return whole;
  let best = whole;
  for (const part of parts) {
    best = Math.max(best, bestShift(lessNearby(partOf(a, part), nearby), fixedB));
    best = Math.max(best, bestShift(lessNearby(partOf(b, part), nearby), fixedA));
  }
  return best;
}

/** @param fixed all of another outline but a margin of `shift` pixels, at mean 0 and unit length, so that means need not be taken off */
function bestShift(outline: Float32Array, fixed: Float32Array): number {
  let best = -1;
  for (let top = 0; top <= 2 * shift; top++)
    for (let left = 0; left <= 2 * shift; left++) {
      let [products, sum, squares] = [0, 0, 0];
      for (let row = 0, at = 0; row < inner; row++) {
        const from = (top + row) * side + left;
        for (let column = 0; column < inner; column++, at++) {
          const value = outline[from + column]!;
          products += value * fixed[at]!;
          sum += value;
          squares += value * value;
        }
      }
      const length = Math.sqrt(Math.max(0, squares - (sum * sum) / fixed.length));
      if (length > 0) best = Math.max(best, products / length);
    }
  return best;
}

/** All but a margin of `shift` pixels. */
function middleOf(outline: Float32Array): Float32Array {
  const middle = new Float32Array(inner * inner);
  for (let row = 0; row < inner; row++) {
    const from = (row + shift) * side + shift;
    middle.set(outline.subarray(from, from + inner), row * inner);
  }
  return middle;
}

/** In place: mean 0, length 1. */
function standardised(values: Float32Array): Float32Array {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  for (let at = 0; at < values.length; at++) values[at] = (values[at]! - mean) * scale;
  return values;
}

/** A part of the picture, bilinearly resized to the whole. */
function partOf(luma: Float32Array, { down, across }: Part): Float32Array {
  const part = new Float32Array(count);
  for (let row = 0; row < side; row++) {
    const [upper, lower, weight] = [down.first[row]! * side, down.next[row]! * side, down.weight[row]!];
    for (let column = 0; column < side; column++) {
      const [x, next, right] = [across.first[column]!, across.next[column]!, across.weight[column]!];
      const above = luma[upper + x]! * (1 - right) + luma[upper + next]! * right;
      const below = luma[lower + x]! * (1 - right) + luma[lower + next]! * right;
      part[row * side + column] = above * (1 - weight) + below * weight;
    }
  }
  return part;
}

function tapsOf(share: number, from: number): Taps {
  const at = Array.from({ length: side }, (_, place) => Math.min(side - 1, Math.max(0, from + (place + 0.5) * share - 0.5)));
  return {
    first: Int32Array.from(at, Math.floor),
    next: Int32Array.from(at, (one) => Math.min(side - 1, Math.floor(one) + 1)),
    weight: Float32Array.from(at, (one) => one % 1),
  };
}

function lessNearby(luma: Float32Array, radius: number): Float32Array {
  const means = nearbyMeans(luma, radius);
  for (let at = 0; at < count; at++) means[at] = luma[at]! - means[at]!;
  return means;
}

/** Means over squares of 2 radius + 1 pixels; beyond its edges the picture is continued by the pixels there. */
function nearbyMeans(luma: Float32Array, radius: number): Float32Array {
  const across = new Float32Array(count);
  for (let row = 0; row < side; row++) runningMeans(luma, across, { from: row * side, step: 1, radius });
  const means = new Float32Array(count);
  for (let column = 0; column < side; column++) runningMeans(across, means, { from: column, step: side, radius });
  return means;
}

function runningMeans(
  values: Float32Array,
  means: Float32Array,
  { from, step, radius }: { from: number; step: number; radius: number },
): void {
  const at = (place: number): number => values[from + step * Math.min(side - 1, Math.max(0, place))]!;
  let sum = 0;
  for (let place = -radius; place <= radius; place++) sum += at(place);
  for (let place = 0; place < side; place++) {
    means[from + step * place] = sum / (2 * radius + 1);
    sum += at(place + radius + 1) - at(place - radius);
  }
}

function hasStructure(outline: Float32Array): boolean {
  let squares = 0;
  for (const value of outline) squares += value * value;
  return squares >= leastDeviation ** 2 * count;
}
