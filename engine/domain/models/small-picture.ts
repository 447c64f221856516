import type { Raster } from '../raster.ts';

/** Side of a small picture in pixels. */
export const smallSide = 32;
/** Bytes of a small picture: R G B per pixel, row by row. */
export const smallPictureLength = smallSide * smallSide * 3;

/**
 * Resizes the whole picture to 32 x 32 pixels, ignoring its aspect ratio, by a triangle filter with half-pixel centres, widened by the
 * factor of shrinking, with weights normalised at the borders: the same rule that resizes pictures for a source model.
 */
export function smallPicture({ width, height, pixels }: Raster): Uint8Array {
  const across = tapsOf(width);
  const narrow = new Float32Array(height * smallSide * 3);
  for (let y = 0; y < height; y++) {
    across.forEach(({ first, weights }, x) => {
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let tap = 0; tap < weights.length; tap++) sum += weights[tap]! * pixels[3 * (y * width + first + tap) + colour]!;
        narrow[3 * (y * smallSide + x) + colour] = sum;
      }
    });
  }
  const small = new Uint8Array(smallPictureLength);
  const rowLength = smallSide * 3;
  tapsOf(height).forEach(({ first, weights }, y) => {
    for (let at = 0; at < rowLength; at++) {
      let sum = 0;
      for (let tap = 0; tap < weights.length; tap++) sum += weights[tap]! * narrow[(first + tap) * rowLength + at]!;
      small[y * rowLength + at] = Math.round(sum);
    }
  });
  return small;
}

/** For each of the 32 output positions along a side, the input pixels from `first` on with their weights, which add up to 1. */
function tapsOf(side: number): { first: number; weights: Float64Array }[] {
  const step = side / smallSide;
  const reach = Math.max(step, 1);
  return Array.from({ length: smallSide }, (_, place) => {
    const centre = (place + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(side - 1, Math.floor(centre + reach));
    const weights = Float64Array.from({ length: last - first + 1 }, (__, tap) => Math.max(0, 1 - Math.abs(first + tap - centre) / reach));
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}
