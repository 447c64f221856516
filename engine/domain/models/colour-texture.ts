import { labOf } from './lab-colour.ts';
import type { Raster } from '../raster.ts';

/** Number of statistics per picture: see colourTexture. */
export const colourTextureDimension = 80;

/** Approximate number of pixels sampled, on an even grid: enough for stable shares, few enough to take about a millisecond. */
const placesWanted = 4_096;
/** Distances in pixels at which neighbours are compared: fine and coarse texture. */
const textureScales = [1, 4] as const;
const marginPx = 4;

const shareBelow = [0.05, 0.25, 0.5, 0.75, 0.95] as const;
const hues = 8;
const chromaLevels = 2;
const greyLevels = 3;
const directions = 8;
/** Below this chroma a colour looks grey and its hue means nothing. */
const greyChroma = 8;
const strongChroma = 30;
/** A difference of luma (0 to 255) over two steps that looks like an edge. */
const edgeStrength = 40;
/** Differences of luma up to this are noise of the camera or file format rather than texture. */
const flat = 3;

/**
 * Computes statistics of colour and texture that ignore shape, 80 numbers in this order:
 * - for each of L*, a*, b* (CIE 1976): mean, standard deviation, 5 percentiles (21);
 * - shares of 8 hues at 2 chroma levels, then of dark, middle and light grey (19);
 * - at each of 2 scales: shares of 8 edge directions weighted by strength, mean edge strength, share of strong edges (20);
 * - at each of 2 scales: shares of the 9 uniform local binary patterns and of all others (20), after Ojala, Pietikäinen and Mäenpää,
 *   "Multiresolution Gray-Scale and Rotation Invariant Texture Classification with Local Binary Patterns", IEEE TPAMI 24(7), 2002.
 */
export function colourTexture(raster: Raster): Float32Array {
  const places = evenPlaces(raster);
  const luma = lumaPlane(raster);
  return Float32Array.from([
    ...colourStatistics(raster, places),
    ...textureScales.flatMap((scale) => edgeStatistics(luma, places, scale)),
    ...textureScales.flatMap((scale) => patternStatistics(luma, places, scale)),
  ]);
}

/** The pixel in the middle of each cell of an even grid. */
function evenPlaces({ width, height }: Raster): { x: Int32Array; y: Int32Array } {
  const step = Math.max(1, Math.sqrt((width * height) / placesWanted));
  const [columns, rows] = [width, height].map((side) => Math.max(1, Math.floor(side / step))) as [number, number];
  const x = new Int32Array(columns * rows);
  const y = new Int32Array(columns * rows);
  for (let at = 0; at < x.length; at++) {
    x[at] = Math.min(width - 1, Math.floor(((at % columns) + 0.5) * (width / columns)));
    y[at] = Math.min(height - 1, Math.floor((Math.floor(at / columns) + 0.5) * (height / rows)));
  }
  return { x, y };
}

type Places = ReturnType<typeof evenPlaces>;

/** Luma of the stored values (ITU-R BT.601 weights), 0 to 255, padded by `marginPx` on each side with copies of the border. */
interface LumaPlane {
  readonly stride: number;
  readonly values: Uint8Array;
}

function lumaPlane({ width, height, pixels }: Raster): LumaPlane {
  const stride = width + 2 * marginPx;
  const values = new Uint8Array(stride * (height + 2 * marginPx));
  for (let y = 0; y < height; y++) {
    const row = (y + marginPx) * stride + marginPx;
    for (let x = 0; x < width; x++) {
      const at = 3 * (y * width + x);
      values[row + x] = (77 * pixels[at]! + 150 * pixels[at + 1]! + 29 * pixels[at + 2]! + 128) >> 8;
    }
    values.fill(values[row]!, row - marginPx, row);
    values.fill(values[row + width - 1]!, row + width, row + width + marginPx);
  }
  for (let y = 0; y < marginPx; y++) {
    values.copyWithin(y * stride, marginPx * stride, (marginPx + 1) * stride);
    values.copyWithin((marginPx + height + y) * stride, (marginPx + height - 1) * stride, (marginPx + height) * stride);
  }
  return { stride, values };
}

