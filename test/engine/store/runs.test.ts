import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import type { Score } from '../../../engine/contract/index.ts';
import type { ClassId, ImageId, RunId } from '../../../engine/domain/ids.ts';
import { wilsonInterval } from '../../../engine/domain/statistics/intervals.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import type { RunFacts } from '../../../engine/store/runs.ts';
import { addImages, hashOf, headOutcome, headRun, record, reopened, temporaryProject, who } from '../../support/project.ts';

const interval = { value: 0.75, low: 0.5, high: 0.9 };
const score: Score = {
  images: 2,
  accuracy: interval,
  balancedAccuracy: interval,
  perClass: [],
  confusion: {
    classes: ['cat', 'dog'],
    classIds: [],
    counts: [
      [1, 0],
      [0, 1],
    ],
  },
};
const baselines = [{ name: 'majority-class' as const, accuracy: interval, balancedAccuracy: interval }];

function labelledProject(store: ProjectStore): { images: ImageId[]; cat: ClassId; dog: ClassId } {
  const images = addImages(store, 4);
  const [cat, dog] = [store.classes.add('cat', who), store.classes.add('dog', who)];
  store.labels.set(images.slice(0, 2), cat, who);
  store.labels.set(images.slice(2), dog, who);
  return { images, cat, dog };
}

function started(store: ProjectStore, facts: Partial<RunFacts> = {}): RunId {
  return store.runs.start({
    method: 'head',
    source: { id: 'starter', title: 'Starter', hash: hashOf('source') },
    cut: 'pool',
    seed: 7,
    classes: store.classes.list().map(({ id, name }) => ({ id, name })),
    trainImages: 2,
    validationImages: 0,
    testImages: 2,
    dataVersion: store.labels.dataVersion,
    software: 'Graft test',
    at: 5,
    ...headRun,
    ...facts,
  });
}

