/**
 * A decoded picture as every model and every screen gets it: upright, sRGB, 8 bits, transparency laid over white.
 * `pixels` holds height x width x 3 bytes, row by row, R G B.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
