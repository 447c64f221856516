import { z } from 'zod';
import { labelImport } from './annotations.ts';
import { filesFound, importReport, readingReport } from './images.ts';
import { labelsExportReport } from './labels.ts';
import { packReport, unpackReport } from './projects.ts';
import { ranking, rankingTrial } from './rankings.ts';
import { reportSummary } from './reports.ts';
import { dataReview } from './review.ts';
import { cutSweep, trainReport } from './runs.ts';
import { featuresReport, mapReport } from './similar.ts';
import { addedSource } from './sources.ts';
import { exportReport, predictReport } from './use.ts';
import type { Method } from './values.ts';

/** What a job is doing. `waiting`: for its turn. */
export const stage = z.enum([
  'waiting',
  'scanning',
  'reading',
  'reading-labels',
  'labelling',
  'features',
  'baselines',
  'fitting',
  'testing',
  'writing',
  'checking',
  'predicting',
  'drawing',
  'preparing',
  'searching',
  'tuning',
  'ranking',
  'comparing',
  'grouping',
  'looking',
  'neighbours',
  'arranging',
  'downloading',
  'reading-model',
  'testing-model',
  'measuring',
]);
export type Stage = z.infer<typeof stage>;

/** A resource that a job uses exclusively: per lane one job runs at a time, first come, first served. */
export type JobLane = 'pictures' | 'library' | 'learner';

interface JobDeclaration<R extends z.ZodType> {
  readonly lane: JobLane;
  /** Schema of its result. */
  readonly report: R;
  /** The stages that it passes through, in order. */
  readonly stages: readonly [Stage, ...Stage[]];
  /** Stages of training methods that differ from these; empty where their order is not known in advance. */
  readonly stagesOf?: Readonly<Partial<Record<Method | 'auto', readonly Stage[]>>>;
  /** Stopped with `keepBest`, it ends early as a finished job. */
  readonly endsEarly?: true;
}
const declared = <R extends z.ZodType>(job: JobDeclaration<R>): JobDeclaration<R> => job;

/**
 * All kinds of long-running work, declared once: results, lanes and the stages shown are derived from this. A kind without a title in
 * engine/words, or without a place on a screen, does not compile. A job's parameters are the input of the request that starts it.
 */
export const jobKinds = {
  import: declared({ lane: 'pictures', report: importReport, stages: ['scanning', 'reading'] }),
  'import-labels': declared({ lane: 'pictures', report: labelImport, stages: ['reading-labels', 'labelling'] }),
  'find-files': declared({ lane: 'pictures', report: filesFound, stages: ['scanning', 'looking'] }),
  reading: declared({ lane: 'pictures', report: readingReport, stages: ['reading'] }),
  pack: declared({ lane: 'pictures', report: packReport, stages: ['writing'] }),
  unpack: declared({ lane: 'pictures', report: unpackReport, stages: ['writing'] }),
  train: declared({
    lane: 'learner',
    report: trainReport,
    stages: ['reading', 'features', 'fitting', 'baselines', 'testing'],
    endsEarly: true,
    stagesOf: {
      auto: [],
      'fine-tune': ['reading', 'features', 'fitting', 'preparing', 'searching', 'tuning', 'testing'],
      scratch: ['reading', 'preparing', 'searching', 'tuning', 'testing'],
    },
  }),
  export: declared({ lane: 'learner', report: exportReport, stages: ['reading', 'writing', 'checking'] }),
  predict: declared({ lane: 'learner', report: predictReport, stages: ['scanning', 'predicting'] }),
  'export-labels': declared({ lane: 'pictures', report: labelsExportReport, stages: ['writing'] }),
  // Separate from the learner, because it may wait a long time for the network before it needs that.
  'add-source': declared({ lane: 'library', report: addedSource, stages: ['reading-model', 'testing-model', 'writing'] }),
  rank: declared({ lane: 'learner', report: ranking, stages: ['features', 'ranking'] }),
  'try-ranking': declared({ lane: 'learner', report: rankingTrial, stages: ['features', 'fitting', 'testing'] }),
  'sweep-cuts': declared({ lane: 'learner', report: cutSweep, stages: ['features', 'fitting'] }),
  review: declared({
    lane: 'learner',
    report: dataReview,
    stages: ['reading', 'features', 'neighbours', 'fitting', 'grouping', 'looking'],
  }),
  features: declared({ lane: 'learner', report: featuresReport, stages: ['reading', 'features'] }),
  map: declared({ lane: 'learner', report: mapReport, stages: ['reading', 'features', 'neighbours', 'arranging'] }),
  compare: declared({ lane: 'learner', report: reportSummary, stages: ['features', 'comparing'] }),
};
export type JobKind = keyof typeof jobKinds;
export const jobKind = z.enum(Object.keys(jobKinds) as JobKind[]);

export type ReportOf<K extends JobKind> = z.infer<(typeof jobKinds)[K]['report']>;
export type JobResult = { [K in JobKind]: { kind: K; report: ReportOf<K> } }[JobKind];
const results = Object.entries(jobKinds).map(([kind, { report }]) => z.strictObject({ kind: z.literal(kind), report }));
// The compiler cannot infer a union built from a table.
export const jobResult = z.discriminatedUnion('kind', results as [(typeof results)[number], ...typeof results]) as unknown as z.ZodType<
  JobResult,
  JobResult
>;
