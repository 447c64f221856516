import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requests, type Job, type Output, type RequestName, type SourceModel } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { ImageId, ProjectId } from '../../../../engine/domain/ids.ts';
import type { Candidate, RankingData } from '../../../../engine/domain/ranking/ranking-data.ts';
import { buildRanking } from '../../../../engine/domain/ranking/ranking.ts';
import { scorePredictions } from '../../../../engine/domain/statistics/metrics.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { viewPath } from '../../../../engine/images/cache-paths.ts';
import type { TrainJob, TrainOutcome } from '../../../../engine/learner/protocol.ts';
import type { RankJob, RankOutcome } from '../../../../engine/learner/rank-protocol.ts';
import { seenImagesFile } from '../../../../engine/models/library/seen-images.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { HitRates } from '../../../../engine/work/ranking/hit-rates.ts';
import { MeasuredSpeeds } from '../../../../engine/work/studio/measured-speeds.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import { rankingHandlers } from '../../../../engine/work/ranking/rank-sources.ts';
import { recomputeReport } from '../../../../engine/work/reports/recompute-report.ts';
import type { StudioParts } from '../../../../engine/work/studio/studio-parts.ts';
import { trialHandlers } from '../../../../engine/work/ranking/try-ranking.ts';
import { hashOf, record, who } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

/** Checks an answer against the contract, as the host does. */
const checked = <N extends RequestName>(name: N, answer: unknown): Output<N> => requests[name].output.parse(answer) as Output<N>;

/** How often each source model is right, in rankings and when trained. */
interface Truth {
  ranked: number;
  trained: number;
  task?: string;
  multiplyAdds?: number;
  folder?: string;
}
const usual: Record<string, Truth> = {
  good: { ranked: 0.9, trained: 0.95 },
  middling: { ranked: 0.7, trained: 0.75 },
  poor: { ranked: 0.5, trained: 0.5 },
  large: { ranked: 0.45, trained: 0.6, task: 'ImageNet (ILSVRC-2012)', multiplyAdds: 900 },
};

interface World {
  readonly project: ProjectId;
  readonly store: ProjectStore;
  readonly home: string;
  /** What the learner was asked. */
  readonly asked: (RankJob | TrainJob)[];
  readonly truths: Record<string, Truth>;
  readonly queue: JobQueue;
  /** Fails the next training. */
  failure: StudioError | null;
  rank(input?: object): Promise<Job>;
  attempt(input?: object): Promise<Job>;
  latest(): Output<'rankings.latest'>;
}

interface WorldWish {
  readonly perClass?: number;
  readonly classes?: number;
  readonly truths?: Record<string, Truth>;
  readonly group?: (at: number) => string | null;
}

