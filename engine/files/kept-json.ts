import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../domain/disk-fault.ts';
import { ownPart, removeParts } from './own-remains.ts';
import { removeIfPossible } from './remove-if-possible.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { readRegularSync } from './regular-file.ts';

/** Validates a value: returns it in the right form, or throws. */
export interface Form<T> {
  parse(value: unknown): T;
}

/**
 * Reads the value stored in a small JSON file; returns `otherwise` if there is none. A file that is corrupt or unreadable is renamed to
 * `<file>.damaged`: values stored this way can be entered again, so a bad file must never prevent the start.
 */
export function readKept<T>(path: string, form: Form<T>, otherwise: T): T {
  let text: string;
  try {
    text = String(readRegularSync(realpathSync(path)));
  } catch (error) {
    // A file that exists but cannot be read must not be overwritten with the default.
    if (systemCode(error) !== 'ENOENT') setAside(path);
    return otherwise;
  }
  try {
    return form.parse(JSON.parse(text));
  } catch {
    setAside(path);
    return otherwise;
  }
}

/** Writes the value to a temporary file, syncs it and renames it atomically. Errors: those of writingFailure, such as `disk-full`. */
export function keep(path: string, value: unknown): void {
  const temporary = ownPart(path);
  try {
    mkdirSync(dirname(path), { recursive: true });
    removeParts(path);
    writeSynced(temporary, `${JSON.stringify(value, null, 2)}\n`);
    renameSync(temporary, path);
  } catch (error) {
    removeIfPossible(temporary);
    throw writingFailure(error, path);
  }
}

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function setAside(path: string): void {
  try {
    renameSync(path, `${path}.damaged`);
  } catch {
    // In a read-only folder the damaged file stays, and reads as missing next time too.
  }
}
