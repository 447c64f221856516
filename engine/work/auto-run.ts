import type { CheckedInput } from '../contract/index.ts';
import { StudioError } from '../domain/failure.ts';
import type { JobId, RunId } from '../domain/ids.ts';
import { AutoTrials } from './auto-trials.ts';
import type { StudioParts } from './studio-parts.ts';
import { orderedRun, performRun } from './train-run.ts';

/**
 * Starts a run that tries, within a time, what suits the images best, and becomes that. Errors: those of orderedRun for a head;
 * `input-invalid` without a time, `no-validation-images`.
 */
export async function startAutoRun(parts: StudioParts, input: Omit<CheckedInput<'runs.start'>, 'method'>): Promise<{ run: RunId; job: JobId }> {
  const { budgetSeconds, project } = input;
  if (budgetSeconds === undefined) throw new StudioError('input-invalid', { detail: 'budgetSeconds: automatic mode needs a time, such as --budget 10m' });
  const order = await orderedRun(parts, { ...input, method: 'head' }, true);
  const job = parts.queue.start({
    kind: 'train', project, run: order.run,
    work: (control) => performRun(parts, order, async (store, on, seconds) => {
      const trials = new AutoTrials(parts, store, order, { budgetSeconds, seconds, control: on });
      try {
        return await trials.run();
      } finally {
        await trials.clear();
      }
    }, control),
  });
  parts.projects.changed(project);
  return { run: order.run, job: job.id };
}
