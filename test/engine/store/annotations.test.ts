import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import Database from 'better-sqlite3';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';
import { ProjectStore } from '../../../engine/store/project-store.ts';
import { asOlderForm } from '../../support/older-form.ts';
import { addImages, record, reopened, temporaryProject, who } from '../../support/project.ts';

const kinds = ['label', 'split', 'group', 'exclusion'] as const;
const held = (store: ProjectStore) =>
  Object.fromEntries(kinds.map((kind) => [kind, [...store.annotations.holding(kind)].filter(([, value]) => value !== null)]));
/** The same as the columns of the images say it, by a reader that does not know the log. */
function columns({ folder }: ProjectStore): Record<(typeof kinds)[number], [number, unknown][]> {
  const sqlite = new Database(join(folder, 'project.db'), { readonly: true });
  const of = (column: string) =>
    sqlite.prepare(`SELECT id, ${column} FROM images WHERE ${column} IS NOT NULL ORDER BY id`).raw().all() as [number, unknown][];
  const all = { label: of('class'), split: of('split'), group: of('group_name'), exclusion: of('excluded') };
  sqlite.close();
  return all;
}
const split = (images: readonly ImageId[], to: 'train' | 'validation' | 'test') => new Map(images.map((image) => [image, to]));

describe('what is said of images', () => {
  test('what one action says twice of an image is undone to what held before the action, and done again to what held after it', (t) => {
    const store = temporaryProject(t);
    const add = (folder: string) =>
      store.images.addBatch([record(`/p/${folder}/1.jpg`, { className: folder, content: 'the same' })], { ...who, import: 'one' });
    add('cat');
    add('dog');
    assert.deepEqual(
      store.images.get(1 as ImageId).history.map(({ class: to }) => to),
      [1, null],
      'labelled, then in conflict',
    );
    store.labels.undo(who);
    assert.equal(store.images.get(1 as ImageId).class, null);
    store.labels.redo(who);
    assert.deepEqual([store.images.get(1 as ImageId).class, held(store).label], [null, []]);
  });

  test('groups, exclusions and draws of a test set are actions as labels are: undone, done again, also after a restart', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 4);
    store.images.assignSplits(split(images, 'train'), who);
    const begun = held(store);
    assert.equal(store.labels.group(images.slice(0, 2), 'plant 7', who), 2);
    assert.equal(store.labels.exclude(images.slice(1, 3), true, who), 2);
    store.testSet.draw(split(images.slice(0, 3), 'test'), { seed: 2, images: 3, looked: 0 }, who);
    const done = held(store);
    assert.deepEqual(done, {
      label: [],
      group: [
        [1, 'plant 7'],
        [2, 'plant 7'],
      ],
      exclusion: [
        [2, 'training'],
        [3, 'training'],
      ],
      split: [
        [1, 'test'],
        [2, 'test'],
        [3, 'test'],
      ],
    });
    const again = reopened(t, store);
    assert.deepEqual(again.labels.pending().undo, { kind: 'test-set-draw', images: 4, detail: '' });
    assert.deepEqual(
      [1, 2, 3].map(() => again.labels.undo(who)),
      [4, 2, 2],
    );
    assert.deepEqual([held(again), again.testSet.history().map(({ undone }) => undone)], [begun, [true]]);
    for (let count = 0; count < 3; count += 1) again.labels.redo(who);
    assert.deepEqual([held(again), again.testSet.history().map(({ undone }) => undone)], [done, [false]]);
  });

  test('undo passes by what a training has assigned and what came with an import', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2, { group: 'plant 1' });
    const cat = store.classes.add('cat', who);
    store.labels.set(images, cat, who);
    store.images.assignSplits(split(images, 'train'), who);
    assert.deepEqual(store.labels.pending().undo, { kind: 'label', images: 2, detail: 'cat' });
    store.labels.undo(who);
    assert.deepEqual(held(store), {
      label: [],
      split: [
        [1, 'train'],
        [2, 'train'],
      ],
      group: [
        [1, 'plant 1'],
        [2, 'plant 1'],
      ],
      exclusion: [],
    });
  });

  test('saying what holds already is no action, and an unknown image changes nothing', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2);
    store.labels.exclude(images, true, who);
    const version = store.labels.dataVersion;
    assert.deepEqual(
      [store.labels.exclude(images, true, who), store.labels.group(images, null, who), store.labels.dataVersion],
      [0, 0, version],
    );
    assert.throws(() => store.labels.group([...images, 99 as ImageId], 'x', who), { code: 'image-not-found' });
    assert.deepEqual(held(store).group, []);
  });

  test('an image tells everything that was said of it, by whom and how', (t) => {
    const store = temporaryProject(t);
    const [image] = addImages(store, 1, { group: 'plant 1' }) as [ImageId];
    store.images.assignSplits(split([image], 'train'), who);
    store.labels.exclude([image], true, who);
    store.labels.undo({ ...who, by: 'somebody else' });
    assert.deepEqual(
      store.images.get(image).history.map(({ kind, value, how, by }) => [kind, value, how, by]),
      [
        ['group', 'plant 1', 'imported', 'tester'],
        ['split', 'train', 'assigned', 'tester'],
        ['exclusion', 'training', 'by-hand', 'tester'],
        ['exclusion', null, 'undo', 'somebody else'],
      ],
    );
  });

  test('cannot be changed or removed, not even by another program', (t) => {
    const store = temporaryProject(t);
    addImages(store, 1, { group: 'plant 1' });
    store.close();
    const sqlite = new Database(join(store.folder, 'project.db'));
    t.after(() => sqlite.close());
    assert.throws(() => sqlite.exec("UPDATE annotations SET value = 'plant 2'"), /never changed/);
    assert.throws(() => sqlite.exec('DELETE FROM annotations'), /never removed/);
  });

  test('by whatever actions, undone and done again: the images hold what the log alone says', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 12, { group: 'plant 1' });
    for (const name of ['cat', 'dog', 'owl', 'fox']) store.classes.add(name, who);
    const random = seededRandom(7);
    const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
    const some = (): ImageId[] => images.filter(() => random() < 0.4);
    const mergeTwo = (): unknown => {
      const [first, second] = store.classes.list();
      return first && second && store.classes.merge([first.id], second.id, who);
    };
    const versions: { version: number; labels: unknown }[] = [];
    const steps = [
      () => store.labels.set(some(), one([...store.classes.list().map(({ id }) => id), null]), who),
      () => store.labels.group(some(), one(['plant 2', 'plant 3', null]), who),
      () => store.labels.exclude(some(), random() < 0.5, who),
      () => store.images.assignSplits(split(some(), one(['train', 'validation', 'test'])), who),
      () => store.testSet.draw(split(some(), one(['train', 'test'])), { seed: 1, images: 1, looked: 0 }, who),
      () => store.images.addBatch([record(`/more/${random()}.jpg`, { className: 'cat', group: 'plant 9' })], who),
      () => store.labels.pending().undo && store.labels.undo(who),
      () => store.labels.pending().undo && store.labels.undo(who),
      () => store.labels.pending().redo && store.labels.redo(who),
    ];
    for (let step = 0; step < 150; step += 1) {
      one(steps)();
      if (step === 75) mergeTwo();
      versions.push({ version: store.labels.dataVersion, labels: [...store.annotations.holding('label')] });
    }
    for (const { version, labels } of versions)
      assert.deepEqual([...store.annotations.holding('label', version)], labels, `version ${version}`);
    const byLog = held(store);
    store.close();
    assert.deepEqual(columns(store), byLog);
    assert.ok(
      kinds.every((kind) => byLog[kind]!.length > 0),
      'something holds of every kind',
    );
    const again = ProjectStore.open(store.folder);
    t.after(() => again.close());
    while (again.labels.pending().undo) again.labels.undo(who);
    assert.deepEqual([held(again).label, held(again).exclusion], [[], []]);
  });
});

test('a project of before this log that has groups and no label begins at dataset version 0', (t) => {
  const store = temporaryProject(t);
  const images = addImages(store, 3, { group: 'plant 1' });
  store.close();
  asOlderForm(store.folder, 4);
  const again = ProjectStore.open(store.folder);
  t.after(() => again.close());
  assert.equal(again.labels.dataVersion, 0);
  assert.deepEqual(
    held(again).group,
    images.map((image) => [image, 'plant 1']),
  );
  again.labels.exclude(images.slice(0, 1), true, who);
  assert.equal(again.labels.dataVersion, 1);
});
