import type { JobId } from '../../../engine/contract/index.ts';

/** Jobs whose progress is on the screen now. */
const watched = new Set<JobId>();

/** Marks a job's progress as shown until the returned function is called. */
export function watch(job: JobId): () => void {
  watched.add(job);
  return () => {
    watched.delete(job);
  };
}

export const isWatched = (job: JobId): boolean => watched.has(job);
