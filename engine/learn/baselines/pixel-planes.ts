import { luma601 } from '../../domain/luma.ts';
import { smallPictureLength, smallSide } from '../../domain/models/small-picture.ts';

const pixelCount = smallSide * smallSide;
/** Colour is averaged over squares of this side: like JPEG, this follows the eye's coarser resolution for colour. */
const square = 4;
const squaresAcross = smallSide / square;
const squareCount = squaresAcross * squaresAcross;

/** Values per picture in `brightness` and in `colour`; see PixelPlanes. */
export const brightnessLength = pixelCount;
export const colourLength = 2 * squareCount;

/** Small pictures split into brightness and colour, so that either can be compared without the other. */
export interface PixelPlanes {
  readonly count: number;
  /** count x 1024: luma from 0 to 1 (ITU-R BT.601 weights). */
  readonly brightness: Float32Array;
  /** count x 128: both colour differences of each square of 4 x 4 pixels, times 4, so that a square weighs as much as its pixels. */
  readonly colour: Float32Array;
}

/**
 * @param pictures count x 3072 bytes, see smallPicture
 * @throws RangeError if the length is not a multiple of 3072
 */
export function pixelPlanes(pictures: Uint8Array, isMirrored: boolean): PixelPlanes {
  if (pictures.length % smallPictureLength !== 0) throw new RangeError(`${pictures.length} bytes are no pictures of ${smallPictureLength}`);
  const count = pictures.length / smallPictureLength;
  const brightness = new Float32Array(count * brightnessLength);
  const colour = new Float32Array(count * colourLength);
  for (let pixel = 0; pixel < count * pixelCount; pixel++) {
    const place = pixel % pixelCount;
    const column = place % smallSide;
    const from = 3 * (isMirrored ? pixel + smallSide - 1 - 2 * column : pixel);
    const red = pictures[from]! / 255;
    const blue = pictures[from + 2]! / 255;
    const luma = luma601(red, pictures[from + 1]! / 255, blue);
    brightness[pixel] = luma;
    const at =
      Math.floor(pixel / pixelCount) * colourLength
      + Math.floor(place / (smallSide * square)) * squaresAcross
      + Math.floor(column / square);
    colour[at]! += (0.564 * (blue - luma)) / square;
    colour[at + squareCount]! += (0.713 * (red - luma)) / square;
  }
  return { count, brightness, colour };
}
