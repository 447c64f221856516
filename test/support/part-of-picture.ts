import type { Raster } from '../../engine/domain/raster.ts';

/** The part of a picture with its upper left corner at shares of width and height, and brighter by a factor. */
export function partOfPicture(
  { width, height, pixels }: Raster,
  { left, top, share, brighter = 1 }: { left: number; top: number; share: number; brighter?: number },
): Raster {
  const [x, y] = [Math.floor(left * width), Math.floor(top * height)];
  const [across, down] = [Math.floor(share * width), Math.floor(share * height)];
  const part = new Uint8Array(3 * across * down);
  for (let row = 0; row < down; row++) {
    const from = 3 * ((y + row) * width + x);
    for (let at = 0; at < 3 * across; at++) part[3 * row * across + at] = Math.min(255, Math.round(brighter * pixels[from + at]!));
  }
  return { width: across, height: down, pixels: part };
}
