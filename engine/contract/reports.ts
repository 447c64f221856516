import { z } from 'zod';
import { answers, armNames, reasons } from '../domain/report/transfer-benefit.ts';
import { change, failureSchema, nothing, question } from './declare.ts';
import { contentHash, folderWindows, interval, jobId, path, pictureReadings, projectId, seed, tableForm, time } from './values.ts';

const armName = z.enum(armNames);
export type { ArmName } from '../domain/report/transfer-benefit.ts';

const armPoint = z.strictObject({
  /** Labelled training images per class; classes with fewer contribute all they have. */
  perClass: z.int(),
  images: z.int(),
  seeds: z.int(),
  /** Accuracy on the fixed test images: mean over the seeds, with an interval over seeds and groups of test images. */
  score: interval,
  /** Accuracy on the validation images, used to choose among arms: mean over the seeds; null in an `earlier` report. */
  validationScore: z.number().nullable(),
  /** Number of seeds whose network was still improving on the validation images when its budget ended. */
  unfinished: z.int(),
  /** Mean per seed: images processed in optimiser steps, configurations tried, seconds. */
  imagePasses: z.int(),
  trials: z.int(),
  seconds: z.number(),
});
export type ArmPoint = z.infer<typeof armPoint>;
const arm = z.strictObject({ arm: armName, source: z.string().nullable(), points: z.array(armPoint) });
export type Arm = z.infer<typeof arm>;

const verdictAnswer = z.enum(answers);
export type VerdictAnswer = z.infer<typeof verdictAnswer>;
/** Why nothing is claimed or measured; `seen`: the source model has seen test images in its training, so their accuracy proves nothing. */
const verdictReason = z.enum([...reasons, 'seen']);
export type VerdictReason = z.infer<typeof verdictReason>;
const verdict = z.strictObject({
  answer: verdictAnswer,
  reason: verdictReason.nullable(),
  /** `start`, `asymptote` and `overall`: difference of accuracies; `slope`: how many times fewer labels reach the same score. */
  effect: interval.nullable(),
  /** Set for a `slope` known on one side only, because a curve starts above the score that both reach. */
  bound: z.enum(['at-least', 'at-most']).nullable(),
  /** Two-sided: below 0.05 exactly when the interval of the effect excludes no effect. */
  p: z.number().nullable(),
  /** Arm that transfer is compared with at each size that counts; for a `slope` not measured, the naive arm that gives the bound. */
  rivals: z.array(z.strictObject({ perClass: z.int(), arm: armName, unfinished: z.int() })),
  seeds: z.int(),
  sentence: z.string(),
});
export type Verdict = z.infer<typeof verdict>;

export const reportSummary = z.strictObject({
  report: z.int(),
  at: time,
  quick: z.boolean(),
  state: z.enum(['running', 'done', 'stopped', 'failed']),
  source: z.string(),
  sourceTitle: z.string(),
  sourceHash: contentHash,
  cut: z.string(),
  /** Why it was interrupted; null if it was not. */
  failure: failureSchema.nullable(),
  seed: z.int(),
  dataVersion: z.int(),
  stale: z.boolean(),
  software: z.string(),
  seconds: z.number(),
  /** From a version that trained networks without transfer too briefly: it makes no claims, and is not recomputed. */
  earlier: z.boolean(),
  classes: z.array(z.string()),
  trainImages: z.int(),
  testImages: z.int(),
  /** Number of test images that the source model is known to have seen in its own training. */
  testImagesSeen: z.int(),
  /** The windows of images of more than 8 bits in certain folders; the others had one window, or each its own. */
  folderWindows,
  /** The pages and channels of files that it read. */
  readings: pictureReadings,
  arms: z.array(arm),
  /** How long training the source's architecture from scratch at every size would have taken, where it was left out. */
  scratchLeftOut: z.strictObject({ seconds: z.number() }).nullable(),
  /** `overall`, the main one, is against the best arm without transfer, the others against `scratch`. Null until all arms are complete. */
  verdict: z.strictObject({ start: verdict, slope: verdict, asymptote: verdict, overall: verdict }).nullable(),
  /** Areas under the curves over ln(images), and (transfer - scratch) / scratch; null if scratch lacks sizes or is not finished. */
  area: z.strictObject({ transfer: interval, scratch: interval, ratio: interval }).nullable(),
  /** Ratio, scratch to fine-tune, of the optimiser steps to reach the final score of scratch; null if they cannot be compared. */
  stepsRatio: interval.nullable(),
  /** Further images per class to reach 95 %; null bounds are beyond the limit of forecasts, four times the data. */
  forecast: z
    .strictObject({ target: z.number(), reached: z.boolean(), low: z.int().nullable(), high: z.int().nullable(), beyond: z.boolean() })
    .nullable(),
});
export type ReportSummary = z.infer<typeof reportSummary>;