/** A studio whose learner knows how good each source model is. Images that share a digit are near-duplicates by declared group. */
function world(t: TestContext, { perClass = 30, classes = 3, truths = usual, group = () => null }: WorldWish = {}): World {
  const { shelf, home } = testShelf(t);
  const store = shelf.create({ name: 'Leaves' });
  const records = Array.from({ length: perClass * classes }, (_, at) =>
    record(`/pictures/${at}.jpg`, { className: `class ${at % classes}`, group: group(at), fingerprint: null }),
  );
  store.images.addBatch(records, who);
  for (const { hash } of store.images.labelled()) {
    mkdirSync(dirname(viewPath(store.cacheFolder, hash)), { recursive: true });
    writeFileSync(viewPath(store.cacheFolder, hash), '');
  }
  const models = Object.entries(truths).map(
    ([id, { task = 'drawings', multiplyAdds = 100, folder = `/models/${id}` }]) =>
      ({
        id,
        title: id.toUpperCase(),
        task,
        parameters: 1000,
        multiplyAdds,
        path: folder,
        hash: hashOf(id),
        cuts: [{ layer: 'pool', shape: [8], features: 8 }],
        lineage: null,
      }) as unknown as SourceModel,
  );
  const find = (id: string | undefined): Promise<SourceModel> => {
    const found = id === undefined ? models[0] : models.find((one) => one.id === id);
    return found ? Promise.resolve(found) : Promise.reject(new StudioError('source-not-found', { source: id ?? 'starter' }));
  };
  const made = { project: store.id, store, home, asked: [] as World['asked'], truths, failure: null as StudioError | null };
  const learner = {
    run: async (job: RankJob | TrainJob, control: { signal: AbortSignal }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (control.signal.aborted) throw new StudioError('stopped');
      made.asked.push(job);
      if (job.kind === 'rank') return rankedBy(truths, job);
      if (made.failure) throw made.failure;
      return trainedBy(truths, job);
    },
  };
  const queue = new JobQueue(() => undefined);
  const parts = {
    projects: shelf,
    queue,
    learner,
    hitRates: new HitRates(home),
    speeds: new MeasuredSpeeds(home),
    pool: { workers: 1 },
    library: {
      find,
      list: () =>
        Promise.resolve({ sources: models, unusable: [{ path: '/models/torn', code: 'source-weights-damaged', detail: 'too short' }] }),
      cut: () => 'pool',
    },
  } as unknown as StudioParts;
  const [ranking, trial] = [rankingHandlers(parts), trialHandlers(parts)];
  const ended = async <N extends 'rankings.start' | 'rankings.try'>(
    name: N,
    start: (input: never) => unknown,
    input: object,
  ): Promise<Job> => {
    const { job } = checked(name, await start(requests[name].input.parse({ project: store.id, ...input }) as never)) as { job: Job['id'] };
    return queue.ended(job);
  };
  return Object.assign(made, {
    queue,
    rank: (input: object = {}) => ended('rankings.start', ranking['rankings.start'], input),
    attempt: (input: object = {}) =>
      ended('rankings.try', trial['rankings.try'], { ranking: store.rankings.latest()?.ranking ?? 1, ...input }),
    latest: () => checked('rankings.latest', ranking['rankings.latest']({ project: store.id })),
  });
}

const isRight = (seed: number, accuracy: number): boolean => seededRandom(seed)() < accuracy;

function rankedBy(truths: Record<string, Truth>, job: RankJob): RankOutcome {
  const labels = job.images.map((image) => job.classes.indexOf(image.class));
  const said = (accuracy: number, way: number): Uint16Array =>
    Uint16Array.from(labels, (label, at) =>
      isRight(1000 * way + job.images[at]!.image, accuracy) ? label : (label + 1) % job.classes.length,
    );
  const candidates = job.sources.map(({ source, title, parameters, multiplyAdds }, at): Candidate => {
    const { ranked } = truths[source]!;
    return {
      source,
      title,
      parameters,
      multiplyAdds,
      logEvidence: labels.length * ranked,
      influence: new Float32Array(labels.length).fill(ranked),
      ridge: said(ranked, at),
      nearestNeighbours: said(ranked, at + 50),
      nearestMean: said(ranked, at + 90),
    };
  });
  const data: RankingData<ImageId, RankJob['classes'][number]> = {
    seed: job.seed,
    bootstraps: job.bootstraps,
    classes: job.classes,
    candidates,
    images: job.images.map(({ image, class: label, group }) => ({ image, class: label, group })),
    baselines: [
      { name: 'random-start', source: candidates[0]!.source, said: said(0.3, 200) },
      { name: 'majority-class', source: null, said: new Uint16Array(labels.length) },
    ],
  };
  return { data, figures: buildRanking(data), skipped: [] };
}

