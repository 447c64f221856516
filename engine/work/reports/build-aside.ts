import type { TransferData, TransferFigures } from '../../domain/report/transfer-benefit.ts';
import { inThread } from '../studio/in-thread.ts';

/** Figures, or why the points allow no honest comparison. */
export type BuiltReport = { readonly figures: TransferFigures } | { readonly refused: string };

/** All figures of a report, computed in a thread of its own. The same to the last bit as buildReport gives them here. */
export const buildAside = (data: TransferData): Promise<BuiltReport> => inThread(new URL('./report-worker.ts', import.meta.url), data);
