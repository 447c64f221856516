import type { Job, JobKind, Progress, Stage } from '../../engine/contract/index.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** The stages that each kind of job goes through, in order. `waiting` comes before all of them. */
const stages: Readonly<Record<Exclude<JobKind, 'import'>, readonly Stage[]>> = {
  train: ['reading', 'features', 'fitting', 'baselines', 'testing'],
  export: ['reading', 'writing', 'checking'],
  predict: ['scanning', 'predicting'],
  'add-source': ['reading', 'checking', 'writing'],
  rank: ['features', 'ranking'],
  'try-ranking': ['features', 'fitting', 'testing'],
  'sweep-cuts': ['features', 'fitting'],
  compare: ['features', 'comparing'],
};

/** Where a job stands, stage by stage. A stage that a job reports but that is not listed leaves the order as it is. */
export function stagesOf(job: Pick<Job, 'kind' | 'progress'>): { stage: Stage; state: StageState }[] {
  if (job.kind === 'import') return [];
  const order = stages[job.kind];
  const now = order.indexOf(job.progress.stage);
  return order.map((stage, at) => ({ stage, state: at === now ? 'now' : at < now ? 'done' : 'ahead' }));
}

/**
 * The progress to show. A job that has begun but not told anything yet is on its first stage: only a queued one waits for its turn.
 */
export function progressOf(job: Pick<Job, 'kind' | 'state' | 'progress'>): Progress {
  const first = job.kind === 'import' ? 'scanning' : stages[job.kind][0];
  return job.state === 'queued' || job.progress.stage !== 'waiting' || !first ? job.progress : { ...job.progress, stage: first };
}
