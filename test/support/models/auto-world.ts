import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Job, RunSummary, Score, TrainingPlan } from '../../../engine/contract/index.ts';
import { StudioError } from '../../../engine/domain/failure.ts';
import { usualVariation } from '../../../engine/domain/models/usual-variation.ts';
import type { ClassId, ImageId, RunId } from '../../../engine/domain/ids.ts';
import type { RankingData } from '../../../engine/domain/ranking/ranking-data.ts';
import { buildRanking } from '../../../engine/domain/ranking/ranking.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import type { AnyLearnerJob, SweepOutcome, TrainJob, TrainOutcome, TrialJob, TrialOutcome } from '../../../engine/learner/protocol.ts';
import type { LearnerControl } from '../../../engine/learner/serve-jobs.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { JobQueue } from '../../../engine/work/studio/job-queue.ts';
import { MeasuredSpeeds } from '../../../engine/work/studio/measured-speeds.ts';
import { ProjectShelf } from '../../../engine/work/projects/open-project.ts';
import { planHandlers } from '../../../engine/work/runs/plan-run.ts';
import { runHandlers } from '../../../engine/work/runs/run-requests.ts';
import { SourceLibrary } from '../../../engine/work/sources/source-library.ts';
import type { StudioParts } from '../../../engine/work/studio/studio-parts.ts';
import { drawnTuning } from '../screens/drawn-training.ts';
import { fingerprintOf, hashOf, record, who } from '../project.ts';
import { simulatedRanking } from './simulated-ranking.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { writeTinySource } from './tiny-source.ts';

/** The quality of a trial (share of validation images classified correctly, and confidence) and its duration. */
export interface TrialPlan {
  readonly right: number;
  readonly sure?: number;
  readonly seconds: number;
  readonly fails?: StudioError;
  /** Accuracy of the best baseline. */ readonly naive?: number;
}

/** Automatic mode with a simulated clock and a fake learner. The test decides how well each model does. */
export class AutoWorld {
  readonly store: ProjectStore;
  readonly parts: StudioParts;
  readonly queue = new JobQueue(
    () => undefined,
    () => this.clockMs,
  );
  readonly models: string;
  /** The jobs the learner received, in order. */
  readonly asked: AnyLearnerJob[] = [];
  clockMs = 1_000_000;
  trial: (job: TrialJob) => TrialPlan = () => ({ right: 0.6, seconds: 2 });
  /** Accuracy on held-out images by cut, and the duration of a comparison. */
  sweep: { seconds: number; cuts: Readonly<Record<string, number>> } = { seconds: 5, cuts: { sum: 0.6, pool: 0.6 } };
  /** The last trial that was stopped. */
  broken: TrialJob | null = null;
  /** Called before each job of the learner. */
  before: (job: AnyLearnerJob, control: LearnerControl) => void | Promise<void> = () => undefined;
  readonly #handlers: ReturnType<typeof runHandlers>;
  readonly #ids: ImageId[];

