/**
 * A decoded picture as all models and screens receive it: upright, sRGB, 8 bits, transparency composited onto white.
 * `pixels` holds height x width x 3 bytes, row by row, R G B.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}
