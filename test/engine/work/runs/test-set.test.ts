import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { requests, type CheckedInput, type Output, type RequestName } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { ImageId, RunId } from '../../../../engine/domain/ids.ts';
import { selectionOptimism } from '../../../../engine/domain/statistics/selection-optimism.ts';
import { reopened, who } from '../../../support/project.ts';
import { ScoredProject } from '../../../support/models/scored-project.ts';

/** Checks an answer against the contract, as the host does. */
const checked = <N extends RequestName>(name: N, answer: unknown): Output<N> => requests[name].output.parse(answer) as Output<N>;
const get = async ({ handlers, project }: ScoredProject, run?: RunId): Promise<Output<'testSet.get'>> =>
  checked('testSet.get', await handlers['testSet.get']({ project, ...(run === undefined ? {} : { run }) }));
const lock = async ({ handlers, project }: ScoredProject): Promise<Output<'testSet.lock'>> =>
  checked('testSet.lock', await handlers['testSet.lock']({ project }));
const open = async ({ handlers, project }: ScoredProject, run?: RunId): Promise<Output<'testSet.open'>> =>
  checked('testSet.open', await handlers['testSet.open']({ project, ...(run === undefined ? {} : { run }) }));
const draw = async (
  { handlers, project }: ScoredProject,
  from: CheckedInput<'testSet.draw'>['from'] = 'random',
): Promise<Output<'testSet.draw'>> => checked('testSet.draw', await handlers['testSet.draw']({ project, from }));
const scores = (world: ScoredProject): unknown[] =>
  world.store.runs.list().map(({ run, accuracy, testWithheld }) => [run, accuracy === null, testWithheld]);

describe('how often the test images were looked at', () => {
  test('is counted by runs, with what choosing the best of them is worth at most', async (t) => {
    const world = new ScoredProject(t);
    const before = await get(world);
    assert.deepEqual([before.images, before.runs, before.optimism, before.unlooked], [0, 0, null, 80]);
    for (let run = 0; run < 5; run++) world.run();
    const { images, runs, reports, optimism, unlooked, current } = await get(world, 3 as RunId);
    assert.deepEqual([images, runs, reports, unlooked, current], [16, 5, 0, 64, { runs: 5, reports: 0 }]);
    const { accuracy } = world.store.runs.get(3 as RunId);
    assert.equal(optimism, selectionOptimism({ accuracy: accuracy!, images: 16, models: 5 }));
    assert.ok(optimism > 0.1);
  });

  test('goes on where new images joined the old ones, and begins anew on others', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    world.run();
    world.addImages(8);
    const grown = world.run();
    assert.deepEqual(
      [(await get(world, grown)).runs, (await get(world, 1 as RunId)).runs],
      [3, 3],
      'three images more do not make it another test set',
    );
    await draw(world);
    const fresh = world.run();
    assert.deepEqual([(await get(world, fresh)).runs, (await get(world, fresh)).optimism, (await get(world, grown)).runs], [1, 0, 3]);
  });

  test('does not count runs that did not finish', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    const stopped = world.run();
    world.store.runs.stop(stopped);
    assert.equal((await get(world)).runs, 1);
  });
});

