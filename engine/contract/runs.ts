import { z } from 'zod';
import { usualVariation } from '../domain/models/usual-variation.ts';
import { tuningReasons } from '../domain/choice/worth-tuning.ts';
import { change, failureSchema, question } from './declare.ts';
import {
  folderWindows,
  classId,
  contentHash,
  headKind,
  imageId,
  interval,
  jobId,
  method,
  otherChoice,
  pictureReadings,
  projectId,
  runId,
  time,
  trainingMethod,
  variation,
  seed,
} from './values.ts';

export const score = z.strictObject({
  /** Number of images scored. */
  images: z.int(),
  accuracy: interval,
  balancedAccuracy: interval,
  perClass: z.array(
    z.strictObject({
      class: z.string(),
      classId,
      images: z.int(),
      /** Null where undefined: nothing was predicted as this class, or it has no test images. */
      precision: z.number().nullable(),
      recall: z.number().nullable(),
      f1: z.number().nullable(),
    }),
  ),
  /** counts[actual][predicted], in the order of `classes`. */
  confusion: z.strictObject({ classes: z.array(z.string()), classIds: z.array(classId), counts: z.array(z.array(z.int())) }),
});
export type Score = z.infer<typeof score>;

const baselineScore = z.strictObject({
  name: z.enum(['majority-class', 'colour-and-texture', 'raw-pixels']),
  accuracy: interval,
  balancedAccuracy: interval,
});
export type BaselineScore = z.infer<typeof baselineScore>;

/** Classes that a run was trained on as one class, `name`. */
const otherInRun = z.strictObject({
  classId,
  name: z.string(),
  /** Whether it is a class of the project. Otherwise it is one of the run alone, and no image can be labelled with it. */
  isOwn: z.boolean(),
  /** As they were named when the run was started. */
  classes: z.array(z.strictObject({ id: classId, name: z.string() })),
});

const runSource = z.strictObject({ id: z.string(), title: z.string(), hash: contentHash });

/** One validation check of a fine-tune. Losses are mean negative log likelihoods. */
export const curvePoint = z.strictObject({
  step: z.int(),
  steps: z.int(),
  trainLoss: z.number(),
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  seconds: z.number(),
});
export type CurvePoint = z.infer<typeof curvePoint>;

/** How a run was fine-tuned and what it tried: with the other facts of the run, everything needed to repeat it. */
export const tuning = z.strictObject({
  variation,
  batchSize: z.int(),
  steps: z.int(),
  /** Learning rate of the last stage; earlier stages use their multiple of it. */
  learningRate: z.number(),
  triedRates: z.array(z.strictObject({ learningRate: z.number(), validationLoss: z.number() })),
  /** Share of the fine-tuned weights in the final ones: 0 = the plain head won, 1 = only the fine-tuned weights. */
  interpolation: z.number(),
  /** Validation results for each share tried. */
  interpolations: z.array(z.strictObject({ share: z.number(), validationLoss: z.number(), validationAccuracy: z.number() })),
  /** Step of the final weights. */
  bestStep: z.int(),
  stoppedEarly: z.boolean(),
  parametersTuned: z.int(),
  parametersReused: z.int(),
  /** Where activations of the frozen part were cached; `computed-each-step` if they would have taken too much space. */
  activations: z.enum(['in-memory', 'on-disk', 'computed-each-step', 'nothing-frozen']).optional(),
  /** The initial batch size, if memory was too small for it. */
  batchSizeTried: z.int().optional(),
  curve: z.array(curvePoint),
});
export type Tuning = z.infer<typeof tuning>;

