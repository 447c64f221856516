import { existsSync } from 'node:fs';
import type { CheckedInput, Output, ReportSummary } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { TransferData } from '../../domain/report/transfer-benefit.ts';
import { usualTableForm, type TableForm } from '../../domain/table-form.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { DurableFile } from '../../files/durable-file.ts';
import { reportPage } from './document/page.ts';
import { reportPdfAside } from './document/pdf/aside.ts';
import { reportTable } from './document/report-table.ts';
import { reportData, reportSummary } from './report-summary.ts';

type Format = CheckedInput<'reports.export'>['format'];

/**
 * Writes a report to a file, atomically. Errors: `report-not-found`, `output-exists` (nothing is overwritten), `folder-not-found`,
 * `folder-read-only`, `disk-full`, `disk-error`.
 */
export async function exportReport(
  store: ProjectStore,
  { report, format, out, table }: Omit<CheckedInput<'reports.export'>, 'project'>,
): Promise<Output<'reports.export'>> {
  const stored = store.reports.get(report);
  if (existsSync(out)) throw new StudioError('output-exists', { path: out });
  const file = new DurableFile(out);
  try {
    const { content, undrawn } = await reportAs(format, reportSummary(store, stored), store.name, {
      data: reportData(store, stored),
      form: table ?? usualTableForm,
    });
    await file.write(content);
    await file.commit();
    return { file: out, undrawn };
  } catch (error) {
    await file.discard();
    throw error;
  }
}

interface Written {
  readonly content: string | Uint8Array;
  readonly undrawn: string[];
}

async function reportAs(
  format: Format,
  summary: ReportSummary,
  project: string,
  { data, form }: { readonly data: TransferData; readonly form: TableForm },
): Promise<Written> {
  switch (format) {
    case 'html':
      return { content: reportPage(summary, project), undrawn: [] };
    case 'pdf': {
      const { bytes, undrawn } = await reportPdfAside({ summary, project });
      return { content: bytes, undrawn: [...undrawn] };
    }
    case 'csv':
      return { content: reportTable(summary, data, form), undrawn: [] };
  }
}