describe('a test set that is chosen', () => {
  const site = (at: number): string | null => (at < 20 ? 'bog' : at < 30 ? 'heath' : null);

  test('is all of a group, as the history says', async (t) => {
    const world = new ScoredProject(t, { group: site });
    assert.deepEqual((await get(world)).groups, [
      { group: 'bog', images: 20 },
      { group: 'heath', images: 10 },
    ]);
    const drawn = await draw(world, { group: 'bog' });
    assert.deepEqual([drawn.images, drawn.history[0]!.chosen], [20, 'group bog']);
    const inBog = new Set(world.store.images.toGroup().flatMap(({ id, group }) => (group === 'bog' ? [id] : [])));
    assert.deepEqual(world.testImages(), inBog);
    assert.equal((await draw(world)).history[0]!.chosen, null);
  });

  test('is the newest images', async (t) => {
    const world = new ScoredProject(t);
    const images = world.store.images.ids({}, 'added');
    world.store.images.setCaptures(new Map(images.map((id, at) => [id, { takenAt: 1000 * (at + 1), camera: null }])));
    const drawn = await draw(world, 'newest');
    assert.deepEqual([drawn.timed, drawn.images, drawn.history[0]!.chosen], [80, 16, 'newest']);
    assert.deepEqual(world.testImages(), new Set(images.slice(-16)));
  });

  test('is refused where it would be empty, or would take a class as a whole', async (t) => {
    const world = new ScoredProject(t);
    for (const from of ['newest', { group: 'bog' }] as const) await assert.rejects(draw(world, from), { code: 'no-test-images' });
    const rows = world.store.images.labelled();
    const beech = rows.filter((row) => row.class === rows[1]!.class).map(({ id }) => id);
    world.store.labels.group(beech, 'bog', who);
    await assert.rejects(draw(world, { group: 'bog' }), { code: 'class-too-small', facts: { classes: 'beech' } });
    assert.deepEqual((await get(world)).history, []);
  });
});

describe('a fresh test set', () => {
  test('has none of the images that were tested on, makes runs stale, and leaves their scores as they were', async (t) => {
    const world = new ScoredProject(t);
    const run = world.run();
    const [old, score] = [world.testImages(), world.store.runs.evaluation(run).test];
    const drawn = await draw(world);
    const fresh = world.testImages();
    assert.deepEqual([[...fresh].filter((image) => old.has(image)), fresh.size, drawn.current.runs], [[], 16, 0]);
    assert.deepEqual(
      drawn.history.map(({ kind, by, images, looked, seed }) => ({ kind, by, images, looked, seed })),
      [{ kind: 'draw', by: 'tester', images: 16, looked: 0, seed: 2 }],
    );
    assert.deepEqual([world.store.runs.get(run).stale, world.store.runs.evaluation(run).test], [true, score]);
    const next = world.run();
    assert.deepEqual([world.store.runs.get(next).stale, new Set(world.store.testSet.images(next))], [false, fresh]);
    const { store } = world;
    const kept = reopened(t, store);
    assert.deepEqual([new Set(kept.testSet.images()), kept.testSet.history().length, kept.runs.get(run).stale], [fresh, 1, true]);
  });

  test('says how many images had to serve again when all have served', async (t) => {
    const world = new ScoredProject(t, { perClass: 10 });
    for (let time = 0; time < 6; time++) {
      world.run();
      await draw(world);
    }
    const { history } = await get(world);
    assert.deepEqual(history.map(({ looked }) => looked).toReversed(), [0, 0, 0, 0, 4, 4]);
    assert.equal((await get(world)).unlooked, 0);
  });

  test('keeps the division before in the log, and gives an image that is labelled again a part of its own', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    const [first] = world.testImages();
    world.store.labels.set([first!], null, { at: 1, by: 'tester' });
    await draw(world);
    assert.equal(world.store.images.get(first!).split, null, 'the old part of an unlabelled image would bring it back as a test image');
  });

  test('waits for work that has read the split, and needs labels that can be trained on', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    const old = world.testImages();
    let end = (): void => {};
    const job = world.queue.start({
      kind: 'train',
      project: world.project,
      work: () =>
        new Promise((_, reject) => {
          end = () => {
            reject(new StudioError('stopped'));
          };
        }),
    });
    await assert.rejects(async () => draw(world), { code: 'work-under-way' });
    assert.deepEqual([world.testImages(), (await get(world)).history], [old, []]);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    end();
    await world.queue.ended(job.id);
    await draw(world);
    await assert.rejects(async () => draw(new ScoredProject(t, { perClass: 0 })), { code: 'no-labels' });
  });
});