const reportPlan = z.strictObject({
  sizes: z.array(z.int()),
  arms: z.array(z.strictObject({ arm: armName, sizes: z.array(z.int()), seeds: z.int() })),
  /** Most images that the optimiser steps of one training run may process. */
  mostPasses: z.strictObject({ smallNetwork: z.int(), scratch: z.int(), fineTune: z.int() }),
  /** How long training the source's architecture from scratch at every size would take, where it is left out. */
  scratchLeftOut: z.strictObject({ seconds: z.number() }).nullable(),
  /** Number of learning rates that a network may try. */
  trials: z.int(),
  /** Side, in pixels, of the images on which networks are trained from a random start. */
  scratchInputSize: z.int(),
  testImages: z.int(),
  trainImages: z.int(),
  seconds: z.strictObject({ low: z.number(), high: z.number() }),
});
export type ReportPlan = z.infer<typeof reportPlan>;

const order = z.strictObject({
  project: projectId,
  source: z.string().optional(),
  cut: z.string().optional(),
  quick: z.boolean().default(false),
  seed: seed.default(1),
});

export const reportRequests = {
  'reports.plan': question('What a transfer report would train, and how long it takes here.', {
    input: order,
    output: reportPlan,
    failures: [
      'project-not-open',
      'no-labels',
      'too-few-classes',
      'class-too-small',
      'no-validation-images',
      'source-not-found',
      'cut-not-found',
    ],
  }),
  'reports.start': change("Starts a transfer report; the job's result is the report. Points are kept as they are finished.", {
    input: order,
    output: z.strictObject({ report: z.int(), job: jobId }),
    failures: [
      'project-not-open',
      'no-labels',
      'too-few-classes',
      'class-too-small',
      'no-validation-images',
      'source-not-found',
      'cut-not-found',
      'source-not-tunable',
      'test-set-locked',
      'tensorflow-missing',
    ],
  }),
  'reports.resume': change('Goes on with a report that was stopped or broken off; finished points are not trained again.', {
    input: z.strictObject({ project: projectId, report: z.int().positive() }),
    output: z.strictObject({ report: z.int(), job: jobId }),
    failures: [
      'project-not-open',
      'report-not-found',
      'report-finished',
      'report-stale',
      'test-set-locked',
      'report-earlier',
      'source-not-found',
    ],
  }),
  'reports.list': question('The transfer reports of a project, newest first.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ reports: z.array(reportSummary) }),
    failures: ['project-not-open'],
  }),
  'reports.get': question('One transfer report.', {
    input: z.strictObject({ project: projectId, report: z.int().positive() }),
    output: reportSummary,
    failures: ['project-not-open', 'report-not-found'],
  }),
  'reports.recompute': question(
    'Every figure of a report computed again from the stored predictions, and where it differs from what is shown.',
    {
      input: z.strictObject({ project: projectId, report: z.int().positive().optional() }),
      output: z.strictObject({
        /** Null if there were only rankings and runs to recompute. */
        report: z.int().nullable(),
        figures: z.int(),
        equal: z.boolean(),
        differences: z.array(z.strictObject({ figure: z.string(), stored: z.string(), recomputed: z.string() })),
      }),
      failures: ['project-not-open', 'report-not-found', 'report-earlier', 'run-not-finished'],
    },
  ),
  'reports.export': change('Writes a report as a page with its figures (html), a document to print (pdf) or a table (csv).', {
    input: z.strictObject({
      project: projectId,
      report: z.int().positive(),
      format: z.enum(['html', 'pdf', 'csv']),
      out: path,
      table: tableForm.optional(),
    }),
    /** `undrawn`: characters in names that the fonts of the document lack; the document says so too. */
    output: z.strictObject({ file: path, undrawn: z.array(z.string()) }),
    failures: ['project-not-open', 'report-not-found', 'output-exists', 'folder-not-found', 'folder-read-only', 'disk-full', 'disk-error'],
  }),
  'reports.remove': change('Removes a report with its points.', {
    input: z.strictObject({ project: projectId, report: z.int().positive() }),
    output: nothing,
    failures: ['project-not-open', 'report-not-found'],
  }),
};
