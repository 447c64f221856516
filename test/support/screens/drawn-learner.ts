import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AddedSource, CurvePoint, ExportFormat, ExportReport, Stage } from '../../../engine/contract/index.ts';
import { StudioError, type Failure } from '../../../engine/domain/failure.ts';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { TrainingPace } from '../../../engine/domain/report/report-time.ts';
import { plannedArms } from '../../../engine/domain/report/transfer-benefit.ts';
import type { JobWatching } from '../../../engine/learner/client.ts';
import type { CompareJob, ReportPoint } from '../../../engine/learner/compare-protocol.ts';
import type {
  AdoptJob,
  AnyLearnerJob,
  ExportJob,
  LearnerJobKind,
  LearnerJobs,
  SweepJob,
  TrainJob,
  TrainOutcome,
  TrialJob,
  TunedOutcome,
  TuneOrder,
} from '../../../engine/learner/protocol.ts';
import { compareGroups } from '../../../engine/learner/likeness-job.ts';
import { SimilarImages } from '../../../engine/learner/similar-job.ts';
import type { LearnerControl } from '../../../engine/learner/serve-jobs.ts';
import { checkpointFile, saveTunedModel } from '../../../engine/learn/tune/save-model.ts';
import { defaultTuneFrom } from '../../../engine/models/backward/default-tune-from.ts';
import { takeInModel } from '../../../engine/models/intake/take-in-model.ts';
import { costsUpTo, cutCandidates } from '../../../engine/models/library/cut-candidates.ts';
import { findCut, readSource } from '../../../engine/models/library/source-models.ts';
import { drawnHead } from '../models/drawn-head.ts';
import { drawnRanking } from './drawn-ranking.ts';
import { drawnFeatures, drawnMap } from './drawn-features.ts';
import { drawnReview } from './drawn-review.ts';
import { drawnAnswers, drawnCurve, drawnOutcome, drawnTuning, usualTraining, type DrawnTraining } from './drawn-training.ts';
import { helpfulSource, simulatedPoints } from '../models/simulated-report.ts';

type Steps = readonly (readonly [stage: Stage, steps: number, total?: number])[];
type Work = {
  readonly [K in LearnerJobKind]: {
    steps(job: LearnerJobs[K]['job']): Steps;
    outcome(job: LearnerJobs[K]['job'], control: LearnerControl): LearnerJobs[K]['outcome'] | Promise<LearnerJobs[K]['outcome']>;
  };
};
type TuningJob = Omit<TrainJob, 'kind'> & { readonly tune: TuneOrder };

const foundBy: Readonly<Record<AddedSource['checks'][number]['code'], AddedSource['checks'][number]['facts']>> = {
  'layers-known': { layers: 52, kinds: 6 },
  'sizes-within-limits': { bytes: 4_000_000 },
  'weights-finite': { tensors: 104, numbers: 1_000_000 },
  forward: { cuts: 8 },
  gradient: { moved: 104, tensors: 104 },
  features: { features: 1280 },
};
const checks = Object.keys(foundBy) as (keyof typeof foundBy)[];
/** At this pace a quick report leaves out training the source architecture from scratch, and a full report does not. */
const paceOfReports: TrainingPace = {
  see: 0.002,
  smallNetwork: { step: 0.0004, see: 0.0001, begin: 0.1 },
  scratch: { step: 0.002, see: 0.0006, begin: 0.4 },
  fineTune: { step: 0.004, see: 0.002, begin: 0.5 },
};

/**
 * A fake learner: it goes through the stages of the real one, with steps of `jobStepMs`, and leaves the same files, but trains nothing. A
 * step ends at once when the job is stopped.
 */
