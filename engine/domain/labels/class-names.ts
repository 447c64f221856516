import { foldCase } from '../case-folding.ts';
import { StudioError } from '../failure.ts';

/** Returns a class name in the form in which it is stored: NFC, trimmed, white space collapsed. Errors: class-name-empty. */
export function cleanClassName(name: string): string {
  const clean = name.normalize('NFC').trim().replace(/\s+/gu, ' ');
  if (clean === '') throw new StudioError('class-name-empty');
  return clean;
}

/** Names with the same key name the same class: `Cat`, ` cat ` and `CAT`. */
export function classNameKey(name: string): string {
  return foldCase(name);
}
