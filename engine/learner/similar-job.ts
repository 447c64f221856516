import type { ContentHash } from '../domain/ids.ts';
import type { Raster } from '../domain/raster.ts';
import type { KeptRows } from '../files/kept-rows.ts';
import { ByteRows } from '../learn/similar/byte-rows.ts';
import { cosine, meanDirection, mostSimilar } from '../learn/similar/most-similar.ts';
import { keptFeatures } from '../models/forward/feature-store.ts';
import { readChosenSource } from './chosen-source.ts';
import { readFeatures } from './picture-features.ts';
import type { LearnerControl } from './serve-jobs.ts';
import type { FeaturesJob, FeaturesOutcome, SimilarJob, SimilarOutcome } from './similar-protocol.ts';

/** Computes the features that are not stored yet. Errors: those of readChosenSource and FrozenPart.load, `stopped`, `disk-full`. */
export async function computeFeatures(
  { source: chosen, cut, images, features }: FeaturesJob,
  { progress, signal }: LearnerControl,
  raster: (view: string) => Promise<Raster>,
): Promise<FeaturesOutcome> {
  const source = await readChosenSource(chosen);
  await readFeatures(source, cut, {
    images,
    folder: features,
    raster,
    signal,
    onProgress: (done, total) => progress('features', done, total),
  });
  return { images: images.length };
}

/** Answers which images are similar, and keeps the rounded rows of the last project and source model in memory for the next question. */
export class SimilarImages {
  #key = '';
  #rows: ByteRows | null = null;
  #places: ReadonlyMap<ContentHash, number> = new Map();

  /** Errors: `disk-error` if the stored features cannot be read. */
  answer(job: SimilarJob): SimilarOutcome {
    const kept = keptFeatures(job.features, { source: job.source.hash, cut: job.cut, dimension: job.dimension });
    if (kept === null) return { to: job.to.map(() => null), missing: new Set([...job.to, ...job.among]).size, similar: [] };
    try {
      return this.#compared(job, kept);
    } finally {
      kept.close();
    }
  }

  #compared({ features, source, cut, dimension, to, among, most }: SimilarJob, kept: KeptRows): SimilarOutcome {
    const read = (first: number, count: number): Float32Array => new Float32Array(kept.read(first, count).buffer);
    const rows = this.#load(JSON.stringify([features, source.hash, cut, kept.state]), kept, () => ByteRows.of(kept.size, dimension, read));
    const placeOf = (hash: ContentHash): number => this.#places.get(hash) ?? -1;
    const asked = to.map(placeOf);
    const known = asked.filter((row) => row >= 0);
    const candidates = Int32Array.from(among, placeOf);
    const missing = new Set([...to, ...among].filter((hash) => !this.#places.has(hash))).size;
    if (known.length === 0) return { to: to.map(() => null), missing, similar: [] };
    const sample = new Float32Array(known.length * dimension);
    known.forEach((row, at) => sample.set(read(row, 1), at * dimension));
    const direction = meanDirection(sample, dimension);
    const places = new Map([...candidates].map((row, at) => [row, at]));
    const similar = mostSimilar(
      rows,
      direction,
      candidates.filter((row) => row >= 0),
      most,
      (row) => read(row, 1),
    );
    return {
      to: asked.map((row) => (row < 0 ? null : cosine(direction, read(row, 1)))),
      missing,
      similar: similar.map(({ row, similarity }) => ({ at: places.get(row)!, similarity })),
    };
  }

  #load(key: string, kept: KeptRows, make: () => ByteRows): ByteRows {
    if (this.#rows !== null && this.#key === key) return this.#rows;
    this.#rows = null;
    const rows = make();
    this.#places = new Map(kept.hashes().map((hash, row) => [hash, row]));
    this.#key = key;
    this.#rows = rows;
    return rows;
  }
}