/** One thing that automatic mode tried. */
const autoTrial = z.strictObject({
  method,
  source: z.string(),
  cut: z.string(),
  tuneFrom: z.string().nullable(),
  validationAccuracy: z.number(),
  validationLoss: z.number(),
  seconds: z.number(),
  chosen: z.boolean(),
});
/** Something that could not be tried, and why. */
export const autoSkipped = z.strictObject({
  method,
  source: z.string(),
  cut: z.string().nullable(),
  tuneFrom: z.string().nullable(),
  failure: failureSchema,
});
/** While the run is running, and if it was stopped or interrupted: what has been tried so far, with nothing chosen. */
export const autoChoice = z.strictObject({
  budgetSeconds: z.number(),
  usedSeconds: z.number(),
  /** Starting with the plain head. Losses are mean negative log likelihoods. */
  trials: z.array(autoTrial),
  skipped: z.array(autoSkipped),
  /** The comparison of one source model's cut points, if there was time for it; the proposed one is among the trials. */
  swept: z.strictObject({ source: z.string(), proposed: z.string(), seconds: z.number() }).nullable(),
  /** Order of further source models: by the last ranking (`stale`: labels changed since), or least work first. Absent in older runs. */
  order: z.strictObject({ by: z.enum(['ranking', 'least-work']), stale: z.boolean() }).optional(),
  /** Whether tuning is worth trying, see worthTuning; null until the plain head is trained. Absent in runs of earlier versions. */
  tuning: z
    .strictObject({ why: z.enum(tuningReasons), imagesPerClass: z.int(), far: z.boolean() })
    .nullable()
    .optional(),
  why: z.enum(['best-on-validation', 'plain-head-not-beaten', 'out-of-time', 'ended-early']).nullable(),
});
export type AutoChoice = z.infer<typeof autoChoice>;

const runSummary = z.strictObject({
  run: runId,
  method,
  head: headKind.nullable(),
  source: runSource,
  cut: z.string(),
  seed: z.int(),
  /** First fine-tuned block; null if only the head was trained. */
  tuneFrom: z.string().nullable(),
  tuning: tuning.nullable(),
  auto: autoChoice.nullable(),
  /** Whether a checkpoint allows resuming it where it stopped. */
  resumable: z.boolean(),
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  failure: failureSchema.nullable(),
  startedAt: time,
  seconds: z.number(),
  /** Class names in the order of the model's outputs. */
  classes: z.array(z.string()),
  classIds: z.array(classId),
  /** Null if every class was trained as itself, as in all runs of earlier versions. */
  other: otherInRun.nullable(),
  trainImages: z.int(),
  validationImages: z.int(),
  testImages: z.int(),
  dataVersion: z.int(),
  /** Labels or classes have changed since the run used them, or another test set was drawn. */
  stale: z.boolean(),
  software: z.string(),
  /** On the test images; null until the run is finished, and while withheld. */
  accuracy: interval.nullable(),
  /** The test set is locked, and the score of this run has not been revealed. */
  testWithheld: z.boolean(),
  /** Accuracy on the validation images, used to choose among runs; null without validation images. */
  validation: interval.nullable(),
});
export type RunSummary = z.infer<typeof runSummary>;

/** Near-duplicates among the images of a run: each group is on one side of the split. */
const nearDuplicates = z.strictObject({
  groups: z.int(),
  /** Images used for neither training nor testing: they resemble a test image and were put into another part before that was known. */
  leftOut: z.int(),
});

const evaluation = z.strictObject({
  run: runId,
  method,
  head: headKind.nullable(),
  test: score,
  baselines: z.array(baselineScore),
  /** Number of these test images that the source model is known to have seen in its own training: the score may be too good. */
  testImagesSeen: z.int(),
  dataVersion: z.int(),
  stale: z.boolean(),
  source: runSource,
  cut: z.string(),
  seed: z.int(),
  software: z.string(),
  /** Among its images. Null for runs of versions that treated near-duplicates as independent images. */
  nearDuplicates: nearDuplicates.nullable(),
  /** Classes trained as one; null if every class was trained as itself. */
  other: otherInRun.nullable(),
  /** The windows of images of more than 8 bits in certain folders; the others had one window, or each its own. */
  folderWindows,
  /** The pages and channels of files that it read. */
  readings: pictureReadings,
});
export type Evaluation = z.infer<typeof evaluation>;

