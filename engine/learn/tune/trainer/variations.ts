import type { Variation } from '../../../contract/index.ts';
import { seededRandom, type Random } from '../../../domain/statistics/random.ts';

/** How one picture is varied. The identity leaves every pixel as it is. */
export interface PictureChange {
  /** Degrees, counter-clockwise. */
  readonly turn: number;
  /** Left and right change places, before the turn. */
  readonly mirrored: boolean;
  /** Side of what is seen, as a share of the picture's side: below 1 the subject is nearer. */
  readonly zoom: number;
  /** Shares of the side by which what is seen lies off the middle. */
  readonly shift: readonly [number, number];
  /** y = (x - 127.5)·contrast + 127.5 + brightness, then from 0 to 255. */
  readonly contrast: number;
  readonly brightness: number;
}
export const unchanged: PictureChange = { turn: 0, mirrored: false, zoom: 1, shift: [0, 0], contrast: 1, brightness: 0 };

const smallTurn = 10;
const zoomFrom = 0.8;
const zoomTo = 1.1;
const framingShift = 0.08;
/** Shift where neither orientation nor framing may change: no picture is placed to the pixel. */
const leastShift = 0.03;
const contrastSpan = 0.2;
const brightnessSpan = 25;

/**
 * The change of one image in one pass over the training images, by what the user said of the images. The same seed, epoch and image
 * give the same change.
 */
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

/** Turned by 180 degrees a mirror image is mirrored the other way, so that `any` mirrors both ways. */
function orientation(kind: Variation['orientation'], random: Random, spread: (size: number) => number): Pick<PictureChange, 'turn' | 'mirrored'> {
  if (kind === 'matters') return { turn: 0, mirrored: false };
  const mirrored = random() < 0.5;
  const quarter = kind === 'any' ? Math.floor(4 * random()) : 0;
  return { mirrored, turn: 90 * quarter + spread(smallTurn) };
}

/**
 * The first eight numbers of the matrix that takes a pixel of the varied picture to the place in the picture that it shows, in the form
 * of TensorFlow's ImageProjectiveTransformV3; `side` in pixels.
 */
export function transformOf({ turn, mirrored, zoom, shift }: PictureChange, side: number): number[] {
  const middle = (side - 1) / 2;
  const angle = (turn * Math.PI) / 180;
  const [cosine, sine] = [zoom * Math.cos(angle), zoom * Math.sin(angle)];
  const flip = mirrored ? -1 : 1;
  const [a, b, c, d] = [flip * cosine, -flip * sine, sine, cosine];
  return [a, b, middle - a * middle - b * middle + shift[0] * side, c, d, middle - c * middle - d * middle + shift[1] * side, 0, 0];
}
