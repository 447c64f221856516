import type { ReportSummary } from '../../../../contract/index.ts';
import { inThread } from '../../../studio/in-thread.ts';
import type { ReportPdf } from './report-pdf.ts';

/** The input of the thread. */
export interface PdfOrder {
  readonly summary: ReportSummary;
  readonly project: string;
}

/** Renders a report as PDF in a thread of its own: reading and shaping the fonts would block the studio. */
export const reportPdfAside = (order: PdfOrder): Promise<ReportPdf> => inThread('work/reports/document/pdf/worker', order);
