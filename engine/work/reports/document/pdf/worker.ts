/** A thread that makes one report a PDF. The libraries that this takes are loaded here alone. */
import { parentPort, workerData } from 'node:worker_threads';
import type { PdfOrder } from './aside.ts';
import { reportPdf } from './report-pdf.ts';

const { summary, project } = workerData as PdfOrder;
parentPort?.postMessage(await reportPdf(summary, project));
