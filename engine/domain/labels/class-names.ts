import { foldCase } from '../case-folding.ts';
import { StudioError } from '../failure.ts';

/** A class name as it is kept: composed (NFC), trimmed, runs of space as one. Fails with `class-name-empty`. */
export function cleanClassName(name: string): string {
  const clean = name.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (clean === '') throw new StudioError('class-name-empty');
  return clean;
}

/** Two class names with the same key name the same class: `Cat`, ` cat ` and `CAT`. */
export function classNameKey(name: string): string {
  return foldCase(name);
}
