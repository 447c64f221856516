/** A thread that renders one report as PDF. Only this thread loads the libraries needed for it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PdfOrder } from './aside.ts';
import { reportPdf } from './report-pdf.ts';

const { summary, project } = workerData as PdfOrder;
parentPort?.postMessage(await reportPdf(summary, project));
