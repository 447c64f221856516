import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ReportSummary } from '../../../../contract/index.ts';
import type { ReportPdf } from './report-pdf.ts';

/** What the thread is given. */
export interface PdfOrder { readonly summary: ReportSummary; readonly project: string }

/** A report as PDF, made in a thread of its own: reading and shaping the fonts takes long enough to hold up the studio. */
export async function reportPdfAside(order: PdfOrder): Promise<ReportPdf> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: order });
  try {
    const [made] = await once(worker, 'message') as [ReportPdf];
    return made;
  } finally {
    await worker.terminate();
  }
}
