import type { JobId } from '../../../engine/contract/index.ts';

/** Jobs whose course is on the screen now. */
const watched = new Set<JobId>();

/** The course of a job is shown until the answered function is called. */
export function watch(job: JobId): () => void {
  watched.add(job);
  return () => { watched.delete(job); };
}

export const isWatched = (job: JobId): boolean => watched.has(job);
