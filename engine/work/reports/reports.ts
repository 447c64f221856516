import type { Handlers } from '../../contract/index.ts';
import type { ProjectId } from '../../domain/ids.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { exportReport } from './export-report.ts';
import { recomputeReport } from './recompute-report.ts';
import { reportSummary } from './report-summary.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

export function reportHandlers(
  parts: Pick<StudioParts, 'projects'>,
): Pick<Handlers, 'reports.list' | 'reports.get' | 'reports.remove' | 'reports.recompute' | 'reports.export'> {
  const storeOf = (input: { readonly project: ProjectId }): ProjectStore => parts.projects.get(input.project);
  return {
    'reports.list': (input) => ({
      reports: storeOf(input)
        .reports.list()
        .map((stored) => reportSummary(storeOf(input), stored)),
    }),
    'reports.get': (input) => reportSummary(storeOf(input), storeOf(input).reports.get(input.report)),
    'reports.remove': (input) => {
      storeOf(input).reports.remove(input.report);
      parts.projects.changed(input.project);
      return {};
    },
    'reports.recompute': (input) => recomputeReport(storeOf(input), input.report),
    'reports.export': (input) => exportReport(storeOf(input), input),
  };
}
