import { setTimeout as sleep } from 'node:timers/promises';
import type { CurvePoint, Failure, Job, JobId, JobResult, ProjectId, RunId, Stage } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import type { TestStudio } from './test-studio.ts';

export interface PretendedJob {
  readonly kind: Job['kind'];
  readonly project: ProjectId | null;
  readonly run?: RunId;
  /** The stages it goes through, each with the number of its steps. */
  readonly stages: readonly (readonly [stage: Stage, steps: number])[];
  /** Called before each step; what it gives is a point of the learning curve. */
  readonly step?: (stage: Stage, at: number) => CurvePoint | void;
  /** How it ends unless it is stopped. */
  readonly end: () => JobResult | Failure;
  /** Called before the end is told, however it ends. */
  readonly ended?: (state: 'done' | 'failed' | 'stopped') => void;
}

/** Queues a job that does nothing, one step after another, `jobStepMs` each, with an end of any kind. */
export function pretendJob(studio: TestStudio, { kind, project, run, stages, step: before = () => {}, end, ended = () => {} }: PretendedJob): JobId {
  const steps = stages.flatMap(([stage, total]) => Array.from({ length: total }, (_, done) => ({ stage, done, total })));
  const job = studio.queue.start({
    kind, project, ...run === undefined ? {} : { run },
    work: async ({ progress, point, signal, finish }) => {
      try {
        for (const [at, { stage, done, total }] of steps.entries()) {
          if (finish?.aborted) break;
          signal.throwIfAborted();
          progress(stage, done, total, (steps.length - at) * studio.jobStepMs / 1000);
          const seen = before(stage, done);
          if (seen) point?.(seen);
          await sleep(studio.jobStepMs);
        }
        signal.throwIfAborted();
        const outcome = end();
        if ('code' in outcome) throw new StudioError(outcome.code, outcome.facts);
        ended('done');
        return outcome;
      } catch (error) {
        ended(signal.aborted ? 'stopped' : 'failed');
        throw error;
      }
    },
  });
  return job.id;
}
