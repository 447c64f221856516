import type { Size } from '../../domain/labels/cut-region.ts';
import type { StatedBox } from '../stated.ts';
import { numberOf } from './json-elements.ts';

export type BoxFacts = Pick<StatedBox, 'className' | 'unit' | 'confidence'>;

/** A box from its upper left corner and its size; null if one of the four is not a number. The size may be zero or negative. */
export function boxOfSize([x, y, width, height]: readonly unknown[], facts: BoxFacts): StatedBox | null {
  const [left, top, wide, high] = [numberOf(x), numberOf(y), numberOf(width), numberOf(height)];
  return left === null || top === null || wide === null || high === null
    ? null
    : { className: facts.className, x: left, y: top, width: wide, height: high, unit: facts.unit, confidence: facts.confidence };
}

/** A box from two opposite corners, given as left, top, right and bottom. */
export function boxOfCorners([left, top, right, bottom]: readonly unknown[], facts: BoxFacts): StatedBox | null {
  const box = boxOfSize([left, top, right, bottom], facts);
  return box && { ...box, width: box.width - box.x, height: box.height - box.y };
}

/** A box from its centre and its size. */
export function boxOfCentre([x, y, width, height]: readonly unknown[], facts: BoxFacts): StatedBox | null {
  const box = boxOfSize([x, y, width, height], facts);
  return box && { ...box, x: box.x - box.width / 2, y: box.y - box.height / 2 };
}

/** The size of a picture from its width and height in pixels; null if they are not two positive numbers. */
export function sizeOfPicture(width: unknown, height: unknown): Size | null {
  const [wide, high] = [numberOf(width), numberOf(height)];
  return wide !== null && high !== null && wide > 0 && high > 0 ? { width: wide, height: high } : null;
}

export const hasArea = ({ width, height }: StatedBox): boolean => width > 0 && height > 0;