function trainedBy(truths: Record<string, Truth>, { images, classes, source }: TrainJob): TrainOutcome {
  const { trained } = truths[source.folder.split('/').at(-1)!]!;
  const held = images.filter(({ split }) => split !== 'train');
  const predictions = held.map(({ id, class: label }) => {
    const index = classes.findIndex((one) => one.id === label);
    const named = isRight(7 * id + source.folder.length, trained) ? index : (index + 1) % classes.length;
    return { image: id, probabilities: classes.map((_, at) => (at === named ? 0.8 : 0.1)) };
  });
  const tested = held
    .map((image, at) => ({ image, probabilities: predictions[at]!.probabilities }))
    .filter(({ image }) => image.split === 'test');
  const test = scorePredictions(
    tested.map(({ image }) => classes.findIndex(({ id }) => id === image.class)),
    tested.map(({ probabilities }) => probabilities.indexOf(0.8)),
    classes,
  );
  return { head: 'ridge', test, baselines: [], predictions, validation: null, tuned: null };
}

const reportOf = <K extends 'rank' | 'try-ranking'>(job: Job, kind: K) => {
  assert.equal(job.state, 'done', JSON.stringify(job.failure));
  assert.equal(job.result?.kind, kind);
  return job.result.report as K extends 'rank'
    ? NonNullable<Output<'rankings.latest'>['ranking']>
    : NonNullable<Output<'rankings.latest'>['trial']>;
};

describe('rankings.start', () => {
  test('ranks all source models on the training and validation images, keeps the ranking, and tells what could not be ranked', async (t) => {
    const { rank, latest, asked, store } = world(t);
    const ranking = reportOf(await rank(), 'rank');
    assert.deepEqual(latest(), { ranking, trial: null, hitRate: { trials: 0, right: 0, rate: null } });
    assert.deepEqual([ranking.sources[0]?.source, ranking.advice, ranking.stale], ['good', { code: 'clear-best', source: 'good' }, false]);
    assert.deepEqual(ranking.skipped, [
      { source: 'torn', title: 'torn', failure: { code: 'source-weights-damaged', facts: { path: '/models/torn', detail: 'too short' } } },
    ]);
    const [job] = asked as RankJob[];
    assert.deepEqual(
      job?.sources.map(({ source, cut }) => [source, cut]),
      Object.keys(usual).map((id) => [id, 'pool']),
    );
    const byPart = Map.groupBy(store.images.labelled(), ({ split }) => split);
    assert.equal(ranking.images, byPart.get('train')!.length + byPart.get('validation')!.length);
  });

  test('never asks about a test image, nor about an image of its group', async (t) => {
    const { rank, asked, store } = world(t, { group: (at) => (at % 5 === 0 ? `pair ${Math.floor(at / 15)} ${at % 3}` : null) });
    await rank();
    const test = store.images.labelled().filter(({ split }) => split === 'test');
    assert.ok(test.length > 10);
    const groups = new Set(test.flatMap(({ group }) => (group === null ? [] : [group])));
    const [{ images }] = asked as [RankJob];
    const hidden = new Set(test.map(({ id }) => id));
    assert.ok(images.every(({ image, group }) => !hidden.has(image) && (group === null || !groups.has(group))));
    assert.ok(images.some(({ group }) => group !== null));
  });

  test('leaves out a source model that was trained on some of the images and says so; where all were, nothing is ranked', async (t) => {
    const folder = join(temporaryFolder(t), 'good');
    mkdirSync(folder);
    const { rank, asked, store } = world(t, { truths: { ...usual, good: { ...usual.good!, folder } } });
    await rank();
    const known = (split: string): string => store.images.labelled().find((image) => image.split === split)!.hash;
    writeFileSync(join(folder, seenImagesFile), `${known('test')}\n`);
    assert.equal(reportOf(await rank(), 'rank').sources[0]?.source, 'good', 'an image that is not ranked on gives it nothing');
    writeFileSync(join(folder, seenImagesFile), `${known('train')}\n${known('validation')}\n`);
    const ranking = reportOf(await rank(), 'rank');
    assert.deepEqual(ranking.skipped[0], { source: 'good', title: 'GOOD', failure: { code: 'source-saw-images', facts: { images: 2 } } });
    assert.deepEqual(
      (asked.at(-1) as RankJob).sources.map(({ source }) => source),
      ['middling', 'poor', 'large'],
    );
    assert.equal((await rank({ sources: ['good'] })).failure?.code, 'source-saw-images');
  });

  test('takes the source models that are asked for, each once, and refuses one that is not there before any work', async (t) => {
    const { rank, asked } = world(t);
    assert.deepEqual(
      reportOf(await rank({ sources: ['poor', 'good', 'poor'], seed: 9 }), 'rank').sources.map(({ source }) => source),
      ['good', 'poor'],
    );
    assert.equal((asked[0] as RankJob).seed, 9);
    await assert.rejects(rank({ sources: ['good', 'unknown'] }), { code: 'source-not-found' });
    assert.equal(asked.length, 1);
  });

  test('refuses a project without labels, with one class, and with a class of one image', async (t) => {
    await assert.rejects(world(t, { perClass: 0 }).rank(), { code: 'no-labels' });
    const folder = world(t, { classes: 1 });
    await assert.rejects(folder.rank(), { code: 'too-few-classes' });
    await assert.rejects(world(t, { perClass: 1 }).rank(), { code: 'class-too-small' });
  });

  test('is stale after a label changes, and stopped it keeps the one before', async (t) => {
    const { rank, latest, store, queue } = world(t);
    const first = reportOf(await rank(), 'rank');
    store.labels.set([1 as ImageId], null, who);
    assert.equal(latest().ranking?.stale, true);
    const second = rank();
    setTimeout(() => {
      for (const job of queue.list()) if (job.endedAt === null) queue.stop(job.id);
    }, 1);
    assert.equal((await second).state, 'stopped');
    assert.equal(latest().ranking?.ranking, first.ranking);
  });
});

