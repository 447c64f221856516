import { StudioError } from '../../domain/failure.ts';
import type { ContentHash } from '../../domain/ids.ts';
import type { Raster } from '../../domain/raster.ts';
import { batchSize } from '../../models/forward/picture-slots.ts';

export interface ContentImage {
  readonly hash: ContentHash;
  readonly view: string;
}
export interface MissingRows {
  readonly images: readonly ContentImage[];
  /** Whether the row of this content is already stored. */
  readonly has: (hash: ContentHash) => boolean;
  readonly readRaster: (view: string) => Promise<Raster>;
  /** Computes and stores the rows of a batch. */
  readonly keep: (hashes: readonly ContentHash[], pictures: readonly Raster[]) => void;
  /** Counts images, including those already stored. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Pictures being decoded or waiting, so that the decoders stay busy while TensorFlow blocks the thread. */
const ahead = 3 * batchSize;

/**
 * Reads the pictures whose rows are missing, once per content, and stores each batch before the next one starts, so a stopped or crashed
 * job resumes where it was.
 * @throws StudioError stopped when the signal fires; whatever `readRaster` and `keep` throw
 */
export async function fillMissing(job: MissingRows): Promise<void> {
  const missing = new Map<ContentHash, string>();
  for (const { hash, view } of job.images) if (!job.has(hash)) missing.set(hash, view);
  const known = job.images.length - missing.size;
  job.onProgress?.(known, job.images.length);
  await readBatches(
    job,
    [...missing].map(([hash, view]) => ({ hash, view })),
    known,
  );
}

async function readBatches(job: MissingRows, images: readonly ContentImage[], known: number): Promise<void> {
  const waiting: Promise<Raster>[] = [];
  let asked = 0;
  const askAhead = (): void => {
    while (asked < images.length && waiting.length < ahead) waiting.push(decode(job, images[asked++] as ContentImage));
  };
  try {
    for (let first = 0; first < images.length; first += batchSize) {
      throwIfStopped(job.signal);
      askAhead();
      const pictures = await Promise.all(waiting.splice(0, batchSize));
      askAhead();
      // The new requests leave this process only when the event loop turns, and TensorFlow blocks it next.
      await new Promise((resolve) => setImmediate(resolve));
      throwIfStopped(job.signal);
      job.keep(
        images.slice(first, first + batchSize).map(({ hash }) => hash),
        pictures,
      );
      job.onProgress?.(known + Math.min(first + batchSize, images.length), job.images.length);
    }
  } finally {
    await Promise.allSettled(waiting);
  }
}

/** A rejection that is not awaited yet must not end the process; it is thrown when its batch is due. */
function decode(job: MissingRows, image: ContentImage): Promise<Raster> {
  const raster = job.readRaster(image.view);
  raster.catch(() => undefined);
  return raster;
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new StudioError('stopped');
}
