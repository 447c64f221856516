import { StudioError } from '../domain/failure.ts';
import type { ContentHash } from '../domain/ids.ts';
import type { Raster } from '../domain/raster.ts';
import type { FeatureStore } from './feature-store.ts';
import { batchSize } from './frozen-part.ts';
import type { FrozenPart } from './frozen-part.ts';

export { FrozenPart } from './frozen-part.ts';

export interface FeatureImage { readonly hash: ContentHash; readonly view: string }
export interface FeatureJob {
  readonly frozen: Pick<FrozenPart, 'dimension' | 'features'>;
  readonly images: readonly FeatureImage[];
  readonly store: FeatureStore;
  readonly readRaster: (view: string) => Promise<Raster>;
  /** Counts images, those found in the store included. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Pictures that are being decoded or wait while TensorFlow holds the thread: the decoders must never run dry meanwhile. */
const ahead = 3 * batchSize;

/**
 * Features of the images in their order, images x D. Only what the store does not hold yet is computed, each content once, and
 * each batch is in the store before the next one starts, so a stopped or broken job goes on where it was.
 * @throws StudioError stopped when the signal fires; whatever `readRaster` throws
 */
export async function extractFeatures(job: FeatureJob): Promise<Float32Array> {
  const missing = new Map<ContentHash, string>();
  for (const { hash, view } of job.images) if (!job.store.has(hash)) missing.set(hash, view);
  const known = job.images.length - missing.size;
  job.onProgress?.(known, job.images.length);
  await computeMissing(job, [...missing].map(([hash, view]) => ({ hash, view })), known);
  return job.store.read(job.images.map(({ hash }) => hash));
}

async function computeMissing(job: FeatureJob, images: readonly FeatureImage[], known: number): Promise<void> {
  const waiting: Promise<Raster>[] = [];
  let asked = 0;
  const askAhead = (): void => {
    while (asked < images.length && waiting.length < ahead) waiting.push(decode(job, images[asked++] as FeatureImage));
  };
  try {
    for (let first = 0; first < images.length; first += batchSize) {
      throwIfStopped(job.signal);
      askAhead();
      const pictures = await Promise.all(waiting.splice(0, batchSize));
      askAhead();
      // The new requests leave this process only when its event loop turns, and TensorFlow holds it next.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfStopped(job.signal);
      job.store.append(images.slice(first, first + batchSize).map(({ hash }) => hash), job.frozen.features(pictures));
      job.onProgress?.(known + Math.min(first + batchSize, images.length), job.images.length);
    }
  } finally {
    await Promise.allSettled(waiting);
  }
}

/** A failure that nobody waits for yet must not end the process; it is thrown when its batch is due. */
function decode(job: FeatureJob, image: FeatureImage): Promise<Raster> {
  const raster = job.readRaster(image.view);
  raster.catch(() => undefined);
  return raster;
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StudioError('stopped');
}
