import type { CheckedInput } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { JobId, RunId } from '../../domain/ids.ts';
import { keptAutoProgress, type AutoProgress } from './auto-progress.ts';
import { AutoTrials } from './auto-trials.ts';
import type { StudioParts } from '../studio/studio-parts.ts';
import type { RunOrder } from './run-order.ts';
import { orderedRun, performRun, resumedOrder, resumeRun } from './train-run.ts';

/**
 * Starts a run that tries, within a time budget, what suits the images best, and becomes that. Errors: those of orderedRun for a head;
 * `input-invalid` without a budget, `no-validation-images`.
 */
export async function startAutoRun(
  parts: StudioParts,
  input: Omit<CheckedInput<'runs.start'>, 'method'>,
): Promise<{ run: RunId; job: JobId }> {
  if (input.budgetSeconds === undefined) throw new StudioError('input-invalid', { detail: 'budgetSeconds is missing' });
  return begun(parts, await orderedRun(parts, { ...input, method: 'head' }, true), null);
}

/** Resumes a run that was stopped or interrupted; an automatic one keeps its trials so far. Errors: those of resumedOrder. */
export async function goOnWithRun(parts: StudioParts, input: CheckedInput<'runs.resume'>): Promise<{ run: RunId; job: JobId }> {
  const store = parts.projects.get(input.project);
  const { auto, resumable } = store.runs.get(input.run);
  if (auto === null || !resumable) return resumeRun(parts, input);
  const order = await resumedOrder(parts, input);
  store.runs.restart(input.run);
  return begun(parts, order, keptAutoProgress(store, input.run));
}

function begun(parts: StudioParts, order: RunOrder, kept: AutoProgress | null): { run: RunId; job: JobId } {
  const {
    project,
    run,
    settings: { budgetSeconds },
  } = order;
  const job = parts.queue.start({
    kind: 'train',
    project,
    run,
    work: (control) =>
      performRun(
        parts,
        order,
        (store, on, seconds) => new AutoTrials(parts, store, order, { budgetSeconds: budgetSeconds!, seconds, control: on }, kept).run(),
        control,
      ),
  });
  parts.projects.changed(project);
  return { run, job: job.id };
}
