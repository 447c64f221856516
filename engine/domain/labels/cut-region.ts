/** A rectangle of a picture, in whole pixels of the upright picture at full resolution, from its upper left corner. */
export interface Region {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A box as an annotation file gives it, in the unit, which need not be whole. `share`: of the picture's width or height, 0 to 1. */
export interface GivenBox extends Region {
  readonly unit: 'pixel' | 'share';
  /** The size in pixels of the picture that the box was drawn on, where the file gives it; null where not. */
  readonly of: Size | null;
}

export interface CutRules {
  /** Widens a box by this share of its width and of its height, half of it on either side. */
  readonly widen: number;
  /** In pixels: a box with a shorter side is not cut out. */
  readonly leastSide: number;
}

/** What is used unless a user chooses otherwise; `leastConfidence` of a detector from 0 to 1. */
export const usualCut = { widen: 0.1, leastSide: 16, leastConfidence: 0, label: true } as const;

/** The picture that boxes are cut out of: its upright size, and its EXIF orientation from 1 to 8. */
export interface UprightPicture extends Size {
  readonly orientation: number;
}

/** `box`: the part of the box that lies in the picture. `cut`: the same, widened. */
export interface CutRegion {
  readonly box: Region;
  readonly cut: Region;
}
export const cutRefusals = ['box-outside', 'box-too-small', 'box-of-another-picture'] as const;
export type CutRefusal = (typeof cutRefusals)[number];

/** Rounding of sizes when a picture was shrunk for labelling. */
const aspectTolerance = 0.02;

/**
 * The region to cut out for a box, or why it cannot be cut out. A box may have been drawn on a picture that was shrunk, or that was shown
 * without its orientation: where the file gives the size of that picture, the box is carried over.
 */
export function cutRegion(given: GivenBox, picture: UprightPicture, { widen, leastSide }: CutRules): CutRegion | CutRefusal {
  const shares = sharesOf(given, picture);
  if (shares === null) return 'box-of-another-picture';
  const box = inside(scaled(shares, picture), picture);
  if (box === null) return 'box-outside';
  if (Math.min(box.width, box.height) < leastSide) return 'box-too-small';
  const [across, down] = [(box.width * widen) / 2, (box.height * widen) / 2];
  const cut = inside({ x: box.x - across, y: box.y - down, width: box.width + 2 * across, height: box.height + 2 * down }, picture);
  return cut === null ? 'box-outside' : { box, cut };
}

/** The box in shares of the upright picture; null if it was drawn on a picture of another shape. */
function sharesOf({ unit, of, ...box }: GivenBox, picture: UprightPicture): Region | null {
  if (unit === 'share') return box;
  if (of === null || hasShape(of, picture)) return divided(box, of ?? picture);
  // The stored picture has rows and columns swapped.
  const isTurned = picture.orientation >= 5 && hasShape({ width: of.height, height: of.width }, picture);
  return isTurned ? turned(divided(box, of), picture.orientation) : null;
}

const hasShape = (one: Size, other: Size): boolean =>
  Math.abs((one.width * other.height) / (one.height * other.width) - 1) < aspectTolerance;

const divided = ({ x, y, width, height }: Region, by: Size): Region => ({
  x: x / by.width,
  y: y / by.height,
  width: width / by.width,
  height: height / by.height,
});

const scaled = ({ x, y, width, height }: Region, by: Size): Region => ({
  x: x * by.width,
  y: y * by.height,
  width: width * by.width,
  height: height * by.height,
});

/** Turns shares of the stored picture into shares of the upright one, for the four orientations that swap rows and columns (EXIF 2.32). */
function turned({ x, y, width, height }: Region, orientation: number): Region {
  const swapped = { x: y, y: x, width: height, height: width };
  const mirrored = orientation === 6 || orientation === 7;
  const flipped = orientation === 7 || orientation === 8;
  return {
    ...swapped,
    x: mirrored ? 1 - swapped.x - swapped.width : swapped.x,
    y: flipped ? 1 - swapped.y - swapped.height : swapped.y,
  };
}

/** The part of a region that lies in the picture, in whole pixels; null if there is none. */
function inside({ x, y, width, height }: Region, picture: Size): Region | null {
  const ends = (from: number, length: number, most: number): [number, number] => [
    Math.max(0, Math.round(from)),
    Math.min(most, Math.round(from + length)),
  ];
  const [left, right] = ends(x, width, picture.width);
  const [top, bottom] = ends(y, height, picture.height);
  return right > left && bottom > top ? { x: left, y: top, width: right - left, height: bottom - top } : null;
}
