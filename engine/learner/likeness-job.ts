import type { ImageId } from '../domain/ids.ts';
import { groupLikenesses } from '../learn/review/group-likenesses.ts';
import { breathe } from '../learn/tune/trainer/training-inputs.ts';
import { keptFeatures } from '../models/forward/feature-store.ts';
import type { LikenessJob, LikenessOutcome } from './likeness-protocol.ts';
import type { LearnerControl } from './serve-jobs.ts';

/** Errors: `disk-error` if the stored features cannot be read, `stopped`. */
export async function compareGroups(
  { source, cut, dimension, features, seed, hashes, plans }: LikenessJob,
  { signal }: Pick<LearnerControl, 'signal'>,
): Promise<LikenessOutcome> {
  const kept = keptFeatures(features, { source: source.hash, cut, dimension });
  if (kept === null) return { likenesses: plans.map(() => null) };
  try {
    const rowOf = new Map(kept.hashes().map((hash, row) => [hash, row]));
    const read = (images: readonly ImageId[]): Float32Array | null => {
      const places = images.map((id) => rowOf.get(hashes.get(id)!));
      if (places.includes(undefined)) return null;
      const rows = new Float32Array(images.length * dimension);
      places.forEach((row, at) => rows.set(new Float32Array(kept.read(row!, 1).buffer), at * dimension));
      return rows;
    };
    return { likenesses: await groupLikenesses(plans, read, { dimension, seed }, () => breathe(signal)) };
  } finally {
    kept.close();
  }
}
