import { jobKinds, type Job, type JobKind, type Progress, type Stage, type Method } from '../../../engine/contract/index.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** The stages of a job in order; those of a training run depend on its method. */
export function stageOrder(kind: JobKind, method?: Method | 'auto'): readonly Stage[] {
  const { stages, stagesOf } = jobKinds[kind];
  return (method && stagesOf?.[method]) ?? stages;
}

/**
 * Returns the state of each stage of a job. While a job reports an unlisted stage, all stages up to `reached`, the index of the last listed
 * one, are done.
 */
export function stagesOf(
  job: Pick<Job, 'kind' | 'progress'>,
  method?: Method | 'auto',
  reached = -1,
): { stage: Stage; state: StageState }[] {
  const order = stageOrder(job.kind, method);
  const now = order.indexOf(job.progress.stage);
  const before = now < 0 ? reached + 1 : now;
  return order.map((stage, at) => ({ stage, state: at === now ? 'now' : at < before ? 'done' : 'ahead' }));
}

/** Returns the progress to show. A job that has started but not reported anything yet is in its first stage; only queued jobs wait. */
export function progressOf(job: Pick<Job, 'kind' | 'state' | 'progress'>): Progress {
  return job.state === 'queued' || job.progress.stage !== 'waiting'
    ? job.progress
    : { ...job.progress, stage: jobKinds[job.kind].stages[0] };
}