export const trainReport = z.strictObject({
  run: runId,
  method,
  head: headKind.nullable(),
  source: z.string(),
  cut: z.string(),
  seed: z.int(),
  classes: z.array(z.string()),
  trainImages: z.int(),
  seconds: z.number(),
  tuneFrom: z.string().nullable(),
  tuning: tuning.nullable(),
  auto: autoChoice.nullable(),
});
export type TrainReport = z.infer<typeof trainReport>;

/** Size and expected duration of a training run on this computer, before it is started. */
const trainingPlan = z.strictObject({
  source: z.string(),
  cut: z.string(),
  features: z.int(),
  tuneFrom: z.string().nullable(),
  parameters: z.strictObject({ reused: z.int(), tuned: z.int(), head: z.int() }),
  /** Images without cached features at this cut point. */
  newImages: z.int(),
  /** Seconds. A guess if some of the work was never timed on this computer. Null until there are enough images to train on. */
  time: z.strictObject({ low: z.number(), high: z.number(), isGuess: z.boolean() }).nullable(),
  trainImages: z.int(),
  validationImages: z.int(),
  testImages: z.int(),
  nearDuplicates,
  /** Names of the classes that stop training because they cannot be both trained and tested on. No images are counted then. */
  tooSmall: z.array(z.string()),
  /** Whether a head on so few labels also trains on mirrored and cropped copies of its images. */
  learnsFromAugmented: z.boolean(),
});
export type TrainingPlan = z.infer<typeof trainingPlan>;

/** Cut points of one source model compared by cross-validation on the training and validation images. */
export const cutSweep = z.strictObject({
  source: z.string(),
  images: z.int(),
  cuts: z.array(
    z.strictObject({
      cut: z.string(),
      features: z.int(),
      parameters: z.int(),
      multiplyAdds: z.number().nullable(),
      accuracy: interval,
      /** Whether the paired test cannot tell it from the best. */
      tiedWithBest: z.boolean(),
    }),
  ),
  /** The cheapest of those tied with the best. */
  proposed: z.string(),
});
export type CutSweep = z.infer<typeof cutSweep>;

/** One rung of the ladder: a run, or a baseline measured on the same images. */
const rung = z.strictObject({
  kind: z.enum(['majority-class', 'colour-and-texture', 'raw-pixels', 'scratch', 'head', 'fine-tune']),
  run: runId.nullable(),
  source: z.string().nullable(),
  cut: z.string().nullable(),
  tuneFrom: z.string().nullable(),
  score: interval,
  balancedAccuracy: interval,
  seconds: z.number().nullable(),
  stale: z.boolean(),
  /** Accuracy of a run on the validation images, by which the ladder is sorted; null for baselines. */
  validation: interval.nullable(),
});
export type Rung = z.infer<typeof rung>;
/** Runs tested on the same images with the same labels, so that their scores can be compared. */
const ladder = z.strictObject({
  /** `leftOut`: number of runs on another test set, or on labels that have changed since. */
  testImages: z.int(),
  classes: z.int(),
  rungs: z.array(rung),
  leftOut: z.int(),
  /** Number of runs left out because their test score is withheld. */
  withheld: z.int(),
});
export type Ladder = z.infer<typeof ladder>;

/** Two runs on images that both predicted, see comparePaired: test images, or validation images if the test score of one is withheld. */
const runComparison = z.strictObject({
  a: runId,
  b: runId,
  on: z.enum(['validation', 'test']),
  images: z.int(),
  /** Number of images each run was scored on: if it is more than `images`, its score is not of these images alone. */
  scored: z.strictObject({ a: z.int(), b: z.int() }),
  /** Independent units: each group of near-duplicates or of one specimen counts as one. If equal to `images`: McNemar's test. */
  groups: z.int(),
  bothRight: z.int(),
  onlyA: z.int(),
  onlyB: z.int(),
  bothWrong: z.int(),
  /** Two-sided, exact. Below 0.05 exactly when the interval excludes 0. */
  p: z.number(),
  /** Accuracy of b minus that of a. */
  difference: interval,
  changed: z.array(z.strictObject({ image: imageId, actual: classId, a: classId, b: classId })),
});
export type RunComparison = z.infer<typeof runComparison>;

