import { closeSync, fstatSync } from 'node:fs';
import { join } from 'node:path';
import type { ContentHash } from '../domain/ids.ts';
import { openRegularSync } from './regular-file.ts';
import { holdsRowsOf, keyBytes, readFully, type RowSpace } from './row-store.ts';

/**
 * The rows of a RowStore, read while another process may be adding to it: nothing is created, repaired or truncated. Holds the rows that
 * were complete when it was opened. Must be closed.
 */
export class KeptRows {
  /** Differs once rows have been added, or the store was replaced. */
  readonly state: string;
  readonly size: number;
  readonly #space: RowSpace;
  readonly #file: number;
  readonly #keys: Buffer;

  private constructor(space: RowSpace, file: number, keys: number) {
    this.#space = space;
    this.#file = file;
    const { ino, size, mtimeMs } = fstatSync(keys);
    // Rows are written before their keys, so every key has its row unless the file was damaged.
    this.size = Math.min(Math.floor(size / keyBytes), Math.floor(fstatSync(file).size / space.rowBytes));
    this.state = `${ino} ${this.size} ${mtimeMs}`;
    this.#keys = Buffer.alloc(this.size * keyBytes);
    readFully(keys, this.#keys, 0);
  }

  /** Null if there is no such store. */
  static open(space: RowSpace): KeptRows | null {
    if (!holdsRowsOf(space)) return null;
    const file = openRegularSync(join(space.folder, space.file));
    try {
      const keys = openRegularSync(join(space.folder, 'keys'));
      try {
        return new KeptRows(space, file, keys);
      } finally {
        closeSync(keys);
      }
    } catch (error) {
      closeSync(file);
      throw error;
    }
  }

  /** The content of each row. */
  hashes(): ContentHash[] {
    const hex = this.#keys.toString('hex');
    const digits = 2 * keyBytes;
    return Array.from({ length: this.size }, (_, row) => hex.slice(digits * row, digits * (row + 1)) as ContentHash);
  }

  /** Reads `count` rows from row `first` on. @throws RangeError if there are fewer */
  read(first: number, count: number): Uint8Array {
    const bytes = new Uint8Array(count * this.#space.rowBytes);
    readFully(this.#file, bytes, first * this.#space.rowBytes);
    return bytes;
  }

  close(): void {
    closeSync(this.#file);
  }
}
