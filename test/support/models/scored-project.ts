import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { TestContext } from 'node:test';
import type { Handlers } from '../../../engine/contract/index.ts';
import type { ClassId, ImageId, ProjectId, RunId } from '../../../engine/domain/ids.ts';
import { scorePredictions } from '../../../engine/domain/statistics/metrics.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import type { AnyLearnerJob } from '../../../engine/learner/protocol.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { compareHandlers } from '../../../engine/work/reports/compare-arms.ts';
import { exportHandlers } from '../../../engine/work/use/export-run.ts';
import { JobQueue } from '../../../engine/work/studio/job-queue.ts';
import { ladderHandlers } from '../../../engine/work/runs/ladder.ts';
import { runHandlers } from '../../../engine/work/runs/run-requests.ts';
import { software } from '../../../engine/work/studio/software.ts';
import type { StudioParts } from '../../../engine/work/studio/studio-parts.ts';
import { testSetHandlers } from '../../../engine/work/runs/test-set.ts';
import { takeSnapshot } from '../../../engine/work/labels/snapshot.ts';
import { hashOf, headOutcome, headRun, record, who } from '../project.ts';
import { testShelf } from './shelf.ts';
import { DrawnPool } from '../screens/drawn-pool.ts';

/** Whether a run classifies an image of a part correctly; otherwise it predicts the next class. */
type IsRight = (image: ImageId, split: 'validation' | 'test') => boolean;
const source = { id: 'starter', title: 'Starter', hash: hashOf('starter') };

/** A project of two classes whose runs the test finishes itself, with the requests that return their scores. */
export class ScoredProject {
  readonly store: ProjectStore;
  readonly queue = new JobQueue(() => undefined);
  readonly handlers: Pick<
    Handlers,
    | 'testSet.get'
    | 'testSet.draw'
    | 'testSet.lock'
    | 'testSet.open'
    | 'runs.list'
    | 'runs.evaluation'
    | 'runs.ladder'
    | 'runs.compare'
    | 'reports.start'
    | 'exports.start'
  >;
  /** The jobs the learner received. */
  readonly asked: AnyLearnerJob[] = [];

  constructor(t: TestContext, { perClass = 40, group = () => null }: { perClass?: number; group?: (at: number) => string | null } = {}) {
    const { shelf } = testShelf(t);
    this.store = shelf.create({ name: 'Trees' });
    this.addImages(perClass, group);
    const parts = {
      projects: shelf,
      queue: this.queue,
      pool: new DrawnPool(() => Promise.resolve()),
      library: { find: () => Promise.resolve({ ...source, path: '/sources/starter' }) },
      learner: {
        run: (job: AnyLearnerJob) => {
          this.asked.push(job);
          return Promise.resolve({ format: 'tfjs-graph', folder: '/out', files: [] });
        },
      },
    } as unknown as StudioParts;
    this.handlers = {
      ...testSetHandlers(parts),
      ...runHandlers(parts),
      ...ladderHandlers(parts),
      ...exportHandlers(parts),
      ...compareHandlers(parts),
    };
  }

  get project(): ProjectId {
    return this.store.id;
  }

  addImages(perClass: number, group: (at: number) => string | null = () => null): void {
    const before = this.store.images.counts().images;
    const records = Array.from({ length: 2 * perClass }, (_, at) =>
      record(`/pictures/${before + at}.jpg`, { className: at % 2 === 0 ? 'ash' : 'beech', group: group(at), fingerprint: null }),
    );
    this.store.images.addBatch(records, who);
    for (const { hash } of this.store.images.labelled()) {
      mkdirSync(dirname(viewPath(this.store.cacheFolder, hash)), { recursive: true });
      writeFileSync(viewPath(this.store.cacheFolder, hash), '');
    }
  }

  /** Adds a finished run on the images with their current split. */
  run(isRight: IsRight = (image) => image % 10 !== 0): RunId {
    const { classes, images } = takeSnapshot(this.store, 1, who);
    const count = (split: string): number => images.filter((image) => image.split === split).length;
    const run = this.store.runs.start({
      ...headRun,
      method: 'head',
      source,
      cut: 'pool',
      seed: 1,
      classes,
      dataVersion: this.store.labels.dataVersion,
      software,
      at: who.at,
      trainImages: count('train'),
      validationImages: count('validation'),
      testImages: count('test'),
    });
    const predictions = images.flatMap(({ id, class: actual, split }) => {
      if (split === 'train') return [];
      const at = classes.findIndex((one) => one.id === actual);
      const said = isRight(id, split) ? at : (at + 1) % classes.length;
      return [{ image: id, split, actual, probabilities: classes.map((_, index) => (index === said ? 0.9 : 0.1)) }];
    });
    const tested = predictions.filter(({ split }) => split === 'test');
    const indexOf = (id: ClassId): number => classes.findIndex((one) => one.id === id);
    const test = scorePredictions(
      tested.map(({ actual }) => indexOf(actual)),
      tested.map(({ probabilities }) => probabilities.indexOf(0.9)),
      classes,
    );
    const naive = { name: 'majority-class' as const, accuracy: test.accuracy, balancedAccuracy: test.balancedAccuracy };
    this.store.runs.finish(run, { ...headOutcome, head: 'ridge', seconds: 1, test, baselines: [naive], predictions });
    return run;
  }

  testImages(): Set<ImageId> {
    return new Set(this.store.testSet.images());
  }
}
