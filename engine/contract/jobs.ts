import { z } from 'zod';
import { failureSchema, nothing, request } from './declare.ts';
import { importReport } from './images.ts';
import { trainReport } from './runs.ts';
import { exportReport, predictReport } from './use.ts';
import { jobId, projectId, runId, time } from './values.ts';

export const stage = z.enum(['waiting', 'scanning', 'reading', 'features', 'baselines', 'fitting', 'testing', 'writing', 'checking', 'predicting', 'drawing']);
export type Stage = z.infer<typeof stage>;

export const progress = z.strictObject({
  stage, done: z.int().nonnegative(),
  /** Null while it is not known how much there is. */
  total: z.int().nonnegative().nullable(),
  /** Estimated from the measured pace; null until there is one. */
  secondsLeft: z.number().nonnegative().nullable(),
});
export type Progress = z.infer<typeof progress>;

export const jobResult = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('import'), report: importReport }),
  z.strictObject({ kind: z.literal('train'), report: trainReport }),
  z.strictObject({ kind: z.literal('export'), report: exportReport }),
  z.strictObject({ kind: z.literal('predict'), report: predictReport }),
]);
export type JobResult = z.infer<typeof jobResult>;

export const job = z.strictObject({
  id: jobId, kind: z.enum(['import', 'train', 'export', 'predict']), project: projectId,
  /** The run that a training job fills. */
  run: runId.nullable(),
  state: z.enum(['queued', 'running', 'stopping', 'done', 'failed', 'stopped']),
  progress, startedAt: time, endedAt: time.nullable(),
  result: jobResult.nullable(), failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof job>;

export const jobRequests = {
  'jobs.list': request('The jobs of this studio process, newest first: queued, running and the last that ended.', {
    input: nothing, output: z.strictObject({ jobs: z.array(job) }),
  }),
  'jobs.get': request('One job.', { input: z.strictObject({ job: jobId }), output: job, failures: ['job-not-found'] }),
  'jobs.stop': request('Asks a job to stop; what it has finished stays. Answers once the request is taken.', {
    input: z.strictObject({ job: jobId }), output: job, failures: ['job-not-found'],
  }),
};
