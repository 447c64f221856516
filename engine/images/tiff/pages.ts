import type { Damage } from '../../domain/refusal-facts.ts';
import { RefusedPicture } from '../refused-picture.ts';

/**
 * Follows the chain of pages of a TIFF (TIFF 6.0 section 2; BigTIFF).
 * @throws RefusedPicture cut-short if a page lies beyond the end of the file, damaged if the chain is circular (libtiff reports that
 * only as a warning, among many harmless ones) or empty
 */
export function checkTiffPages(bytes: Buffer): void {
  const little = bytes[0] === 0x49;
  const isBig = bytes[2] === 43 || bytes[3] === 43;
  const reader = new TiffReader(bytes, little);
  const visited = new Set<number>();
  let at = isBig ? reader.wide(8) : reader.long(4);
  while (at !== 0) {
    if (visited.has(at)) throw new RefusedPicture('damaged', { format: 'TIFF', detail: 'page-circle' satisfies Damage });
    visited.add(at);
    const entries = isBig ? reader.wide(at) : reader.short(at);
    at = isBig ? reader.wide(at + 8 + entries * 20) : reader.long(at + 2 + entries * 12);
  }
  if (visited.size === 0) throw new RefusedPicture('damaged', { format: 'TIFF', detail: 'no-page' satisfies Damage });
}

class TiffReader {
  readonly #bytes: Buffer;
  readonly #little: boolean;

  constructor(bytes: Buffer, little: boolean) {
    this.#bytes = bytes;
    this.#little = little;
  }

  short(at: number): number {
    this.#within(at, 2);
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
  }

  long(at: number): number {
    this.#within(at, 4);
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }

  wide(at: number): number {
    this.#within(at, 8);
    return Number(this.#little ? this.#bytes.readBigUInt64LE(at) : this.#bytes.readBigUInt64BE(at));
  }

  #within(at: number, length: number): void {
    if (at + length > this.#bytes.length) throw new RefusedPicture('cut-short', { format: 'TIFF' });
  }
}
