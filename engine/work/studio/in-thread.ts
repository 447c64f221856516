import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** Runs a worker thread with `order` and returns its only message, then terminates it. For work that would block the studio for seconds. */
export async function inThread<T>(script: URL, order: unknown): Promise<T> {
  const worker = new Worker(script, { workerData: order });
  try {
    const [answer] = (await once(worker, 'message')) as [T];
    return answer;
  } finally {
    await worker.terminate();
  }
}