export class DrawnLearner {
  /** Every job that was started, in order. */
  readonly asked: AnyLearnerJob[] = [];
  /** The scores of the next training runs. */
  training: (job: Pick<TrainJob, 'source'>) => DrawnTraining = () => usualTraining;
  /** Share of the tuned weights in the next tuned model; 0: the plain head wins. */
  interpolation = 0.75;
  /** The class probabilities for each picture from now on. */
  says: readonly number[] = [0.9, 0.05, 0.05];
  /** The same for images of a folder, by how many were seen before; by default the same for every image. */
  saysOf: (seen: number) => readonly number[] = () => this.says;
  #seen = 0;
  readonly #similar = new SimilarImages();
  readonly #pace: { readonly jobStepMs: number };
  readonly #failures = new Map<LearnerJobKind, Failure>();
  #open = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param pace the duration of a step, which may change at any time */
  constructor(pace: { readonly jobStepMs: number }) {
    this.#pace = pace;
  }

  /** Makes the next job of this kind fail after its last step. */
  failNext(kind: LearnerJobKind, failure: Failure): void {
    this.#failures.set(kind, failure);
  }

  get open(): number {
    return this.#open;
  }

  async run<J extends AnyLearnerJob>(job: J, on: JobWatching): Promise<LearnerJobs[J['kind']]['outcome']> {
    this.#open += 1;
    const turn = this.#last.then(() => this.#perform(job, on));
    this.#last = turn.catch(() => {});
    try {
      return (await turn) as LearnerJobs[J['kind']]['outcome'];
    } finally {
      this.#open -= 1;
    }
  }

  /** The queue has already stopped all jobs. */
  async close(): Promise<void> {
    await this.#last;
  }

