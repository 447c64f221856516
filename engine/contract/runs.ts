import { z } from 'zod';
import { failureSchema, request } from './declare.ts';
import { classId, contentHash, headKind, interval, jobId, method, projectId, runId, time } from './values.ts';

export const score = z.strictObject({
  /** Number of images the score was counted on. */
  images: z.int(),
  accuracy: interval, balancedAccuracy: interval,
  perClass: z.array(z.strictObject({
    class: z.string(), classId, images: z.int(),
    /** Null where undefined: nothing was predicted as this class, or it has no test image. */
    precision: z.number().nullable(), recall: z.number().nullable(), f1: z.number().nullable(),
  })),
  /** counts[actual][predicted], in the order of `classes`. */
  confusion: z.strictObject({ classes: z.array(z.string()), classIds: z.array(classId), counts: z.array(z.array(z.int())) }),
});
export type Score = z.infer<typeof score>;

export const baselineScore = z.strictObject({
  name: z.enum(['majority-class', 'colour-and-texture']), accuracy: interval, balancedAccuracy: interval,
});
export type BaselineScore = z.infer<typeof baselineScore>;

export const runSource = z.strictObject({ id: z.string(), title: z.string(), hash: contentHash });

export const runSummary = z.strictObject({
  run: runId, method, head: headKind.nullable(), source: runSource, cut: z.string(), seed: z.int(),
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  failure: failureSchema.nullable(),
  startedAt: time, seconds: z.number(),
  /** Classes by name in the order of the model's outputs. */
  classes: z.array(z.string()), classIds: z.array(classId),
  trainImages: z.int(), validationImages: z.int(), testImages: z.int(),
  dataVersion: z.int(),
  /** Labels or classes have changed since the run saw them. */
  stale: z.boolean(),
  software: z.string(),
  accuracy: interval.nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

export const evaluation = z.strictObject({
  run: runId, method, head: headKind.nullable(),
  test: score, baselines: z.array(baselineScore),
  dataVersion: z.int(), stale: z.boolean(), source: runSource, cut: z.string(), seed: z.int(), software: z.string(),
});
export type Evaluation = z.infer<typeof evaluation>;

export const trainReport = z.strictObject({
  run: runId, method, head: headKind.nullable(), source: z.string(), cut: z.string(), seed: z.int(), classes: z.array(z.string()),
  trainImages: z.int(), seconds: z.number(),
});
export type TrainReport = z.infer<typeof trainReport>;

export const runRequests = {
  'runs.start': request('Starts a training run. Answers at once with the run and its job; the job\'s result is a train report.', {
    input: z.strictObject({
      project: projectId, source: z.string().optional(), cut: z.string().optional(),
      method: z.enum(['head']).default('head'), seed: z.int().nonnegative().max(2 ** 31 - 1).default(1),
    }),
    output: z.strictObject({ run: runId, job: jobId }),
    failures: ['project-not-open', 'no-labels', 'too-few-classes', 'class-too-small', 'source-not-found', 'cut-not-found',
      'source-card-damaged', 'source-weights-damaged', 'source-unsupported', 'tensorflow-missing'],
  }),
  'runs.list': request('The runs of a project, newest first.', {
    input: z.strictObject({ project: projectId }), output: z.strictObject({ runs: z.array(runSummary) }), failures: ['project-not-open'],
  }),
  'runs.evaluation': request('How good a finished run is on the held-out test images, against its baselines. Without `run`: the newest.', {
    input: z.strictObject({ project: projectId, run: runId.optional() }), output: evaluation,
    failures: ['project-not-open', 'run-not-found', 'run-not-finished'],
  }),
};
