import { closeSync, fsyncSync, mkdirSync, openSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemCode } from '../domain/disk-fault.ts';
import { ownPart, removeParts } from './own-remains.ts';
import { removeIfPossible } from './remove-if-possible.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { readRegularSync } from './regular-file.ts';

/** Gives back a value of the right form; throws for any other. */
export interface Form<T> { parse(value: unknown): T }

/**
 * The value kept in a small JSON file, or `otherwise` where there is none. A file that is damaged or cannot be read is set aside as `<file>.damaged`:
 * what is kept this way can be told again by the user, so it must never stop the start.
 */
export function readKept<T>(path: string, form: Form<T>, otherwise: T): T {
  let text: string;
  try {
    text = String(readRegularSync(realpathSync(path)));
  } catch (error) {
    // What is there and cannot be read must not be written over with what is taken instead.
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

/** Writes the whole file under another name, syncs it and renames it. Fails with `disk-full` and `folder-read-only`. */
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
    // In a folder that cannot be written the damaged file stays, and is read as none again.
  }
}
