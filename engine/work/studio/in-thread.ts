import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

/** The one message of a thread of its own, which is given `order` and then ended: for seconds of work that must not hold up the studio. */
export async function inThread<T>(script: URL, order: unknown): Promise<T> {
  const worker = new Worker(script, { workerData: order });
  try {
    const [answer] = await once(worker, 'message') as [T];
    return answer;
  } finally {
    await worker.terminate();
  }
}
