import type { Raster } from '../../domain/raster.ts';
import type { FeatureStore } from '../../models/forward/feature-store.ts';
import type { FrozenPart } from './frozen-part.ts';
import { fillMissing, type ContentImage } from './missing-rows.ts';

export { FrozenPart } from './frozen-part.ts';

export type FeatureImage = ContentImage;
export interface FeatureJob {
  readonly frozen: Pick<FrozenPart, 'dimension' | 'features'>;
  readonly images: readonly FeatureImage[];
  readonly store: FeatureStore;
  readonly readRaster: (view: string) => Promise<Raster>;
  /** Counts images, including those already in the store. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Returns the features of the images in their order, images x D. Only what the store lacks is computed, once per content. Each batch is
 * stored before the next one starts, so a stopped or crashed job resumes where it was.
 * @throws StudioError stopped when the signal fires; whatever `readRaster` throws
 */
export async function extractFeatures({ frozen, store, ...reading }: FeatureJob): Promise<Float32Array> {
  const keep = (hashes: readonly FeatureImage['hash'][], pictures: readonly Raster[]): void =>
    store.append(hashes, frozen.features(pictures));
  await fillMissing({ ...reading, has: (hash) => store.has(hash), keep });
  return store.read(reading.images.map(({ hash }) => hash));
}
