import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, lstatSync, openSync, readSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { diskFault, systemCode } from '../domain/disk-fault.ts';
import type { ContentHash } from '../domain/ids.ts';
import { writing } from '../domain/writing-failure.ts';
import { ownPart } from './own-remains.ts';
import { removeIfPossible } from './remove-if-possible.ts';
import { readRegularSync, regularStat } from './regular-file.ts';
import { makeFolders } from './make-folders.ts';

const keyBytes = 32;

/** How many rows a store holds; 0 where there is none. */
export function rowsKept(folder: string): number {
  return Math.floor((statSync(join(folder, 'keys'), { throwIfNoEntry: false })?.size ?? 0) / keyBytes);
}

/** Which of these contents have no row in a store, which is not opened: asking makes and mends nothing. */
export function rowsMissing(folder: string, hashes: readonly ContentHash[]): ContentHash[] {
  const keys = keysOf(folder);
  const kept = new Set(Array.from({ length: Math.floor(keys.length / (2 * keyBytes)) }, (_, row) => keys.slice(2 * keyBytes * row, 2 * keyBytes * (row + 1))));
  return hashes.filter((hash) => !kept.has(hash));
}

/** What cannot be read counts as none: opening the store says what is wrong with it. */
function keysOf(folder: string): string {
  try {
    return readRegularSync(join(folder, 'keys')).toString('hex');
  } catch {
    return '';
  }
}

export interface RowSpace {
  /** Folder of the store, made when it is missing. */
  readonly folder: string;
  /** File of the rows in it. */
  readonly file: string;
  readonly rowBytes: number;
  /** What the rows are, as plain JSON: a store of anything else is begun anew. */
  readonly meta: Readonly<Record<string, string | number>>;
}

/**
 * Rows of bytes of one length by the content they were computed from: one file of rows and `keys`, the 32 bytes of the SHA-256 of
 * each, in the same order. Rows are synced before their keys are written, and whatever has no partner at the end is cut off when
 * the store is opened, so a torn write loses the last rows and never gives a wrong one. One process writes; all can be rebuilt.
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
    writing(space.folder, () => { this.#recover(); });
  }

  get size(): number {
    return this.#places.size;
  }

  has(hash: ContentHash): boolean {
    return this.#places.has(hash);
  }

  /**
   * Keeps one row for each hash; `rows` holds them one after the other. Synced when it returns. Hashes that are there already are left
   * alone. Errors: `disk-full`; what was kept before stays.
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

  /** The rows of these contents into `rows`, one after the other. @throws RangeError for a content that is not in the store */
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
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined && !isOf(space)) rmSync(folder, { recursive: true });
  if (existsSync(folder)) return;
  const temporary = ownPart(folder);
  removeIfPossible(temporary);
  makeFolders(temporary);
  writeFileSync(join(temporary, 'meta.json'), `${JSON.stringify(meta, null, 1)}\n`, { flush: true });
  renameSync(temporary, folder);
}

/** A folder or a file that is a link counts as another store: rows would be cut off and written where it leads. */
function isOf({ folder, file, meta }: RowSpace): boolean {
  try {
    if (!lstatSync(folder).isDirectory()) return false;
    for (const name of [file, 'keys']) regularStat(join(folder, name));
    const found: unknown = JSON.parse(String(readRegularSync(join(folder, 'meta.json'))));
    return JSON.stringify(found) === JSON.stringify(meta);
  } catch (error) {
    // What a disk could not read is not for that of another kind, to be thrown away.
    if (diskFault(systemCode(error)) !== null) throw error;
    return false;
  }
}

function writeFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  fsyncSync(file);
}

function readFully(file: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new RangeError('the file of rows ends too early');
    done += read;
  }
}