  private constructor(t: TestContext, folder: string, perClass: number) {
    this.models = join(folder, 'models');
    const shelf = new ProjectShelf({
      home: join(folder, 'home'),
      folder: join(folder, 'projects'),
      by: () => 'tester',
      now: () => this.clockMs,
      onChanged: () => undefined,
      onProblem: () => undefined,
    });
    mkdirSync(join(folder, 'projects'), { recursive: true });
    t.after(() => shelf.closeAll());
    this.store = shelf.create({ name: 'trees' });
    const names = ['ash', 'beech'].flatMap((className) =>
      Array.from({ length: perClass }, (_, at) => ({ className, path: `/pictures/${className}-${at}.jpg` })),
    );
    this.#ids = this.store.images
      .addBatch(
        names.map(({ path, className }, at) => record(path, { className, fingerprint: fingerprintOf(at) })),
        who,
      )
      .map(({ image }) => image);
    for (const { path } of names) {
      const view = viewPath(this.store.cacheFolder, hashOf(path));
      mkdirSync(dirname(view), { recursive: true });
      writeFileSync(view, '');
    }
    const learner = { run: (job: AnyLearnerJob, control: LearnerControl) => this.#run(job, control) };
    this.parts = {
      projects: shelf,
      queue: this.queue,
      learner,
      pool: {},
      library: new SourceLibrary({
        GRAFT_HOME: join(folder, 'home'),
        GRAFT_MODELS: this.models,
        GRAFT_SHIPPED_MODELS: join(folder, 'nothing'),
      }),
      speeds: new MeasuredSpeeds(join(folder, 'home')),
      uploads: {},
      reasonInWords: () => '',
    } as unknown as StudioParts;
    this.#handlers = runHandlers(this.parts);
  }

  /** Creates a project of two classes, and source models with these names, the first of which is the default. */
  static async make(
    t: TestContext,
    { perClass = 40, sources = ['plain', 'other'] }: { perClass?: number; sources?: readonly string[] } = {},
  ): Promise<AutoWorld> {
    const world = new AutoWorld(t, temporaryFolder(t), perClass);
    for (const [at, id] of sources.entries())
      await writeTinySource(join(world.models, id), { id, card: { default: at === 0, multiplyAdds: (at + 1) * 1e7 } });
    return world;
  }

  /** The images, in the order they were added. */
  get images(): readonly ImageId[] {
    return this.#ids;
  }

  /** The plan of a head on all images. */
  plan(): Promise<TrainingPlan> {
    return Promise.resolve(planHandlers(this.parts)['runs.plan']({ project: this.store.id, method: 'head', variation: usualVariation }));
  }

  /** Trains a head and resolves with its job when it has ended. */
  async head(): Promise<Job> {
    const { job } = await this.#handlers['runs.start']({ project: this.store.id, method: 'head', seed: 1, variation: usualVariation });
    return this.queue.ended(job);
  }

  start(budgetSeconds: number | undefined): Promise<{ run: RunId; job: Job['id'] }> {
    return Promise.resolve(
      this.#handlers['runs.start']({
        project: this.store.id,
        method: 'auto',
        seed: 1,
        variation: { orientation: 'any', framing: true, light: true },
        ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
      }),
    );
  }

  /** Stores a ranking of these source models, the likely best first, on the current labels. */
  rank(places: readonly { readonly source: string; readonly tied: boolean }[]): void {
    const data = simulatedRanking(
      places.map(({ source }) => ({ source, accuracy: 0.8 })),
      { perClass: 10, classes: 2 },
    ) as RankingData<ImageId, ClassId>;
    const { sources, ...figures } = buildRanking({ ...data, bootstraps: 5 });
    const ranked = places.map(({ source, tied }) => ({ ...sources.find((one) => one.source === source)!, tiedWithBest: tied }));
    this.store.rankings.add(
      { at: this.clockMs, dataVersion: this.store.labels.dataVersion, seed: 1, seconds: 1, skipped: [], ...figures, sources: ranked },
      data,
    );
  }

  resume(run: RunId): Promise<{ run: RunId; job: Job['id'] }> {
    return Promise.resolve(this.#handlers['runs.resume']({ project: this.store.id, run }));
  }

  /** Runs automatic mode; resolves with its job when it has ended, and the run. */
  async auto(budgetSeconds: number): Promise<{ job: Job; run: RunSummary }> {
    const { run, job } = await this.start(budgetSeconds);
    return { job: await this.queue.ended(job), run: this.store.runs.get(run) };
  }

  async #run(job: AnyLearnerJob, control: LearnerControl): Promise<unknown> {
    await this.before(job, control);
    if (control.signal.aborted) {
      if (job.kind === 'trial') this.broken = job;
      throw new StudioError('stopped');
    }
    this.asked.push(job);
    if (job.kind === 'sweep') return this.#swept(job.images.filter(({ fold }) => fold >= 0).length);
    if (job.kind === 'train' || job.kind === 'adopt') return this.#trained(job);
    if (job.kind === 'trial') return this.#tried(job);
    throw new Error(`${job.kind} is not pretended`);
  }

  #swept(images: number): SweepOutcome {
    this.clockMs += 1000 * this.sweep.seconds;
    return {
      cuts: Object.entries(this.sweep.cuts).map(([cut, right], at) => ({
        cut,
        features: 6 * cut.split('+').length,
        parameters: 100,
        multiplyAdds: at + 1,
        right: Array.from({ length: images }, (_, image) => image < right * images),
      })),
    };
  }

  #tried(job: TrialJob): TrialOutcome {
    const { right, sure = right, seconds, fails, naive = 0 } = this.trial(job);
    this.clockMs += 1000 * seconds;
    if (fails) throw fails;
    if (job.tune) {
      mkdirSync(join(job.runFolder, 'model'), { recursive: true });
      writeFileSync(join(job.runFolder, 'head.json'), '{}');
    }
    const judged = job.images.filter(({ split }) => split === 'validation');
    const tuned = job.tune
      ? {
          tuneFrom: job.tune.tuneFrom ?? 'part_2',
          tuning: drawnTuning(),
          model: { folder: join(job.runFolder, 'model'), hash: job.source.hash },
        }
      : null;
    const naiveErrors = job.asksNaive === true ? judged.length - Math.ceil(naive * judged.length) : null;
    return {
      head: 'logistic',
      predictions: predictions(job, judged, right, sure),
      tuned,
      naiveErrors,
      pace: { seen: job.images.length, seeing: seconds / 2, fitting: 0.1 },
    };
  }

  #trained(job: Pick<TrainJob, 'images' | 'classes'> & { readonly tuned?: TrainOutcome['tuned'] }): TrainOutcome {
    this.clockMs += 1000;
    const tested = job.images.filter(({ split }) => split !== 'train');
    const half = { value: 0.5, low: 0.4, high: 0.6 };
    const test: Score = {
      images: 4,
      accuracy: half,
      balancedAccuracy: half,
      perClass: [],
      confusion: { classes: [], classIds: [], counts: [] },
    };
    return {
      head: 'logistic',
      test,
      baselines: [],
      predictions: predictions(job, tested, 0.5, 0.6),
      validation: null,
      tuned: job.tuned ?? null,
    };
  }
}

/** The first images are classified correctly; all predictions have the given confidence. */
function predictions(
  { classes }: Pick<TrainJob, 'classes'>,
  images: TrainJob['images'],
  right: number,
  sure: number,
): TrialOutcome['predictions'] {
  return images.map(({ id, class: actual }, at) => ({
    image: id,
    probabilities: classes.map((one) =>
      (one.id === actual) === at < right * images.length ? Math.max(0.51, sure) : 1 - Math.max(0.51, sure),
    ),
  }));
}
