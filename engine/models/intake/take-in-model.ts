import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { StudioError, type Failure } from '../../domain/failure.ts';
import { entryPoint } from '../../program/own-files.ts';
import type { CardWishes } from './convert-model.ts';

/** What the user stated about the model; the rest is taken from the file. */
export type ModelWishes = Omit<CardWishes, 'title'> & { readonly title?: string };

/** What the thread is started with, and what it reports at the end. */
export interface TakeInOrder {
  readonly path: string;
  readonly wishes: ModelWishes;
  readonly folder: string;
}
export type TakeInOutcome = { readonly failure: Failure | null } | { readonly defect: string };

/** CPU seconds allowed for an empty model, and bytes that a slow machine reads and converts per further second. */
const leastSeconds = 5,
  bytesInSecond = 2 ** 22;
const lookEveryMs = 200;

/**
 * Converts a third-party model to a source folder, like sourceFromModel, but in a thread of its own: the HDF5 library loops forever on some
 * damaged files, and only terminating its thread stops it. CPU time is limited, not elapsed time, so that a busy machine refuses no model.
 * @param folder where to write the source folder; created here
 * @throws StudioError those of sourceFromModel
 */
export function takeInModel(path: string, wishes: ModelWishes, folder: string): Promise<void> {
  const order: TakeInOrder = { path, wishes, folder };
  const unreadable = (detail: string, cause?: unknown): StudioError =>
    new StudioError('source-file-unreadable', { path, detail }, { cause });
  // The library writes pages about each damaged part to standard error; the failure itself is enough.
  const thread = new Worker(entryPoint('models/intake/take-in-thread'), { workerData: order, stderr: true });
  const most = leastSeconds + (statSync(path, { throwIfNoEntry: false })?.size ?? 0) / bytesInSecond;
  return new Promise<void>((resolve, reject) => {
    const timer = setInterval(() => void look(), lookEveryMs);
    let isOver = false;
    // Only the first outcome counts: a thread that has reported, or was terminated, also exits.
    const end = (outcome: () => void): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      void thread.terminate().then(outcome);
    };
    const look = async (): Promise<void> => {
      // A thread that has just ended has reported its outcome, or is about to.
      const used = await thread.cpuUsage().catch(() => null);
      if (used !== null && (used.user + used.system) / 1e6 > most)
        end(() => reject(unreadable('reading it comes to no end, so it is damaged')));
    };
    thread.once('message', (told: TakeInOutcome) =>
      end(() => {
        if ('defect' in told) reject(new Error(told.defect));
        else if (told.failure !== null) reject(new StudioError(told.failure.code, told.failure.facts));
        else resolve();
      }),
    );
    thread.once('exit', () => end(() => reject(unreadable('reading it ended too early'))));
    thread.once('error', (error) => end(() => reject(unreadable('reading it takes more memory than there is', error))));
  });
}
