import { z } from 'zod';
import { change, failureSchema, nothing, question } from './declare.ts';
import { jobKind, jobResult, stage } from './job-kinds.ts';
import { curvePoint } from './runs.ts';
import { jobId, projectId, runId, time } from './values.ts';

const progress = z.strictObject({
  stage,
  done: z.int().nonnegative(),
  /** Null while the total is unknown. */
  total: z.int().nonnegative().nullable(),
  /** Estimated from the measured pace; null until there is an estimate. */
  secondsLeft: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof progress>;

export const job = z.strictObject({
  id: jobId,
  kind: jobKind,
  /** Null for work on the library of source models. */
  project: projectId.nullable(),
  projectName: z.string().nullable(),
  /** The run of a training job. */
  run: runId.nullable(),
  state: z.enum(['queued', 'running', 'stopping', 'done', 'failed', 'stopped']),
  progress,
  /** While queued: the job that it waits for, which may itself be waiting. */
  behind: jobId.nullable(),
  /** Learning curve so far, while a training run is running. */
  curve: z.array(curvePoint),
  startedAt: time,
  endedAt: time.nullable(),
  /** From an earlier studio process; the project has kept its outcome. */
  earlier: z.boolean(),
  result: jobResult.nullable(),
  failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof job>;

export const jobRequests = {
  'jobs.list': question('The jobs of this studio process, newest first: queued, running and the last that ended.', {
    input: nothing,
    output: z.strictObject({ jobs: z.array(job) }),
  }),
  'jobs.get': question('One job.', { input: z.strictObject({ job: jobId }), output: job, failures: ['job-not-found'] }),
  'jobs.dismiss': change('Puts the outcome of an ended job away: when the project is opened again, it is told no more.', {
    input: z.strictObject({ project: projectId, job: jobId }),
    output: nothing,
    failures: ['project-not-open'],
  }),
  'jobs.stop': change(
    'Asks a job to stop; what it has finished stays. With `keepBest` a fine-tune ends early as a finished run with its best weights. Answers once the request is taken.',
    {
      input: z.strictObject({ job: jobId, keepBest: z.boolean().default(false) }),
      output: job,
      failures: ['job-not-found'],
    },
  ),
};
