import type { ReportSummary } from '../../../../contract/index.ts';
import { inThread } from '../../../studio/in-thread.ts';
import type { ReportPdf } from './report-pdf.ts';

/** What the thread is given. */
export interface PdfOrder { readonly summary: ReportSummary; readonly project: string }

/** A report as PDF, made in a thread of its own: reading and shaping the fonts takes long enough to hold up the studio. */
export const reportPdfAside = (order: PdfOrder): Promise<ReportPdf> => inThread(new URL('./worker.ts', import.meta.url), order);