describe('a locked test set', () => {
  test('withholds the scores of runs that finish from then on; one is opened at a time, noted and counted', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    await lock(world);
    const [second, third] = [world.run(), world.run()];
    assert.deepEqual(scores(world), [
      [third, true, true],
      [second, true, true],
      [1, false, false],
    ]);
    await assert.rejects(async () => world.handlers['runs.evaluation']({ project: world.project, run: second }), {
      code: 'test-set-locked',
      facts: { run: second },
    });
    assert.throws(() => world.store.images.page({ filter: { outcome: { run: second } }, order: 'added', offset: 0, limit: 10 }), {
      code: 'test-set-locked',
    });
    const before = await get(world);
    assert.deepEqual(
      [before.locked, before.withheld, before.runs, before.optimism],
      [true, 2, 1, 0],
      'nobody has looked at what is withheld',
    );
    const opened = await open(world, third);
    assert.deepEqual([opened.locked, opened.withheld, opened.runs], [true, 1, 2]);
    assert.equal(checked('runs.evaluation', await world.handlers['runs.evaluation']({ project: world.project, run: third })).run, third);
    assert.deepEqual(
      opened.history.map(({ kind, run }) => [kind, run]),
      [
        ['open', third],
        ['lock', null],
      ],
    );
    assert.deepEqual((await open(world, third)).history.length, 2, 'what is open already is not opened again');
    assert.ok((await get(world, third)).optimism! > 0, 'a look is a look');
  });

  test('tells all when it is unlocked, and withholds nothing from then on', async (t) => {
    const world = new ScoredProject(t);
    await lock(world);
    await lock(world);
    world.run();
    world.run();
    const unlocked = await open(world);
    world.run();
    assert.deepEqual(
      [unlocked.locked, unlocked.withheld, scores(world)],
      [
        false,
        0,
        [
          [3, false, false],
          [2, false, false],
          [1, false, false],
        ],
      ],
    );
    assert.deepEqual(
      (await open(world)).history.map(({ kind }) => kind),
      ['open', 'lock'],
      'a second unlocking changes nothing',
    );
    await assert.rejects(async () => open(world, 99 as RunId), { code: 'run-not-found' });
  });

  test('stays locked when the project is opened again', (t) => {
    const world = new ScoredProject(t);
    world.store.testSet.lock({ at: 1, by: 'tester' });
    const run = world.run();
    const kept = reopened(t, world.store);
    assert.deepEqual([kept.testSet.isLocked, kept.runs.get(run).accuracy, kept.runs.get(run).testWithheld], [true, null, true]);
  });

  test('refuses what cannot be done without a look: a report', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    await lock(world);
    const order = { project: world.project, quick: true, seed: 1 };
    await assert.rejects(async () => world.handlers['reports.start'](order), { code: 'test-set-locked' });
  });

  test('is respected by the card of an exported model, which else tells how many were scored', async (t) => {
    const world = new ScoredProject(t);
    world.run();
    world.run();
    await lock(world);
    world.run();
    const cardOf = async (run: number): Promise<Record<string, unknown>> => {
      const { job } = await world.handlers['exports.start']({
        project: world.project,
        run: run as RunId,
        format: 'tfjs-graph',
        out: '/out',
      });
      assert.equal((await world.queue.ended(job)).failure, null);
      const asked = world.asked.at(-1);
      return asked?.kind === 'export' ? asked.card : {};
    };
    const [told, withheld] = [await cardOf(2), await cardOf(3)];
    assert.deepEqual(
      [told['test'] === null, withheld['test'], withheld['baselines'], withheld['validation'] === null],
      [false, null, null, false],
    );
    const { runsScored, reportsScored, bestOfRunsIsWorthAtMost, locked } = told['testSet'] as Record<string, number>;
    assert.deepEqual([runsScored, reportsScored, locked], [2, 0, false]);
    assert.ok(bestOfRunsIsWorthAtMost! > 0);
  });
});

