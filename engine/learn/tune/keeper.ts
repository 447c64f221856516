import { dirname } from 'node:path';
import { removePartsIn } from '../../files/own-remains.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { ProgressKeeper } from './trainer/network-training.ts';

/** What a kill can cost, in milliseconds of work. */
export const usualCheckpointMs = 20_000;

/**
 * Keeps the progress of a training in a file, at most every `everyMs`. What one that was killed has left beside it goes:
 * each part is as large as the whole.
 * Errors: `checkpoint-damaged`.
 */
export function fileKeeper(path: string, job: string, resume: boolean, everyMs: number): ProgressKeeper {
  removePartsIn(dirname(path));
  let keptMs = performance.now();
  return {
    kept: resume ? loadCheckpoint(path, job) : null,
    offer: (progress, isLast) => {
      if (!isLast && performance.now() - keptMs < everyMs) return;
      saveCheckpoint(path, job, progress());
      keptMs = performance.now();
    },
  };
}
