import type { Job, Stage } from '../../engine/contract/index.ts';

export type StageState = 'done' | 'now' | 'ahead';

/** The stages that each kind of job goes through, in order. `waiting` comes before all of them. */
const stages: Readonly<Record<'train' | 'export' | 'predict', readonly Stage[]>> = {
  train: ['reading', 'features', 'fitting', 'baselines', 'testing'],
  export: ['reading', 'writing', 'checking'],
  predict: ['scanning', 'predicting'],
};

/** Where a job stands, stage by stage. A stage that a job reports but that is not listed leaves the order as it is. */
export function stagesOf(job: Pick<Job, 'kind' | 'progress'>): { stage: Stage; state: StageState }[] {
  if (job.kind === 'import') return [];
  const order = stages[job.kind];
  const now = order.indexOf(job.progress.stage);
  return order.map((stage, at) => ({ stage, state: at === now ? 'now' : at < now ? 'done' : 'ahead' }));
}