function colourStatistics({ width, pixels }: Raster, { x, y }: Places): number[] {
  const planes = [new Float32Array(x.length), new Float32Array(x.length), new Float32Array(x.length)] as const;
  const shares = new Array<number>(hues * chromaLevels + greyLevels).fill(0);
  for (let at = 0; at < x.length; at++) {
    const pixel = 3 * (y[at]! * width + x[at]!);
    const [l, a, b] = labOf(pixels[pixel]!, pixels[pixel + 1]!, pixels[pixel + 2]!);
    planes[0][at] = l;
    planes[1][at] = a;
    planes[2][at] = b;
    shares[colourBin(l, a, b)]! += 1 / x.length;
  }
  return [...planes.flatMap(planeStatistics), ...shares];
}

function colourBin(l: number, a: number, b: number): number {
  const chroma = Math.sqrt(a * a + b * b);
  if (chroma < greyChroma) return hues * chromaLevels + Math.min(greyLevels - 1, Math.floor((l / 100) * greyLevels));
  return (chroma < strongChroma ? 0 : hues) + sector(a, b, hues, 2 * Math.PI);
}

function planeStatistics(values: Float32Array): number[] {
  let sum = 0;
  let squares = 0;
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  const sorted = values.toSorted();
  return [
    mean,
    Math.sqrt(Math.max(0, squares / values.length - mean * mean)),
    ...shareBelow.map((share) => sorted[Math.floor(share * (sorted.length - 1))]!),
  ];
}

function edgeStatistics({ stride, values }: LumaPlane, { x, y }: Places, scale: number): number[] {
  const shares = new Array<number>(directions).fill(0);
  let total = 0;
  let strong = 0;
  for (let at = 0; at < x.length; at++) {
    const middle = (y[at]! + marginPx) * stride + x[at]! + marginPx;
    const dx = values[middle + scale]! - values[middle - scale]!;
    const dy = values[middle + scale * stride]! - values[middle - scale * stride]!;
    const strength = Math.sqrt(dx * dx + dy * dy);
    total += strength;
    if (strength >= edgeStrength) strong += 1;
    // Light to dark and dark to light count as one direction.
    if (strength > flat) shares[sector(dx, dy, directions, Math.PI)]! += strength;
  }
  const sum = shares.reduce((all, share) => all + share, 0);
  return [...shares.map((share) => (sum === 0 ? 1 / directions : share / sum)), total / x.length, strong / x.length];
}

function patternStatistics({ stride, values }: LumaPlane, { x, y }: Places, scale: number): number[] {
  // Offsets of the eight neighbours, in circular order.
  const around = [1, stride + 1, stride, stride - 1, -1, -stride - 1, -stride, 1 - stride].map((step) => scale * step);
  const shares = new Array<number>(around.length + 2).fill(0);
  for (let at = 0; at < x.length; at++) {
    const middle = (y[at]! + marginPx) * stride + x[at]! + marginPx;
    const threshold = values[middle]! + flat;
    let brighter = 0;
    let changes = 0;
    let last = values[middle + around[7]!]! >= threshold;
    for (let side = 0; side < around.length; side++) {
      const isBrighter = values[middle + around[side]!]! >= threshold;
      if (isBrighter) brighter += 1;
      if (isBrighter !== last) changes += 1;
      last = isBrighter;
    }
    shares[changes <= 2 ? brighter : around.length + 1]! += 1 / x.length;
  }
  return shares;
}

/** Which of `count` equal sectors of `turn` the direction falls into. */
function sector(x: number, y: number, count: number, turn: number): number {
  const angle = (Math.atan2(y, x) + 2 * Math.PI) % turn;
  return Math.min(count - 1, Math.floor((angle / turn) * count));
}
