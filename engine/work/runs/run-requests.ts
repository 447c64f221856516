import type { Handlers, RunSummary } from '../../contract/index.ts';
import type { ProjectId } from '../../domain/ids.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { goOnWithRun, startAutoRun } from './auto-run.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import { sweepRequest } from './sweep-cuts.ts';
import { evaluationOf } from './test-set.ts';
import { startRun } from './train-run.ts';

export function runHandlers(
  parts: StudioParts,
): Pick<Handlers, 'runs.start' | 'runs.resume' | 'runs.sweep' | 'runs.list' | 'runs.evaluation'> {
  const runsOf = (project: ProjectId): ProjectStore['runs'] => parts.projects.get(project).runs;
  return {
    'runs.start': ({ method, ...choice }) => (method === 'auto' ? startAutoRun(parts, choice) : startRun(parts, { ...choice, method })),
    'runs.resume': (input) => goOnWithRun(parts, input),
    'runs.sweep': (input) => sweepRequest(parts, input),
    'runs.list': ({ project }): { runs: RunSummary[] } => ({ runs: runsOf(project).list() }),
    'runs.evaluation': ({ project, run }) => evaluationOf(parts.projects.get(project), run),
  };
}
