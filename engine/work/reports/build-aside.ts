import type { TransferData, TransferFigures } from '../../domain/report/transfer-benefit.ts';
import { inThread } from '../studio/in-thread.ts';

/** Figures, or the reason why the points allow no fair comparison. */
export type BuiltReport = { readonly figures: TransferFigures } | { readonly refused: string };

/** Computes all figures of a report in a thread of its own, bit for bit the same as buildReport. */
export const buildAside = (data: TransferData): Promise<BuiltReport> => inThread('work/reports/report-worker', data);