  async #perform(job: AnyLearnerJob, on: JobWatching): Promise<unknown> {
    this.asked.push(job);
    // The compiler cannot see that a job and the work of its kind belong together.
    const { steps, outcome } = this.#work[job.kind] as Work['train'];
    await this.#go(steps.call(this, job as TrainJob), job, on);
    const failure = this.#failures.get(job.kind);
    this.#failures.delete(job.kind);
    if (failure) throw new StudioError(failure.code, failure.facts);
    return outcome.call(this, job as TrainJob, on);
  }

  async #go(steps: Steps, job: AnyLearnerJob, { progress, point, reportPoint, signal, finish }: JobWatching): Promise<void> {
    for (const [stage, count, total = count] of steps) {
      for (let at = 0; at < count; at += 1) {
        if (signal.aborted) throw new StudioError('stopped');
        if (finish?.aborted) return;
        progress(stage, Math.floor((at * total) / count), total);
        if (stage === 'tuning') this.#look(job as TrainJob, at, point);
        if (job.kind === 'compare' && stage === 'comparing') for (const one of this.#pointsAt(job, at)) reportPoint?.(one);
        await sleep(this.#pace.jobStepMs, undefined, { signal }).catch(() => {
          throw new StudioError('stopped');
        });
      }
      progress(stage, total, total);
    }
  }

  /** A tuning run evaluates its validation images and saves a checkpoint. */
  #look({ runFolder }: TrainJob, at: number, point?: (point: CurvePoint) => void): void {
    const checkpoint = checkpointFile(runFolder);
    mkdirSync(dirname(checkpoint), { recursive: true });
    writeFileSync(checkpoint, `look ${at + 1}`);
    point?.(drawnCurve(at + 1)[at]!);
  }

  /** The points of one size that are not there yet. */
  #pointsAt({ seed, plan, classes, train, validation, test, done }: CompareJob, at: number): ReportPoint[] {
    const points = simulatedPoints({
      seed,
      plan,
      classes: classes.map(({ id }) => id),
      train,
      validation,
      test,
      accuracy: helpfulSource,
      everythingAt: plan.sizes.at(-1)!,
    });
    return points
      .filter(
        ({ arm, perClass, seed: number }) =>
          perClass === plan.sizes[at] && !done.some((one) => one.arm === arm && one.perClass === perClass && one.seed === number),
      )
      .map((point) => ({ ...point, trainImages: point.trainImages as readonly ImageId[] }));
  }

  readonly #work: Work = {
    train: {
      steps: ({ tune }) =>
        tune
          ? tuningSteps(tune, ['testing', 1])
          : [
              ['features', 4],
              ['fitting', 1],
              ['baselines', 1],
              ['testing', 1],
            ],
      outcome: (job) => this.#trained(job),
    },
    trial: {
      steps: ({ tune }) =>
        tune
          ? tuningSteps(tune)
          : [
              ['features', 2],
              ['fitting', 1],
            ],
      outcome: (job) => this.#tried(job),
    },
    adopt: { steps: () => [['testing', 1]], outcome: (job) => this.#adopted(job) },
    sweep: {
      steps: () => [
        ['features', 3],
        ['fitting', 2],
      ],
      outcome: (job) => swept(job),
    },
    predict: {
      steps: ({ views }) => [['predicting', Math.min(20, views.length), views.length]],
      outcome: ({ views }) => ({ probabilities: views.map(() => [...this.saysOf(this.#seen++)]) }),
    },
    export: {
      steps: () => [
        ['reading', 1],
        ['writing', 3],
        ['checking', 2],
      ],
      outcome: exported,
    },
    compare: {
      steps: ({ plan }) => [
        ['features', 2],
        ['comparing', plan.sizes.length],
      ],
      outcome: ({ plan }) => ({ points: plannedArms(plan).length }),
    },
    rank: {
      steps: () => [
        ['features', 4],
        ['ranking', 2],
      ],
      outcome: drawnRanking,
    },
    review: {
      steps: () => [
        ['features', 4],
        ['fitting', 2],
        ['looking', 2],
      ],
      outcome: drawnReview,
    },
    features: { steps: () => [['features', 4]], outcome: drawnFeatures },
    map: {
      steps: () => [
        ['features', 4],
        ['neighbours', 1],
        ['arranging', 3],
      ],
      outcome: drawnMap,
    },
    similar: { steps: () => [], outcome: (job) => this.#similar.answer(job) },
    likeness: { steps: () => [], outcome: compareGroups },
    'add-source': {
      steps: () => [
        ['reading-model', 1],
        ['testing-model', checks.length],
      ],
      outcome: async ({ path, wishes, folder }) => {
        await takeInModel(path, wishes, folder);
        const {
          model: { id, hash },
        } = await readSource(folder);
        return { id, hash, checks: checks.map((code) => ({ code, facts: foundBy[code] })) };
      },
    },
    'measure-source': { steps: () => [], outcome: () => ({ imagesPerSecond: 84.3 }) },
    'measure-training': { steps: () => [], outcome: () => paceOfReports },
    probe: { steps: () => [], outcome: () => ({ tensorflow: 'none', backend: 'none', gpu: null, trains: false }) },
  };

  async #trained(job: TrainJob): Promise<TrainOutcome> {
    const { tune } = job;
    return tune ? this.#tuned({ ...job, tune }) : drawnOutcome(job, this.training(job), null);
  }

  async #tuned(job: TuningJob): Promise<TrainOutcome> {
    const outcome = drawnOutcome(job, this.training(job), null);
    const baseline = Math.max(...outcome.baselines.map(({ accuracy }) => accuracy.value));
    return { ...outcome, tuned: await this.#save(job, { accuracy: outcome.test.accuracy.value, baseline }) };
  }

  /** Saves the network of a job with one weight changed. */
  async #save(
    { source: { folder }, cut, images, classes, runFolder, variation, tune }: TuningJob,
    score: { accuracy: number; baseline: number } | null,
  ): Promise<TunedOutcome> {
    const source = await readSource(folder);
    const weights = await source.weights();
    weights.values().next().value!.values().next().value!.values[0]! += 1;
    const learned = images.filter(({ split }) => split === 'train');
    const places = Int32Array.from(learned, (image) => classes.findIndex(({ id }) => id === image.class));
    const { model } = await saveTunedModel(runFolder, {
      source,
      cut,
      weights,
      head: drawnHead(findCut(source, cut).features, classes.length, { centred: false, unitLength: true }),
      lineage: {
        ...tune.lineage,
        method: tune.method,
        images: learned.length,
        classes: classes.length,
        from: tune.method === 'scratch' ? null : source.model.id,
      },
      score,
      classNames: classes.map(({ name }) => name),
      seen: images.filter(({ split }) => split !== 'test').map(({ hash }) => hash),
    });
    return {
      tuneFrom: tune.tuneFrom ?? defaultTuneFrom(source, cut, places, classes.length),
      tuning: drawnTuning(this.interpolation, variation),
      model: { folder: model.path, hash: model.hash },
    };
  }

  async #tried(job: TrialJob): Promise<LearnerJobs['trial']['outcome']> {
    const { tune, images, classes } = job;
    const judged = images.filter(({ split }) => split === 'validation');
    const { validation, naive } = this.training(job);
    const tuned = tune ? await this.#save({ ...job, tune }, null) : null;
    return {
      head: 'logistic',
      predictions: drawnAnswers(classes, judged, tune ? (1 + validation) / 2 : validation),
      tuned,
      naiveErrors: job.asksNaive === true ? Math.round((1 - naive['colour-and-texture']) * judged.length) : null,
      pace: { seen: images.length, seeing: 2, fitting: 0.1 },
    };
  }

  async #adopted(job: AdoptJob): Promise<TrainOutcome> {
    const { tuned } = await this.#tuned(job);
    return drawnOutcome(job, this.training(job), { ...job.tuned, model: tuned!.model });
  }
}

function tuningSteps({ method }: TuneOrder, ...end: Steps): Steps {
  return [
    ...(method === 'scratch'
      ? []
      : ([
          ['features', 1],
          ['fitting', 1],
        ] as Steps)),
    ['preparing', 1],
    ['searching', 2],
    ['tuning', 6],
    ...end,
  ];
}

/** The first cuts of a source model are nearly as good as all of them together, the last one is worse. */
const rightAtCuts = { single: 0.9, last: 0.82, joined: 0.91 };

async function swept({ source: { folder }, images }: SweepJob): Promise<LearnerJobs['sweep']['outcome']> {
  const source = await readSource(folder);
  const held = images.filter(({ fold }) => fold >= 0).length;
  const last = source.model.cuts.at(-1)!.layer;
  return {
    cuts: cutCandidates(source).map((name) => {
      const right = name.includes('+') ? rightAtCuts.joined : name === last ? rightAtCuts.last : rightAtCuts.single;
      const cut = findCut(source, name);
      return {
        cut: name,
        features: cut.features,
        ...costsUpTo(source, cut),
        right: Array.from({ length: held }, (_, at) => at < right * held),
      };
    }),
  };
}

const ownFiles: Readonly<Record<ExportFormat, string>> = {
  'saved-model': 'saved_model.pb',
  'tfjs-graph': 'model.json',
  'tfjs-layers': 'model.json',
};

function exported({ format, out, classes, images }: ExportJob): ExportReport {
  mkdirSync(out, { recursive: true });
  if (readdirSync(out).length > 0) throw new StudioError('export-folder-not-empty', { path: out });
  const files = ['README.txt', 'card.json', 'labels.txt', ownFiles[format]];
  for (const name of files) writeFileSync(join(out, name), '');
  return {
    format,
    folder: out,
    files,
    parity: {
      images: images.length,
      maxAbsoluteError: 3.1e-7,
      sameClass: images.length,
      fromFiles: { images: images.length, maxAbsoluteError: 3.1e-7, sameClass: images.length },
    },
    signature: {
      name: 'serving_default',
      inputs: [{ name: 'images', dtype: 'float32', shape: [-1, -1, -1, 3], meaning: 'pictures: batch, height, width, R G B 0 to 255' }],
      outputs: [
        {
          name: 'probabilities',
          dtype: 'float32',
          shape: [-1, classes.length],
          meaning: 'probability of each class, in the order of labels.txt',
        },
      ],
    },
  };
}
