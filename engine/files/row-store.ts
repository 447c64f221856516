import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { diskFault, systemCode } from '../domain/disk-fault.ts';
import type { ContentHash } from '../domain/ids.ts';
import { writing } from '../domain/writing-failure.ts';
import { ownPart } from './own-remains.ts';
import { removeIfPossible } from './remove-if-possible.ts';
import { readRegularSync, regularStat } from './regular-file.ts';
import { makeFolders } from './make-folders.ts';

/** A key is a SHA-256. */
export const keyBytes = 32;

/** Number of rows in a store; 0 if there is none. */
export function rowsKept(folder: string): number {
  return Math.floor((statSync(join(folder, 'keys'), { throwIfNoEntry: false })?.size ?? 0) / keyBytes);
}

/** Returns the hashes without a row in a store, without opening it: this neither creates nor repairs anything. */
export function rowsMissing(folder: string, hashes: readonly ContentHash[]): ContentHash[] {
  const keys = keysOf(folder);
  const kept = new Set(
    Array.from({ length: Math.floor(keys.length / (2 * keyBytes)) }, (_, row) => keys.slice(2 * keyBytes * row, 2 * keyBytes * (row + 1))),
  );
  return hashes.filter((hash) => !kept.has(hash));
}

/** Empty if unreadable: the error is reported when the store is opened. */
function keysOf(folder: string): string {
  try {
    return readRegularSync(join(folder, 'keys')).toString('hex');
  } catch {
    return '';
  }
}

export interface RowSpace {
  /** Folder of the store, created if missing. */
  readonly folder: string;
  /** Name of the file with the rows. */
  readonly file: string;
  readonly rowBytes: number;
  /** Describes the rows, as plain JSON: a store with a different description is replaced by an empty one. */
  readonly meta: Readonly<Record<string, string | number>>;
}

/**
 * Rows of bytes of equal length, indexed by the content they were computed from: one file of rows, and `keys`, the 32-byte SHA-256 of each
 * in the same order. Rows are synced before their keys are written, and a row without a key or a key without a row at the end is truncated
 * when the store is opened, so a crash can lose the last rows but never yields a wrong one. One process writes; all can be rebuilt.
 */
export class RowStore {
  readonly #space: RowSpace;
  readonly #file: number;
  readonly #keys: number;
  readonly #places = new Map<string, number>();

  /** Errors: `disk-full`, `disk-error`, `folder-read-only`, `folder-not-found`. */
  constructor(space: RowSpace) {
    this.#space = space;
    writing(space.folder, () => prepareFolder(space));
    this.#file = openForWriting(join(space.folder, space.file));
    this.#keys = openForWriting(join(space.folder, 'keys'));
    writing(space.folder, () => {
      this.#recover();
    });
  }

  get size(): number {
    return this.#places.size;
  }

  has(hash: ContentHash): boolean {
    return this.#places.has(hash);
  }

  /**
   * Stores one row per hash; `rows` holds them one after the other. Synced when it returns. Hashes already in the store are skipped.
   * Errors: those of writingFailure, such as `disk-full`; earlier rows are unaffected.
   * @throws RangeError unless `rows` has one row per hash
   */
  append(hashes: readonly ContentHash[], rows: Uint8Array): void {
    const { rowBytes, folder } = this.#space;
    if (rows.length !== hashes.length * rowBytes) throw new RangeError('one row for each hash');
    const fresh = hashes.map((hash, row) => ({ hash, row })).filter(({ hash }, index) => !this.has(hash) && hashes.indexOf(hash) === index);
    if (fresh.length === 0) return;
    const values = new Uint8Array(fresh.length * rowBytes);
    fresh.forEach(({ row }, index) => values.set(rows.subarray(row * rowBytes, (row + 1) * rowBytes), index * rowBytes));
    const first = this.size;
    writing(folder, () => {
      writeFully(this.#file, values, first * rowBytes);
      writeFully(this.#keys, Buffer.from(fresh.map(({ hash }) => hash).join(''), 'hex'), first * keyBytes);
    });
    fresh.forEach(({ hash }, index) => this.#places.set(hash, first + index));
  }

  /** Reads the rows of these contents into `rows`, one after the other. @throws RangeError for a content that is not in the store */
  read(hashes: readonly ContentHash[], rows: Uint8Array): void {
    const { rowBytes } = this.#space;
    hashes.forEach((hash, index) => {
      const place = this.#places.get(hash);
      if (place === undefined) throw new RangeError(`nothing is kept of ${hash}`);
      readFully(this.#file, rows.subarray(index * rowBytes, (index + 1) * rowBytes), place * rowBytes);
    });
  }

  close(): void {
    closeSync(this.#file);
    closeSync(this.#keys);
  }

  #recover(): void {
    const { rowBytes } = this.#space;
    const whole = (file: number, bytes: number) => Math.floor(fstatSync(file).size / bytes);
    const count = Math.min(whole(this.#file, rowBytes), whole(this.#keys, keyBytes));
    ftruncateSync(this.#file, count * rowBytes);
    ftruncateSync(this.#keys, count * keyBytes);
    const keys = Buffer.alloc(count * keyBytes);
    readFully(this.#keys, keys, 0);
    for (let row = 0; row < count; row++) this.#places.set(keys.toString('hex', row * keyBytes, (row + 1) * keyBytes), row);
  }
}

function openForWriting(path: string): number {
  return writing(path, () => openSync(path, existsSync(path) ? 'r+' : 'w+'));
}

function prepareFolder(space: RowSpace): void {
  const { folder, meta } = space;
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined && !holdsRowsOf(space)) rmSync(folder, { recursive: true });
  if (existsSync(folder)) return;
  const temporary = ownPart(folder);
  removeIfPossible(temporary);
  makeFolders(temporary);
  writeFileSync(join(temporary, 'meta.json'), `${JSON.stringify(meta, null, 1)}\n`, { flush: true });
  renameSync(temporary, folder);
}

/**
 * Whether the folder has a store with this description. A link counts as another store: otherwise rows would be truncated and written
 * wherever it leads.
 */
export function holdsRowsOf({ folder, file, meta }: RowSpace): boolean {
  try {
    if (!lstatSync(folder).isDirectory()) return false;
    for (const name of [file, 'keys']) regularStat(join(folder, name));
    const found: unknown = JSON.parse(String(readRegularSync(join(folder, 'meta.json'))));
    return JSON.stringify(found) === JSON.stringify(meta);
  } catch (error) {
    // A store that the disk failed to read is not another one, and must not be deleted.
    if (diskFault(systemCode(error)) !== null) throw error;
    return false;
  }
}

function writeFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  fsyncSync(file);
}

/** Fills `bytes` from a place in an open file. @throws RangeError if the file ends before that */
export function readFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new RangeError('the file of rows ends too early');
    done += read;
  }
}
