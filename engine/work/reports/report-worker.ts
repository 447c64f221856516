/** A thread that computes the figures of one report, which takes seconds and would block the studio. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildReport } from '../../domain/report/build-report.ts';
import type { TransferData } from '../../domain/report/transfer-benefit.ts';
import type { BuiltReport } from './build-aside.ts';

function built(data: TransferData): BuiltReport {
  try {
    return { figures: buildReport(data) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { refused: error.message };
  }
}

parentPort?.postMessage(built(workerData as TransferData));
