import { join } from 'node:path';
import type { ContentHash } from '../../domain/ids.ts';
import { preparationVersion } from './preprocess-graph.ts';
import { rowsKept, rowsMissing, RowStore } from '../../files/row-store.ts';

export interface FeatureSpace { readonly source: ContentHash; readonly cut: string; readonly dimension: number }

/** How many images the store of this source and cut holds, without opening it. */
export function featuresKept(features: string, space: Pick<FeatureSpace, 'source' | 'cut'>): number {
  return rowsKept(folderOf(features, space));
}

/** Which of these images the network of this source and cut has still to see, likewise. */
export function featuresMissing(features: string, space: Pick<FeatureSpace, 'source' | 'cut'>, hashes: readonly ContentHash[]): ContentHash[] {
  return rowsMissing(folderOf(features, space), hashes);
}

/** Features of augmented images, in a store for each augmentation. */
export const augmentedFolder = (features: string, augmentation: string): string => join(features, 'augmented', augmentation);

const folderOf = (features: string, { source, cut }: Pick<FeatureSpace, 'source' | 'cut'>): string =>
  join(features, `${source.slice(0, 12)}-${cut.replace(/[^A-Za-z0-9_-]/g, '_')}-v${preparationVersion}`);

/**
 * Features of images by content, for one source model and cut, in a folder of their own below `features/`: D floats (little endian)
 * for each image. Crash-safe as RowStore says; all can be rebuilt.
 */
export class FeatureStore {
  readonly folder: string;
  readonly dimension: number;
  readonly #rows: RowStore;

  /**
   * Opens or makes the store below `features`. A store of another source, cut or length, or a damaged one, is begun anew.
   * Errors: `disk-full`, `folder-read-only`, `folder-not-found`.
   */
  constructor(features: string, space: FeatureSpace) {
    this.folder = folderOf(features, space);
    this.dimension = space.dimension;
    this.#rows = new RowStore({
      folder: this.folder, file: 'vectors.f32', rowBytes: space.dimension * Float32Array.BYTES_PER_ELEMENT,
      meta: { version: 1, dimension: space.dimension, source: space.source, cut: space.cut, preparation: preparationVersion },
    });
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
    this.#rows.append(hashes, new Uint8Array(vectors.buffer, vectors.byteOffset, vectors.byteLength));
  }

  /** The vectors of these images, hashes x D. @throws RangeError for an image that is not in the store */
  read(hashes: readonly ContentHash[]): Float32Array {
    const result = new Float32Array(hashes.length * this.dimension);
    this.#rows.read(hashes, new Uint8Array(result.buffer));
    return result;
  }

  close(): void {
    this.#rows.close();
  }
}
