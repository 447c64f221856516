import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../../engine/domain/ids.ts';
import { apartCheck } from '../../../../engine/domain/labels/nested-sizes.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { imagesIn, readSnapshot, takeSnapshot } from '../../../../engine/work/labels/snapshot.ts';
import { fingerprintOf, record, temporaryProject, who } from '../../../support/project.ts';

/** Two classes; every image of `copies` looks like an image of the other half. */
function fill(store: ProjectStore, perClass: number, copies: number): void {
  const records = Array.from({ length: 2 * perClass }, (_, at) => {
    const number = Math.floor(at / 2);
    return record(`/pictures/${at}.jpg`, {
      className: at % 2 === 0 ? 'cat' : 'dog',
      fingerprint: fingerprintOf(number < copies ? 1000 + (at % 2) * 100 + Math.floor(number / 2) : at),
    });
  });
  store.images.addBatch(records, who);
}

test('near-duplicates share a group and a side of the split', (t) => {
  const store = temporaryProject(t);
  fill(store, 40, 20);
  const snapshot = readSnapshot(store, 1);
  const [train, validation, tested] = [imagesIn(snapshot, 'train'), imagesIn(snapshot, 'validation'), imagesIn(snapshot, 'test')];
  assert.deepEqual(
    snapshot.classes.map(({ name }) => name),
    ['cat', 'dog'],
  );
  assert.equal(train.length + validation.length + tested.length, 80);
  assert.deepEqual(snapshot.nearDuplicates, { groups: 20, leftOut: 0 });
  const testedGroups = new Set(tested.map(({ group }) => group).filter((group) => group !== null));
  assert.ok(testedGroups.size > 0 && ![...train, ...validation].some(({ group }) => group !== null && testedGroups.has(group)));
  const check = apartCheck(train, tested);
  check({
    arm: 'scratch',
    perClass: 1,
    seed: 0,
    trainImages: train.map(({ image }) => image),
    predicted: [],
    validationScore: 0,
    finished: true,
    imagePasses: 1,
    trials: 1,
    seconds: 1,
    curve: [],
  });
});

test('with nothing left to test on there is nothing to train, and the classes are named', (t) => {
  const store = temporaryProject(t);
  fill(store, 20, 0);
  for (const { image } of imagesIn(takeSnapshot(store, 1, who), 'test')) store.labels.set([image], null, who);
  assert.throws(() => readSnapshot(store, 1), { code: 'class-too-small', facts: { classes: 'cat, dog' } });
});

test('a class of nothing but near-duplicates is learned and cannot be tested; one whose training images all went to the test is too small', (t) => {
  const store = temporaryProject(t);
  const fingerprint = '5a3c9e1777e1c3a5';
  store.images.addBatch(
    Array.from({ length: 6 }, (_, at) => record(`/cats/${at}.jpg`, { className: 'cat', fingerprint })),
    who,
  );
  store.images.addBatch(
    Array.from({ length: 30 }, (_, at) =>
      record(`/dogs/${at}.jpg`, { className: 'dog', fingerprint: (0x1234567890abcdefn ^ (BigInt(at * 77_777) << 20n)).toString(16) }),
    ),
    who,
  );
  const cats = (...parts: ('train' | 'validation' | 'test')[]): number =>
    imagesIn(readSnapshot(store, 1), ...parts).filter((image) => image.class === 1).length;
  assert.deepEqual([cats('train'), cats('validation', 'test')], [6, 0]);
  store.images.assignSplits(new Map([[1 as ImageId, 'test']]), who);
  assert.throws(() => readSnapshot(store, 1), { code: 'class-too-small', facts: { classes: 'cat' } });
});

test('images that an earlier version put on both sides are left out of training, and counted', (t) => {
  const store = temporaryProject(t);
  fill(store, 40, 20);
  const ids = store.images.labelled().map(({ id }) => id);
  // As they were divided when near-duplicates counted as independent.
  store.images.assignSplits(
    new Map(ids.map((id, at) => [id, at % 5 === 0 ? ('test' as const) : at % 5 === 1 ? ('validation' as const) : ('train' as const)])),
    who,
  );
  const snapshot = readSnapshot(store, 1);
  const groups = new Set(
    imagesIn(snapshot, 'test')
      .map(({ group }) => group)
      .filter((group) => group !== null),
  );
  assert.ok(snapshot.nearDuplicates.leftOut > 0 && groups.size > 0);
  assert.ok(!imagesIn(snapshot, 'train', 'validation').some(({ group }) => group !== null && groups.has(group)));
  assert.equal(snapshot.images.length + snapshot.nearDuplicates.leftOut, 80);
});

test('reading writes nothing; taking it keeps every part, so that another seed changes none', (t) => {
  const store = temporaryProject(t);
  fill(store, 40, 10);
  const kept = (): (string | null)[] => store.images.labelled().map(({ split }) => split);
  const shown = readSnapshot(store, 1);
  assert.deepEqual(new Set(kept()), new Set([null]));
  assert.deepEqual(takeSnapshot(store, 1, who), shown);
  assert.deepEqual(
    kept(),
    store.images.labelled().map(({ id }) => shown.splits.get(id)),
  );
  assert.deepEqual(readSnapshot(store, 2).splits, shown.splits);
});

test('excluded images are neither trained nor tested on, and a class of nothing else is none', (t) => {
  const store = temporaryProject(t);
  fill(store, 20, 0);
  const owls = store.images
    .addBatch(
      [0, 1, 2].map((at) => record(`/owls/${at}.jpg`, { className: 'owl', fingerprint: fingerprintOf(500 + at) })),
      who,
    )
    .map(({ image }) => image);
  const before = takeSnapshot(store, 1, who);
  const out = imagesIn(before, 'test')[0]!;
  store.labels.exclude([out.image, ...owls], true, who);
  const { classes, images } = readSnapshot(store, 1);
  assert.deepEqual(
    classes.map(({ name }) => name),
    ['cat', 'dog'],
  );
  assert.deepEqual(
    images.map(({ id }) => id),
    before.images.map(({ id }) => id).filter((id) => id !== out.image && !owls.includes(id)),
  );
  assert.ok(!store.testSet.images().includes(out.image));
  assert.deepEqual(
    store.classes
      .summaries()
      .map(({ name, images: all, excluded }) => [name, all, excluded])
      .at(-1),
    ['owl', 3, 3],
  );
});

test('a group given by hand across the split keeps its other images out of training', (t) => {
  const store = temporaryProject(t);
  fill(store, 20, 0);
  const before = takeSnapshot(store, 1, who);
  const tested = imagesIn(before, 'test')[0]!;
  const trained = imagesIn(before, 'train')[0]!;
  store.labels.group([tested.image, trained.image], 'plant 7', who);
  const { images, nearDuplicates } = readSnapshot(store, 1);
  assert.deepEqual(
    [images.some(({ id }) => id === trained.image), images.some(({ id }) => id === tested.image), nearDuplicates.leftOut],
    [false, true, 1],
  );
});