describe('choosing among runs', () => {
  /** Two runs of which one is better on the validation images, the other on the test images. */
  const crossed = (world: ScoredProject): { byValidation: RunId; byTest: RunId } => ({
    byValidation: world.run((image, split) => split === 'validation' || image % 3 !== 0),
    byTest: world.run((image, split) => split === 'test' || image % 3 !== 0),
  });

  test('goes by the validation images: the ladder begins with the run that is best there, not with the one that is best on the test', async (t) => {
    const world = new ScoredProject(t);
    const { byValidation, byTest } = crossed(world);
    const { rungs } = checked('runs.ladder', await world.handlers['runs.ladder']({ project: world.project }));
    assert.deepEqual(
      rungs.map(({ run, kind }) => run ?? kind),
      [byValidation, byTest, 'majority-class'],
    );
    assert.ok(rungs[0]!.score.value < rungs[1]!.score.value, 'sorted by the test it would be the other way round');
  });

  test('compares two runs on the validation images while a test score is withheld, and on the test images once both are told', async (t) => {
    const world = new ScoredProject(t);
    await lock(world);
    const { byValidation: a, byTest: b } = crossed(world);
    const compared = async (): Promise<Output<'runs.compare'>> =>
      checked('runs.compare', await world.handlers['runs.compare']({ project: world.project, a, b }));
    const locked = await compared();
    assert.deepEqual([locked.on, locked.onlyB, locked.difference.value < 0], ['validation', 0, true]);
    const ladder = checked('runs.ladder', await world.handlers['runs.ladder']({ project: world.project }));
    assert.deepEqual([ladder.rungs, ladder.withheld], [[], 2]);
    await open(world);
    const told = await compared();
    assert.deepEqual([told.on, told.onlyA, told.difference.value > 0], ['test', 0, true]);
  });

  test('give two runs of the ladder the difference between their scores there; of others it is said on which images they are compared', async (t) => {
    const world = new ScoredProject(t);
    const ask = async (one: RunId, other: RunId): Promise<Output<'runs.compare'>> =>
      checked('runs.compare', await world.handlers['runs.compare']({ project: world.project, a: one, b: other }));
    const runs = [10, 7, 3].map((every) => world.run((image) => image % every !== 0));
    const { testImages, rungs } = checked('runs.ladder', await world.handlers['runs.ladder']({ project: world.project }));
    const scoreOf = (run: RunId): number => rungs.find((rung) => rung.run === run)!.score.value;
    for (const one of runs) {
      for (const other of runs) {
        const { images, scored, difference } = await ask(one, other);
        assert.deepEqual([images, scored], [testImages, { a: testImages, b: testImages }]);
        assert.ok(Math.abs(difference.value - (scoreOf(other) - scoreOf(one))) < 1e-12);
      }
    }
    const [relabelled] = world.testImages();
    world.store.labels.set(
      [relabelled!],
      world.store.classes.list().find(({ id }) => id !== world.store.images.get(relabelled!).class)!.id,
      who,
    );
    const later = world.run();
    const { images, scored } = await ask(runs[0]!, later);
    assert.deepEqual([images, scored], [testImages - 1, { a: testImages, b: testImages }]);
    assert.deepEqual(
      checked('runs.ladder', await world.handlers['runs.ladder']({ project: world.project })).rungs.map(({ run }) => run),
      [later, null],
      'nor do they stand side by side',
    );
  });

  test('counts near-duplicates as one image when two runs are compared', async (t) => {
    const [single, inBursts] = [
      new ScoredProject(t, { perClass: 60 }),
      new ScoredProject(t, { perClass: 60, group: (at) => `specimen ${Math.floor(at / 10)}-${at % 2}` }),
    ];
    const compared = async (world: ScoredProject): Promise<Output<'runs.compare'>> => {
      const wrong = new Set([...(world.run(() => true), world.testImages())].slice(0, 7));
      const worse = world.run((image: ImageId) => !wrong.has(image));
      return checked('runs.compare', await world.handlers['runs.compare']({ project: world.project, a: 1 as RunId, b: worse }));
    };
    const [alone, grouped] = [await compared(single), await compared(inBursts)];
    assert.deepEqual([alone.onlyA, alone.groups, alone.p < 0.05, alone.difference.high < 0], [7, 24, true, true]);
    assert.ok(grouped.groups < 10 && grouped.p > 0.05 && grouped.difference.high > 0, JSON.stringify({ ...grouped, changed: [] }));
  });
});
