import type { Raster } from '../raster.ts';

export interface Clipping {
  /** Share of pixels in which at least one colour has reached its highest value. */
  readonly clipped: number;
  /** Share of pixels that are white: all three colours have reached it. */
  readonly white: number;
  /** Share of the pixels along the frame that are white. */
  readonly whiteFrame: number;
  /**
   * Mean brightness just outside the white areas, 0 to 1: near 1 where light has run over, low where a white background ends at an object.
   * 0 without white areas.
   */
  readonly besideWhite: number;
}

/** JPEG leaves clipped values a little below 255. */
const highest = 254;
const whiteFrom = 250;
/** Far enough for the soft edge of an object to end. */
const besidePx = 4;

export function clipping({ width, height, pixels }: Raster): Clipping {
  const count = width * height;
  const isWhite = new Uint8Array(count);
  let [clipped, white, frame, whiteFrame, beside, besides] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < count; at++) {
    const [red, green, blue] = [pixels[3 * at]!, pixels[3 * at + 1]!, pixels[3 * at + 2]!];
    if (red >= highest || green >= highest || blue >= highest) clipped += 1;
    if (red >= whiteFrom && green >= whiteFrom && blue >= whiteFrom) {
      isWhite[at] = 1;
      white += 1;
    }
  }
  for (let at = 0; at < count; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x === 0 || y === 0 || x === width - 1 || y === height - 1) {
      frame += 1;
      whiteFrame += isWhite[at]!;
    }
    if (isWhite[at] === 0) continue;
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const [endX, endY] = [x + besidePx * dx, y + besidePx * dy];
      if (endX < 0 || endY < 0 || endX >= width || endY >= height) continue;
      const end = endY * width + endX;
      if (isWhite[at + dy * width + dx] === 1 || isWhite[end] === 1) continue;
      beside += (pixels[3 * end]! + pixels[3 * end + 1]! + pixels[3 * end + 2]!) / 3;
      besides += 1;
    }
  }
  return {
    clipped: clipped / count,
    white: white / count,
    whiteFrame: whiteFrame / frame,
    besideWhite: besides === 0 ? 0 : beside / besides / 255,
  };
}
