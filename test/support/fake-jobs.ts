import type { Failure, Job, JobId, JobResult, ProjectId, RunId, Stage } from '../../engine/contract/index.ts';
import type { FakeState } from './fake-handlers.ts';

export interface PretendedJob {
  readonly kind: Job['kind'];
  readonly project: ProjectId | null;
  readonly run?: RunId;
  /** The stages it goes through, each with the number of its steps. */
  readonly stages: readonly (readonly [stage: Stage, steps: number])[];
  /** Called before each step; what it gives is told of the job besides. */
  readonly step?: (stage: Stage, at: number) => Partial<Job> | void;
  /** Stopped with the wish to keep the best, it ends as if it were done. */
  readonly keepsBest?: boolean;
  /** How it ends unless it is stopped. */
  readonly end: () => JobResult | Failure;
  /** Called before the end is told, however it ends. */
  readonly ended?: (state: 'done' | 'failed' | 'stopped') => void;
}

/** Pretends to do a job: one step after another, `jobStepMs` each, stoppable, with an end of any kind. */
export function pretendJob(state: FakeState, { kind, project, run, stages, step: before = () => {}, keepsBest = false, end, ended = () => {} }: PretendedJob): JobId {
  const id = `job-${state.jobs.size + 1}` as JobId;
  const steps = stages.flatMap(([stage, total]) => Array.from({ length: total }, (_, done) => ({ stage, done, total })));
  const tell = (change: Partial<Job>): void => {
    const job = { ...state.jobs.get(id)!, ...change };
    state.jobs.set(id, job);
    state.tell('jobs.changed', { job });
  };
  const finish = (how: Pick<Job, 'state' | 'result' | 'failure'>): void => {
    ended(how.state as 'done');
    tell({ ...how, endedAt: Date.now() });
  };
  const step = (at: number): void => {
    const stopping = state.jobs.get(id)!.state === 'stopping';
    const keeps = stopping && keepsBest && state.keptBest.has(id);
    if (stopping && !keeps) return finish({ state: 'stopped', result: null, failure: { code: 'stopped', facts: {} } });
    const now = keeps ? undefined : steps[at];
    if (now) {
      tell({ state: 'running', progress: { ...now, secondsLeft: (steps.length - at) * state.jobStepMs / 1000 }, ...before(now.stage, now.done) });
      setTimeout(() => { step(at + 1); }, state.jobStepMs);
      return;
    }
    const outcome = end();
    finish('code' in outcome ? { state: 'failed', result: null, failure: outcome } : { state: 'done', result: outcome, failure: null });
  };
  state.jobs.set(id, {
    id, kind, project, run: run ?? null, state: 'queued', progress: { stage: 'waiting', done: 0, total: null, secondsLeft: null }, curve: [],
    startedAt: Date.now(), endedAt: null, result: null, failure: null,
  });
  tell({});
  setTimeout(() => { step(0); }, state.jobStepMs);
  return id;
}