describe('rankings.try', () => {
  test('trains the first and the largest general model on the same images with the same seed, and says that the ranking was right', async (t) => {
    const { rank, attempt, asked, latest, store } = world(t);
    await rank();
    const trial = reportOf(await attempt({ top: 3, seed: 4 }), 'try-ranking');
    assert.deepEqual(
      trial.tried.map(({ source }) => source),
      ['good', 'middling', 'large'],
    );
    assert.deepEqual([trial.predicted, trial.best, trial.right], ['good', 'good', true]);
    const jobs = asked.filter((job): job is TrainJob => job.kind === 'train');
    for (const job of jobs) assert.deepEqual([job.seed, job.images, job.tune], [4, jobs[0]!.images, undefined]);
    for (const { run, test: shown, validation } of trial.tried) {
      assert.deepEqual(shown, store.runs.evaluation(run).test.accuracy);
      assert.equal(store.runs.get(run).state, 'done');
      assert.ok(validation.low <= validation.value && validation.value <= validation.high);
    }
    assert.deepEqual(latest().trial, trial);
    assert.deepEqual(latest().hitRate.trials, 1);
  });

  test('a ranking that was wrong counts as such, over all projects of the machine, and again on the same labels only once', async (t) => {
    const { rank, attempt, latest, truths, home, store } = world(t, { truths: { ...usual, good: { ranked: 0.9, trained: 0.3 } } });
    await rank();
    const trial = reportOf(await attempt({ top: 2 }), 'try-ranking');
    assert.deepEqual([trial.predicted, trial.best, trial.right], ['good', 'large', false]);
    truths.good!.trained = 0.98;
    assert.equal(reportOf(await attempt({ top: 2 }), 'try-ranking').right, true);
    assert.deepEqual([latest().hitRate.trials, latest().hitRate.right], [1, 1]);
    new HitRates(home).note({ project: 'another', dataVersion: 3, at: 1, right: false });
    store.labels.set([1 as ImageId], null, who);
    const { trials, right, rate } = latest().hitRate;
    assert.deepEqual([trials, right, rate?.value], [2, 1, 0.5]);
    assert.ok(rate!.low > 0.05 && rate!.high < 0.95);
  });

  test('tells no test score while the test set is locked, judges by validation as ever, and gives every figure again', async (t) => {
    const { store, rank, attempt, latest } = world(t);
    await rank();
    store.testSet.lock(who);
    const trial = reportOf(await attempt({ top: 2 }), 'try-ranking');
    assert.deepEqual([trial.right, trial.tried.map(({ test: score }) => score), latest().trial], [true, [null, null], trial]);
    assert.deepEqual((await recomputeReport(store, undefined)).differences, []);
    store.testSet.open(null, who);
    assert.ok(latest().trial?.tried.every(({ test: score }) => score !== null));
    assert.deepEqual((await recomputeReport(store, undefined)).differences, []);
  });

  test('stopped or failed it keeps the runs that are finished, ends the others, and counts as no trial', async (t) => {
    const made = world(t);
    await made.rank();
    made.failure = new StudioError('out-of-memory');
    const job = await made.attempt();
    assert.deepEqual([job.state, job.failure?.code], ['failed', 'out-of-memory']);
    assert.deepEqual(
      made.store.runs.list().map(({ state }) => state),
      ['stopped', 'stopped', 'failed'],
    );
    assert.deepEqual([made.latest().trial, made.latest().hitRate.trials], [null, 0]);
  });

  test('refuses a ranking that is not there, and one of a single source model', async (t) => {
    const { rank, attempt } = world(t);
    await assert.rejects(attempt({ ranking: 99 }), { code: 'ranking-not-found' });
    await rank({ sources: ['good'] });
    await assert.rejects(attempt(), { code: 'input-invalid' });
  });

  test('needs validation images', async (t) => {
    const { rank, attempt } = world(t, { perClass: 2 });
    await rank();
    assert.equal((await attempt()).failure?.code, 'no-validation-images');
  });

  test('a damaged file of the hit rate is set aside', (t) => {
    const { home, latest } = world(t);
    writeFileSync(join(home, 'ranking-trials.json'), '{');
    assert.equal(latest().hitRate.trials, 0);
    assert.equal(readFileSync(join(home, 'ranking-trials.json.damaged'), 'utf8'), '{');
  });
});

