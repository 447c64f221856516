import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TransferData, TransferFigures } from '../../domain/report/transfer-benefit.ts';

/** Figures, or why the points allow no honest comparison. */
export type BuiltReport = { readonly figures: TransferFigures } | { readonly refused: string };

/** All figures of a report, computed in a thread of its own. The same to the last bit as buildReport gives them here. */
export async function buildAside(data: TransferData): Promise<BuiltReport> {
  const worker = new Worker(new URL('./report-worker.ts', import.meta.url), { workerData: data });
  try {
    const [built] = await once(worker, 'message') as [BuiltReport];
    return built;
  } finally {
    await worker.terminate();
  }
}
