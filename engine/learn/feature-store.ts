import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, readSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ContentHash } from '../domain/ids.ts';
import { writingFailure } from '../domain/writing-failure.ts';
import { preparationVersion } from './preprocess-graph.ts';

const keyBytes = 32;
const meta = z.strictObject({ version: z.literal(1), dimension: z.int().positive(), source: z.string(), cut: z.string(), preparation: z.int() });
export interface FeatureSpace { readonly source: ContentHash; readonly cut: string; readonly dimension: number }

/**
 * Features of images by content, for one source model and cut, in a folder of their own below `features/`:
 * `vectors.f32` holds D floats (little endian) for each image and `keys` the 32 bytes of its SHA-256, both in the same order.
 * Vectors are synced before their keys are written, and whatever has no partner at the end is cut off when the store is opened,
 * so a torn write loses the last images and never gives a wrong vector. One process writes; all can be rebuilt.
 */
export class FeatureStore {
  readonly folder: string;
  readonly dimension: number;
  readonly #vectors: number;
  readonly #keys: number;
  readonly #rows = new Map<string, number>();

  /**
   * Opens or makes the store below `features`. A store of another source, cut or length, or a damaged one, is begun anew.
   * Errors: `disk-full`, `folder-read-only`, `folder-not-found`.
   */
  constructor(features: string, space: FeatureSpace) {
    const name = `${space.source.slice(0, 12)}-${space.cut.replace(/[^A-Za-z0-9_-]/g, '_')}-v${preparationVersion}`;
    this.folder = join(features, name);
    this.dimension = space.dimension;
    writing(this.folder, () => {
      prepareFolder(this.folder, { version: 1, dimension: space.dimension, source: space.source, cut: space.cut, preparation: preparationVersion });
    });
    this.#vectors = openForWriting(join(this.folder, 'vectors.f32'));
    this.#keys = openForWriting(join(this.folder, 'keys'));
    this.#recover();
  }

  get size(): number {
    return this.#rows.size;
  }

  has(hash: ContentHash): boolean {
    return this.#rows.has(hash);
  }

  /**
   * Keeps one vector for each hash; `vectors` is hashes x D. Synced when it returns. Hashes that are there already are left alone.
   * Errors: `disk-full`; what was kept before stays.
   */
  append(hashes: readonly ContentHash[], vectors: Float32Array): void {
    if (vectors.length !== hashes.length * this.dimension) throw new RangeError('one vector for each hash');
    const fresh = hashes.map((hash, row) => ({ hash, row })).filter(({ hash }, index) => !this.has(hash) && hashes.indexOf(hash) === index);
    if (fresh.length === 0) return;
    const values = new Float32Array(fresh.length * this.dimension);
    fresh.forEach(({ row }, index) => values.set(this.#row(vectors, row), index * this.dimension));
    const first = this.size;
    writing(this.folder, () => {
      writeFully(this.#vectors, new Uint8Array(values.buffer), first * this.#vectorBytes);
      writeFully(this.#keys, Buffer.from(fresh.map(({ hash }) => hash).join(''), 'hex'), first * keyBytes);
    });
    fresh.forEach(({ hash }, index) => this.#rows.set(hash, first + index));
  }

  /** The vectors of these images, hashes x D. @throws RangeError for an image that is not in the store */
  read(hashes: readonly ContentHash[]): Float32Array {
    const result = new Float32Array(hashes.length * this.dimension);
    hashes.forEach((hash, index) => {
      const row = this.#rows.get(hash);
      if (row === undefined) throw new RangeError(`no features of ${hash}`);
      const start = index * this.#vectorBytes;
      readFully(this.#vectors, new Uint8Array(result.buffer, start, this.#vectorBytes), row * this.#vectorBytes);
    });
    return result;
  }

  close(): void {
    closeSync(this.#vectors);
    closeSync(this.#keys);
  }

  get #vectorBytes(): number {
    return this.dimension * Float32Array.BYTES_PER_ELEMENT;
  }

  #row(vectors: Float32Array, row: number): Float32Array {
    return vectors.subarray(row * this.dimension, (row + 1) * this.dimension);
  }

  #recover(): void {
    const whole = (file: number, bytes: number) => Math.floor(fstatSync(file).size / bytes);
    const count = Math.min(whole(this.#vectors, this.#vectorBytes), whole(this.#keys, keyBytes));
    ftruncateSync(this.#vectors, count * this.#vectorBytes);
    ftruncateSync(this.#keys, count * keyBytes);
    const keys = Buffer.alloc(count * keyBytes);
    readFully(this.#keys, keys, 0);
    for (let row = 0; row < count; row++) this.#rows.set(keys.toString('hex', row * keyBytes, (row + 1) * keyBytes), row);
  }
}

function openForWriting(path: string): number {
  return writing(path, () => openSync(path, existsSync(path) ? 'r+' : 'w+'));
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writingFailure(error, path);
  }
}

function prepareFolder(folder: string, wanted: z.infer<typeof meta>): void {
  if (existsSync(folder) && !isOf(folder, wanted)) rmSync(folder, { recursive: true });
  if (existsSync(folder)) return;
  const temporary = `${folder}.new-${process.pid}`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  writeFileSync(join(temporary, 'meta.json'), `${JSON.stringify(wanted, null, 1)}\n`, { flush: true });
  renameSync(temporary, folder);
}

function isOf(folder: string, wanted: z.infer<typeof meta>): boolean {
  try {
    const found = meta.parse(JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8')));
    return JSON.stringify(found) === JSON.stringify(wanted);
  } catch {
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
    if (read === 0) throw new RangeError('the file of features ends too early');
    done += read;
  }
}
