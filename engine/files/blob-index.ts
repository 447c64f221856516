import type { ContentHash } from '../domain/ids.ts';

/** Where the bytes of a key are: the number of the pack, the offset and length in it, and their checksum (see `blobSum`). */
export interface BlobPlace {
  readonly pack: number;
  readonly offset: number;
  readonly length: number;
  readonly sum: number;
}

const keyBytes = 32;
/** Key, then pack, offset, length and checksum as 32-bit numbers, little-endian. */
const rowBytes = keyBytes + 16;

/**
 * The places of all keys of some packs, held as the bytes of their file: 48 and a few more per key. Of several rows of a key the last one
 * holds.
 */
export class BlobIndex {
  #rows: Buffer;
  #count: number;
  /** The row of each key, by its first six bytes: keys are hashes, so these tell keys apart; a row counts only if all of its key is equal. */
  readonly #rowOf = new Map<number, number>();

  /**
   * @param content of the file; a row cut short at its end does not count
   * @param isThere whether the bytes of a row can be: no other rows count
   */
  constructor(content: Buffer, isThere: (place: BlobPlace) => boolean) {
    this.#rows = content;
    this.#count = Math.floor(content.length / rowBytes);
    for (let row = 0; row < this.#count; row += 1) if (isThere(this.#place(row))) this.#rowOf.set(this.#beginning(row), row);
  }

  /** The length of its file. */
  get bytes(): number {
    return this.#count * rowBytes;
  }

  get size(): number {
    return this.#rowOf.size;
  }

  find(key: ContentHash): BlobPlace | null {
    const row = this.#rowOf.get(beginningOf(key));
    return row === undefined || this.#key(row) !== key ? null : this.#place(row);
  }

  /** Returns the row to be added to the file. */
  add(key: ContentHash, { pack, offset, length, sum }: BlobPlace): Buffer {
    const start = this.bytes;
    if (start + rowBytes > this.#rows.length) this.#rows = Buffer.concat([this.#rows.subarray(0, start)], 2 * (start + rowBytes));
    this.#rows.write(key, start, 'hex');
    [pack, offset, length, sum].forEach((value, at) => this.#rows.writeUInt32LE(value, start + keyBytes + 4 * at));
    this.#rowOf.set(beginningOf(key), this.#count);
    this.#count += 1;
    return Buffer.from(this.#rows.subarray(start, this.bytes));
  }

  /** The key has no place until it is added again. */
  forget(key: ContentHash): void {
    this.#rowOf.delete(beginningOf(key));
  }

  *entries(): Generator<{ readonly key: ContentHash; readonly place: BlobPlace }> {
    for (const row of this.#rowOf.values()) yield { key: this.#key(row), place: this.#place(row) };
  }

  *places(): Generator<BlobPlace> {
    for (const row of this.#rowOf.values()) yield this.#place(row);
  }

  #key(row: number): ContentHash {
    return this.#rows.toString('hex', row * rowBytes, row * rowBytes + keyBytes) as ContentHash;
  }

  #beginning(row: number): number {
    return this.#rows.readUIntBE(row * rowBytes, 6);
  }

  #place(row: number): BlobPlace {
    const number = (at: number): number => this.#rows.readUInt32LE(row * rowBytes + keyBytes + 4 * at);
    return { pack: number(0), offset: number(1), length: number(2), sum: number(3) };
  }
}

const beginningOf = (key: ContentHash): number => Number.parseInt(key.slice(0, 12), 16);
