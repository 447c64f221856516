import type { Variation } from '../../../contract/index.ts';
import { seededRandom, type Random } from '../../../domain/statistics/random.ts';

/** How one picture is augmented. The identity leaves every pixel unchanged. */
export interface PictureChange {
  /** Degrees, counter-clockwise. */
  readonly turn: number;
  /** Flipped left to right, before the turn. */
  readonly mirrored: boolean;
  /** Side of the visible area relative to the picture's side: below 1 the subject appears closer. */
  readonly zoom: number;
  /** Offset of the visible area's centre, relative to the side. */
  readonly shift: readonly [number, number];
  /** y = (x - 127.5)·contrast + 127.5 + brightness, then clamped to 0 to 255. */
  readonly contrast: number;
  readonly brightness: number;
}
export const unchanged: PictureChange = { turn: 0, mirrored: false, zoom: 1, shift: [0, 0], contrast: 1, brightness: 0 };

const smallTurn = 10;
const zoomFrom = 0.8;
const zoomTo = 1.1;
const framingShift = 0.08;
/** Shift applied in any case: no picture is framed to the pixel. */
const leastShift = 0.03;
const contrastSpan = 0.2;
const brightnessSpan = 25;

/** Returns the change of one image in one epoch, within what the user allowed. The same seed, epoch and image give the same change. */
export function changeOf(variation: Variation, seed: number, epoch: number, image: number): PictureChange {
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(epoch + 1, 0x85ebca6b) ^ Math.imul(image + 1, 0xc2b2ae35));
  const spread = (size: number): number => size * (2 * random() - 1);
  const shift = variation.framing ? framingShift : leastShift;
  return {
    ...orientation(variation.orientation, random, spread),
    zoom: variation.framing ? zoomFrom + (zoomTo - zoomFrom) * random() : 1,
    shift: [spread(shift), spread(shift)],
    contrast: variation.light ? 1 + spread(contrastSpan) : 1,
    brightness: variation.light ? spread(brightnessSpan) : 0,
  };
}

/** A mirror image turned by 180 degrees is mirrored along the other axis, so `any` covers both. */
function orientation(
  kind: Variation['orientation'],
  random: Random,
  spread: (size: number) => number,
): Pick<PictureChange, 'turn' | 'mirrored'> {
  if (kind === 'matters') return { turn: 0, mirrored: false };
  const mirrored = random() < 0.5;
  const quarter = kind === 'any' ? Math.floor(4 * random()) : 0;
  return { mirrored, turn: 90 * quarter + spread(smallTurn) };
}

/**
 * The first eight numbers of the matrix that maps a pixel of the augmented picture to its position in the original, in the format of
 * TensorFlow's ImageProjectiveTransformV3; `side` in pixels.
 */
export function transformOf({ turn, mirrored, zoom, shift }: PictureChange, side: number): number[] {
  const middle = (side - 1) / 2;
  const angle = (turn * Math.PI) / 180;
  const [cosine, sine] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
  const flip = mirrored ? -1 : 1;
  const [a, b, c, d] = [flip * cosine, -flip * sine, sine, cosine];
  return [a, b, middle - a * middle - b * middle + shift[0] * side, c, d, middle - c * middle - d * middle + shift[1] * side, 0, 0];
}