describe('recomputing', () => {
  test('gives every figure of the ranking and of its trial again, also after labels have changed', async (t) => {
    const { rank, attempt, store } = world(t);
    await rank();
    await attempt();
    store.labels.set([2 as ImageId], null, who);
    const { report, equal, differences, figures } = await recomputeReport(store, undefined);
    assert.deepEqual([report, equal, differences], [null, true, []]);
    assert.ok(figures > 100);
  });

  test('finds a ranking that has seen a test image, a figure that was changed, and another label', async (t) => {
    const { rank, store } = world(t);
    await rank();
    const data = store.rankings.data(1);
    const { ranking: _, stale: __, ...shown } = store.rankings.get(1);
    const differing = async (result: typeof shown, changed: typeof data): Promise<string[]> => {
      const number = store.rankings.add(result, changed);
      return (await recomputeReport(store, undefined)).differences.map(({ figure }) => figure.replace(`ranking ${number}.`, ''));
    };
    assert.deepEqual(await differing(shown, data), []);
    const hidden = store.images.labelled().find(({ split }) => split === 'test')!;
    const leaked = data.images.map((image, at) => (at === 0 ? { ...image, image: hidden.id, class: hidden.class } : image));
    assert.ok((await differing(shown, { ...data, images: leaked })).includes('testImages'));
    const [first, ...others] = shown.sources;
    assert.deepEqual(await differing({ ...shown, sources: [{ ...first!, probabilityBest: 0.5 }, ...others] }, data), [
      'sources.good.probabilityBest',
    ]);
    const other = data.images.map((image, at) => (at === 0 ? { ...image, class: data.classes.find((id) => id !== image.class)! } : image));
    assert.ok((await differing(shown, { ...data, images: other })).some((name) => name.startsWith('label of image')));
  });
});
