import { dirname } from 'node:path';
import { removePartsIn } from '../../files/own-remains.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import type { ProgressKeeper } from './trainer/network-training.ts';

/** Most work, in milliseconds, that is lost when the process is killed. */
export const usualCheckpointMs = 20_000;

/**
 * Saves the progress of a training in a file, at most every `everyMs`. Temporary files left by a killed training are deleted, since each is
 * as large as a checkpoint.
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
