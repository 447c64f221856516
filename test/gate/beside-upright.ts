import sharp from 'sharp';
import type { Raster } from '../../engine/domain/raster.ts';
import { meanDifference } from '../support/pictures.ts';

/**
 * Mean difference on a scale of 0 to 255. JPEG of quality 80 in thumbnails accounts for up to 1.8 of it, quality 95 in views for 0.7; a
 * rotated or mirrored picture differs by about 40.
 */
const tolerance = 3;
/** In pixels. */
const shiftMost = 1,
  shiftLookedFor = 3;
const comparedPixels = 4000;

interface Extent {
  readonly width: number;
  readonly height: number;
}

/** The size for the comparison: the long side reduced to this many pixels, or squashed to a square of this side, as models take it. */
export type Size = { readonly longest: number } | { readonly square: number };

async function shrunk({ width, height, pixels }: Raster, to: Extent): Promise<Raster> {
  return {
    ...to,
    pixels: await sharp(pixels, { raw: { width, height, channels: 3 } })
      .resize(to.width, to.height, { fit: 'fill' })
      .raw()
      .toBuffer(),
  };
}

/** Resizes as models do, by definition: a triangle filter with half-pixel centres, widened by the reduction factor. */
function squashed({ width, height, pixels }: Raster, side: number): Raster {
  const [columns, rows] = [triangles(width, side), triangles(height, side)];
  const out = new Float32Array(side * side * 3);
  for (let y = 0; y < side; y += 1) {
    for (const [row, down] of rows[y]!) {
      for (let x = 0; x < side; x += 1) {
        for (const [column, across] of columns[x]!) {
          for (let channel = 0; channel < 3; channel += 1)
            out[(y * side + x) * 3 + channel]! += down * across * pixels[(row * width + column) * 3 + channel]!;
        }
      }
    }
  }
  return { width: side, height: side, pixels: Uint8Array.from(out, Math.round) };
}

/** For each output position, the input positions that contribute to it, and their weights. */
function triangles(from: number, to: number): (readonly [place: number, weight: number])[][] {
  const factor = from / to,
    reach = Math.max(1, factor);
  return Array.from({ length: to }, (_, at) => {
    const weights = Array.from(
      { length: from },
      (__, place) => [place, Math.max(0, 1 - Math.abs(place + 0.5 - (at + 0.5) * factor) / reach)] as const,
    ).filter(([, weight]) => weight > 0);
    const sum = weights.reduce((all, [, weight]) => all + weight, 0);
    return weights.map(([place, weight]) => [place, weight / sum] as const);
  });
}

/** The shift of a picture in pixels: the offset at which it fits best, judged by some thousands of its pixels. */
function shiftOf(seen: Raster, meant: Raster): number {
  const step = Math.max(1, Math.floor(Math.sqrt((seen.width * seen.height) / comparedPixels)));
  let best = { difference: Infinity, shift: 0 };
  for (let y = -shiftLookedFor; y <= shiftLookedFor; y += 1) {
    for (let x = -shiftLookedFor; x <= shiftLookedFor; x += 1) {
      const difference = shiftedDifference(seen, meant, { x, y, step });
      if (difference < best.difference) best = { difference, shift: Math.max(Math.abs(x), Math.abs(y)) };
    }
  }
  return best.shift;
}

function shiftedDifference(
  { width, height, pixels }: Raster,
  meant: Raster,
  { x, y, step }: { readonly x: number; readonly y: number; readonly step: number },
): number {
  let sum = 0;
  for (let row = shiftLookedFor; row < height - shiftLookedFor; row += step) {
    for (let column = shiftLookedFor; column < width - shiftLookedFor; column += step) {
      const at = (row * width + column) * 3,
        shifted = ((row + y) * width + column + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) sum += Math.abs(pixels[shifted + channel]! - meant.pixels[at + channel]!);
    }
  }
  return sum;
}

/** Compares a picture with the upright one and describes what is wrong; null if nothing is. */
export async function besideUpright(seen: Raster, upright: Raster, size: Size): Promise<string | null> {
  const scale = Math.min(1, 'longest' in size ? size.longest / Math.max(upright.width, upright.height) : 1);
  const meant =
    'square' in size
      ? { width: size.square, height: size.square }
      : { width: Math.round(upright.width * scale), height: Math.round(upright.height * scale) };
  if (Math.abs(seen.width - meant.width) > 1 || Math.abs(seen.height - meant.height) > 1)
    return `${seen.width} x ${seen.height} instead of ${meant.width} x ${meant.height}`;
  const right = 'square' in size ? squashed(upright, size.square) : await shrunk(upright, { width: seen.width, height: seen.height });
  const difference = meanDifference(seen, right),
    shift = shiftOf(seen, right);
  if (shift > shiftMost) return `${shift} pixels beside where it should be`;
  return difference > tolerance ? `${difference.toFixed(1)} of 255 away from the upright picture` : null;
}
