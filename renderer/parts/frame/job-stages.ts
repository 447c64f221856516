import { jobKinds, type Job, type JobKind, type Progress, type Stage, type Method } from '../../../engine/contract/index.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** The stages of a job in order; those of a training depend on its method. */
export function stageOrder(kind: JobKind, method?: Method | 'auto'): readonly Stage[] {
  const { stages, stagesOf } = jobKinds[kind];
  return (method && stagesOf?.[method]) ?? stages;
}

/**
 * Where a job stands, stage by stage. A stage that a job reports but that is not listed leaves the order as it is: then those
 * before `reached`, the place of the last listed one, are done.
 */
export function stagesOf(job: Pick<Job, 'kind' | 'progress'>, method?: Method | 'auto', reached = -1): { stage: Stage; state: StageState }[] {
  const order = stageOrder(job.kind, method);
  const now = order.indexOf(job.progress.stage);
  const before = now < 0 ? reached + 1 : now;
  return order.map((stage, at) => ({ stage, state: at === now ? 'now' : at < before ? 'done' : 'ahead' }));
}

/**
 * The progress to show. A job that has begun but not told anything yet is on its first stage: only a queued one waits for its turn.
 */
export function progressOf(job: Pick<Job, 'kind' | 'state' | 'progress'>): Progress {
  return job.state === 'queued' || job.progress.stage !== 'waiting' ? job.progress : { ...job.progress, stage: jobKinds[job.kind].stages[0] };
}
