import { join } from 'node:path';
import type { ContentHash } from '../../domain/ids.ts';
import { preparationVersion } from './preprocess-graph.ts';
import { KeptRows } from '../../files/kept-rows.ts';
import { rowsKept, rowsMissing, RowStore, type RowSpace } from '../../files/row-store.ts';

export interface FeatureSpace {
  readonly source: ContentHash;
  readonly cut: string;
  readonly dimension: number;
}

/** Returns how many images the store of this source and cut point holds, without opening it. */
export function featuresKept(features: string, space: Pick<FeatureSpace, 'source' | 'cut'>): number {
  return rowsKept(folderOf(features, space));
}

/** Returns which of these images are missing in the store of this source and cut point, without opening it. */
export function featuresMissing(
  features: string,
  space: Pick<FeatureSpace, 'source' | 'cut'>,
  hashes: readonly ContentHash[],
): ContentHash[] {
  return rowsMissing(folderOf(features, space), hashes);
}

/** Folder for features of augmented images, with one store per augmentation. */
export const augmentedFolder = (features: string, augmentation: string): string => join(features, 'augmented', augmentation);

/** The name of what is stored for a source model and cut point, with the version of how pictures are prepared. */
export const spaceName = ({ source, cut }: Pick<FeatureSpace, 'source' | 'cut'>): string =>
  `${source.slice(0, 12)}-${cut.replace(/[^A-Za-z0-9_-]/g, '_')}-v${preparationVersion}`;
const folderOf = (features: string, space: Pick<FeatureSpace, 'source' | 'cut'>): string => join(features, spaceName(space));

/** Opens the stored features for reading only, while another process may be adding to them; null if there are none. Must be closed. */
export const keptFeatures = (features: string, space: FeatureSpace): KeptRows | null => KeptRows.open(rowsOf(features, space));

const rowsOf = (features: string, space: FeatureSpace): RowSpace => ({
  folder: folderOf(features, space),
  file: 'vectors.f32',
  rowBytes: space.dimension * Float32Array.BYTES_PER_ELEMENT,
  meta: { version: 1, dimension: space.dimension, source: space.source, cut: space.cut, preparation: preparationVersion },
});

/**
 * Features of images by content hash, for one source model and cut point, in a folder of their own below `features/`: D floats (little
 * endian) per image. Crash-safe, see RowStore; everything in it can be recomputed.
 */
export class FeatureStore {
  readonly folder: string;
  readonly dimension: number;
  readonly #rows: RowStore;

  /**
   * Opens or creates the store below `features`. A damaged store, or one of another source, cut point or length, is replaced by an empty
   * one.
   * Errors: `disk-full`, `folder-read-only`, `folder-not-found`.
   */
  constructor(features: string, space: FeatureSpace) {
    this.folder = folderOf(features, space);
    this.dimension = space.dimension;
    this.#rows = new RowStore(rowsOf(features, space));
  }

  get size(): number {
    return this.#rows.size;
  }

  has(hash: ContentHash): boolean {
    return this.#rows.has(hash);
  }

  /**
   * Stores one vector per hash; `vectors` is hashes x D. Synced when it returns. Hashes already stored are skipped.
   * Errors: `disk-full`; what was stored before stays.
   */
  append(hashes: readonly ContentHash[], vectors: Float32Array): void {
    this.#rows.append(hashes, new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
  }

  /** Reads the vectors of these images, hashes x D. @throws RangeError for an image that is not in the store */
  read(hashes: readonly ContentHash[]): Float32Array {
    const result = new Float32Array(hashes.length * this.dimension);
    this.#rows.read(hashes, new Uint8Array(result.buffer));
    return result;
  }

  close(): void {
    this.#rows.close();
  }
}
