import { z } from 'zod';
import { change, failureSchema, nothing, question } from './declare.ts';
import { importReport } from './images.ts';
import { ranking, rankingTrial } from './rankings.ts';
import { reportSummary } from './reports.ts';
import { curvePoint, cutSweep, trainReport } from './runs.ts';
import { addedSource } from './sources.ts';
import { exportReport, predictReport } from './use.ts';
import { jobId, projectId, runId, time } from './values.ts';

export const stage = z.enum(['waiting', 'scanning', 'reading', 'features', 'baselines', 'fitting', 'testing', 'writing', 'checking', 'predicting', 'drawing',
  'preparing', 'searching', 'tuning', 'ranking', 'comparing', 'downloading', 'reading-model', 'testing-model', 'measuring']);
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
  z.strictObject({ kind: z.literal('add-source'), report: addedSource }),
  z.strictObject({ kind: z.literal('rank'), report: ranking }),
  z.strictObject({ kind: z.literal('try-ranking'), report: rankingTrial }),
  z.strictObject({ kind: z.literal('sweep-cuts'), report: cutSweep }),
  z.strictObject({ kind: z.literal('compare'), report: reportSummary }),
]);
export type JobResult = z.infer<typeof jobResult>;

export const jobKind = z.enum(['import', 'train', 'export', 'predict', 'add-source', 'rank', 'try-ranking', 'sweep-cuts', 'compare']);
export type JobKind = z.infer<typeof jobKind>;

export const job = z.strictObject({
  id: jobId, kind: jobKind,
  /** Null for work on the library of source models. */
  project: projectId.nullable(),
  /** The run that a training job fills. */
  run: runId.nullable(),
  state: z.enum(['queued', 'running', 'stopping', 'done', 'failed', 'stopped']),
  progress,
  /** Of a training run while it runs: its learning curve so far. */
  curve: z.array(curvePoint),
  startedAt: time, endedAt: time.nullable(),
  result: jobResult.nullable(), failure: failureSchema.nullable(),
});
export type Job = z.infer<typeof job>;

export const jobRequests = {
  'jobs.list': question('The jobs of this studio process, newest first: queued, running and the last that ended.', {
    input: nothing, output: z.strictObject({ jobs: z.array(job) }),
  }),
  'jobs.get': question('One job.', { input: z.strictObject({ job: jobId }), output: job, failures: ['job-not-found'] }),
  'jobs.stop': change('Asks a job to stop; what it has finished stays. With `keepBest` a fine-tune ends early as a finished run with its best weights. Answers once the request is taken.', {
    input: z.strictObject({ job: jobId, keepBest: z.boolean().default(false) }), output: job, failures: ['job-not-found'],
  }),
};
