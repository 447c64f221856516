import type { Job, JobKind, Method, Progress, Stage } from '../../engine/contract/index.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** The stages that each kind of job goes through, in order. `waiting` comes before all of them. */
const stages: Readonly<Record<Exclude<JobKind, 'import'>, readonly Stage[]>> = {
  train: ['reading', 'features', 'fitting', 'baselines', 'testing'],
  export: ['reading', 'writing', 'checking'],
  predict: ['scanning', 'predicting'],
  'add-source': ['reading-model', 'testing-model', 'writing'],
  rank: ['features', 'ranking'],
  'try-ranking': ['features', 'fitting', 'testing'],
  'sweep-cuts': ['features', 'fitting'],
  compare: ['features', 'comparing'],
};

/** Of trainings that change the weights of the network itself; automatic mode goes through some of them again and again. */
const ofTuning: Readonly<Partial<Record<Method | 'auto', readonly Stage[]>>> = {
  auto: [],
  'fine-tune': ['reading', 'features', 'fitting', 'preparing', 'searching', 'tuning', 'testing'],
  scratch: ['reading', 'preparing', 'searching', 'tuning', 'testing'],
};

/** The stages of a job in order; those of a training depend on its method. */
export function stageOrder(kind: JobKind, method?: Method | 'auto'): readonly Stage[] {
  if (kind === 'import') return [];
  return (kind === 'train' && method ? ofTuning[method] : undefined) ?? stages[kind];
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
  const first = job.kind === 'import' ? 'scanning' : stages[job.kind][0];
  return job.state === 'queued' || job.progress.stage !== 'waiting' || !first ? job.progress : { ...job.progress, stage: first };
}