/** Why the labelled images cannot be trained on, classes trained as one included. */
const trainingSetFailures = [
  'no-labels',
  'too-few-classes',
  'class-too-small',
  'class-not-found',
  'class-name-empty',
  'other-without-classes',
  'other-name-taken',
  'other-too-small',
] as const;

export const runRequests = {
  'runs.start': change("Starts a training run. Answers at once with the run and its job; the job's result is a train report.", {
    input: z.strictObject({
      project: projectId,
      source: z.string().optional(),
      /** A layer, or several joined by "+" whose pooled features are concatenated. */
      cut: z.string().optional(),
      method: trainingMethod.default('head'),
      seed: seed.default(1),
      /** For `fine-tune`: the first block to tune, one of those in `sources.inspect`, or `all`. Absent: chosen by the number of labels. */
      tuneFrom: z.string().optional(),
      variation: variation.default(usualVariation),
      /** Time limit in seconds; required by `auto`. */
      budgetSeconds: z
        .number()
        .positive()
        .max(7 * 24 * 3600)
        .optional(),
      other: otherChoice.optional(),
    }),
    output: z.strictObject({ run: runId, job: jobId }),
    failures: [
      'project-not-open',
      ...trainingSetFailures,
      'source-not-found',
      'cut-not-found',
      'source-card-damaged',
      'source-weights-damaged',
      'source-unsupported',
      'source-not-tunable',
      'no-validation-images',
      'tensorflow-missing',
    ],
  }),
  'runs.resume': change('Goes on with a run that was stopped or broken off, from its last checkpoint.', {
    input: z.strictObject({ project: projectId, run: runId }),
    output: z.strictObject({ run: runId, job: jobId }),
    failures: ['project-not-open', 'run-not-found', 'run-not-resumable', 'checkpoint-damaged', 'source-not-found'],
  }),
  'runs.plan': question('What a training with these choices reuses and tunes, and how long it would take here.', {
    input: z.strictObject({
      project: projectId,
      source: z.string().optional(),
      cut: z.string().optional(),
      method: trainingMethod.default('head'),
      tuneFrom: z.string().optional(),
      variation: variation.default(usualVariation),
      other: otherChoice.optional(),
    }),
    output: trainingPlan,
    failures: ['project-not-open', 'source-not-found', 'cut-not-found'],
  }),
  'runs.sweep': change("Starts a comparison of the cuts of a source model on this project's images; the job's result is a cut sweep.", {
    input: z.strictObject({
      project: projectId,
      source: z.string().optional(),
      seed: seed.default(1),
      other: otherChoice.optional(),
    }),
    output: z.strictObject({ job: jobId }),
    failures: ['project-not-open', ...trainingSetFailures, 'source-not-found'],
  }),
  'runs.ladder': question(
    'All finished runs on the current test images and labels, best on the validation images first, then their baselines.',
    {
      input: z.strictObject({ project: projectId }),
      output: ladder,
      failures: ['project-not-open'],
    },
  ),
  'runs.compare': question(
    'Two finished runs on the test images that both saw; on the validation images where the test score of one is withheld.',
    {
      input: z.strictObject({ project: projectId, a: runId, b: runId }),
      output: runComparison,
      failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'runs-not-comparable'],
    },
  ),
  'runs.list': question('The runs of a project, newest first.', {
    input: z.strictObject({ project: projectId }),
    output: z.strictObject({ runs: z.array(runSummary) }),
    failures: ['project-not-open'],
  }),
  'runs.evaluation': question('How good a finished run is on the held-out test images, against its baselines. Without `run`: the newest.', {
    input: z.strictObject({ project: projectId, run: runId.optional() }),
    output: evaluation,
    failures: ['project-not-open', 'run-not-found', 'run-not-finished', 'test-set-locked'],
  }),
};
