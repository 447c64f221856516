import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { StudioError } from '../../domain/failure.ts';
import { entryPoint, type EntryPoint } from '../../program/own-files.ts';

/**
 * Runs a worker thread with `order` and returns its only message, then terminates it. For work that would block the studio for seconds.
 * Errors: `stopped` when the signal is aborted.
 */
export async function inThread<T>(thread: EntryPoint, order: unknown, signal?: AbortSignal): Promise<T> {
  const worker = new Worker(entryPoint(thread), { workerData: order });
  try {
    const [answer] = (await once(worker, 'message', signal ? { signal } : {})) as [T];
    return answer;
  } catch (error) {
    throw signal?.aborted === true ? new StudioError('stopped') : error;
  } finally {
    await worker.terminate();
  }
}