describe('runs', () => {
  test('a finished run tells how good it is, from what data and by what, also after a restart', (t) => {
    const store = temporaryProject(t);
    const { images, cat, dog } = labelledProject(store);
    const run = started(store);
    store.runs.finish(run, {
      ...headOutcome,
      head: 'ridge',
      seconds: 1.5,
      test: score,
      baselines,
      predictions: [
        { image: images[1] as ImageId, split: 'test', actual: cat, probabilities: [0.75, 0.25] },
        { image: images[3] as ImageId, split: 'validation', actual: dog, probabilities: [0.125, 0.875] },
      ],
    });
    const { runs } = reopened(t, store);
    const source = { id: 'starter', title: 'Starter', hash: hashOf('source') };
    assert.deepEqual(runs.get(run), {
      run,
      method: 'head',
      head: 'ridge',
      source,
      cut: 'pool',
      seed: 7,
      other: null,
      state: 'done',
      failure: null,
      startedAt: 5,
      seconds: 1.5,
      classes: ['cat', 'dog'],
      classIds: [cat, dog],
      trainImages: 2,
      validationImages: 0,
      testImages: 2,
      dataVersion: 6,
      stale: false,
      software: 'Graft test',
      accuracy: interval,
      testWithheld: false,
      validation: wilsonInterval(1, 1),
      tuneFrom: null,
      tuning: null,
      auto: null,
      resumable: false,
    });
    assert.deepEqual(runs.evaluation(run), {
      run,
      method: 'head',
      head: 'ridge',
      test: score,
      baselines,
      testImagesSeen: 0,
      dataVersion: 6,
      stale: false,
      source,
      cut: 'pool',
      seed: 7,
      software: 'Graft test',
      nearDuplicates: null,
      folderWindows: [],
      other: null,
      readings: { reading: null, folders: [] },
    });
    assert.deepEqual(runs.predictions(run, 'test'), [{ image: images[1], split: 'test', actual: cat, probabilities: [0.75, 0.25] }]);
    assert.deepEqual(
      runs.testImages(run).map(({ id }) => id),
      [images[1]],
    );
  });

  test('are listed newest first, with how each of them ended', (t) => {
    const store = temporaryProject(t);
    const { runs } = store;
    assert.equal(runs.newestDone(), null);
    const [done, failed, stopped, running] = [1, 2, 3, 4].map(() => started(store, { classes: [], dataVersion: 0 })) as [
      RunId,
      RunId,
      RunId,
      RunId,
    ];
    runs.finish(done, { ...headOutcome, head: 'logistic', seconds: 1, test: score, baselines: [], predictions: [] });
    runs.fail(failed, { code: 'out-of-memory', facts: { bytes: 3 } }, { seconds: 2 });
    runs.stop(stopped, { seconds: 3 });
    assert.deepEqual(
      runs.list().map(({ run, state, failure }) => [run, state, failure]),
      [
        [running, 'running', null],
        [stopped, 'stopped', null],
        [failed, 'failed', { code: 'out-of-memory', facts: { bytes: 3 } }],
        [done, 'done', null],
      ],
    );
    assert.deepEqual([runs.newestDone(), runs.count()], [done, 4]);
    assert.throws(() => runs.evaluation(failed), { code: 'run-not-finished' });
    assert.throws(() => runs.get(99 as RunId), { code: 'run-not-found' });
  });

  test('turn stale when a label, group, exclusion or part of the split is changed by hand or one of their classes changes, and only then', (t) => {
    const store = temporaryProject(t);
    const { images, cat, dog } = labelledProject(store);
    const staleAfter = (change: () => unknown): boolean => {
      const run = started(store);
      change();
      return store.runs.get(run).stale;
    };
    assert.deepEqual(
      [
        staleAfter(() => store.labels.set(images.slice(0, 1), dog, who)),
        staleAfter(() => store.labels.undo(who)),
        staleAfter(() => store.classes.rename(cat, 'kitten', who)),
        staleAfter(() => store.classes.remove(dog, who)),
        staleAfter(() => store.labels.undo(who)),
        staleAfter(() => store.images.addBatch([record('/more/cat/1.jpg', { className: 'kitten' })], who)),
        staleAfter(() => store.labels.group(images.slice(0, 1), 'plant 1', who)),
        staleAfter(() => store.labels.exclude(images.slice(0, 1), true, who)),
        staleAfter(() => store.testSet.draw(new Map([[images[0] as ImageId, 'train']]), { seed: 1, images: 0, looked: 0 }, who)),
        staleAfter(() => store.labels.undo(who)),
      ],
      Array(10).fill(true),
    );
    assert.deepEqual(
      [
        staleAfter(() => store.classes.add('a class without images', who)),
        staleAfter(() => store.classes.recolour(cat, '#123456', who)),
        staleAfter(() => store.images.addBatch([record('/more/2.jpg', { group: 'plant 2' })], who)),
        staleAfter(() => store.images.assignSplits(new Map([[images[0] as ImageId, 'test']]), who)),
        staleAfter(() => {
          const said = { className: null, group: null, part: null, site: 'bog', takenAt: 5, tags: ['wet'], author: null };
          const verdict = store.labels.import([{ image: images[0]!, ...said }], {
            ...who,
            import: 'a',
            title: '',
            replaces: false,
            isLast: true,
          });
          assert.equal(verdict.changed, 1);
        }),
      ],
      [false, false, false, false, false],
    );
  });

  test('a result that cannot be kept whole is not kept at all', (t) => {
    const store = temporaryProject(t);
    const { images, cat } = labelledProject(store);
    const run = started(store);
    const predictions = [
      { image: images[0] as ImageId, split: 'test' as const, actual: cat, probabilities: [0.5, 0.5] },
      { image: 99 as ImageId, split: 'test' as const, actual: cat, probabilities: [0.5, 0.5] },
    ];
    assert.throws(() => store.runs.finish(run, { ...headOutcome, head: 'ridge', seconds: 1, test: score, baselines, predictions }));
    assert.deepEqual([store.runs.get(run).state, store.runs.testImages(run)], ['running', []]);
  });
});

test('what a run needed to go on stays until the run is kept, and goes when the project is opened at the latest', (t) => {
  const store = temporaryProject(t),
    [done, broken] = [started(store, { classes: [], dataVersion: 0 }), started(store, { classes: [], dataVersion: 0 })];
  for (const run of [done, broken]) {
    mkdirSync(join(store.runFolder(run), 'trials'), { recursive: true });
    writeFileSync(join(store.runFolder(run), 'checkpoint'), 'how far it is');
  }
  store.runs.finish(done, { ...headOutcome, head: 'logistic', seconds: 1, test: score, baselines: [], predictions: [] });
  const again = reopened(t, store);
  assert.deepEqual(
    [done, broken].map((run) => readdirSync(again.runFolder(run))),
    [[], ['checkpoint', 'trials']],
  );
  assert.equal(again.runs.get(broken).resumable, true);
});

test('what programs that were killed left between the runs and the images goes when the project is opened, whichever machine they ran on', (t) => {
  const store = temporaryProject(t),
    run = started(store, { classes: [], dataVersion: 0 }),
    runs = dirname(store.runFolder(run));
  const kept = join(store.imagesFolder, 'ab', 'a.jpg'),
    left = [
      join(runs, '7.part-elsewhere-12', 'head.bin'),
      join(runs, '8.part-elsewhere-13', 'head.bin'),
      join(store.unfinishedImagesFolder, '4'),
    ];
  for (const file of [kept, join(store.runFolder(run), 'head.bin'), ...left]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, 'a');
  }
  const again = reopened(t, store);
  assert.deepEqual(
    [readdirSync(runs), readdirSync(again.runFolder(run)), readdirSync(again.imagesFolder)],
    [[String(run)], ['head.bin'], ['ab']],
  );
});
