import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ImageId } from '../../../engine/domain/ids.ts';
import { addImages, reopened, temporaryProject, who } from '../../support/project.ts';

const failure = (code: string, facts?: object) => ({ name: 'StudioError', code, ...(facts && { facts }) });

describe('classes', () => {
  test('names are one when they differ only in case, form or surrounding space', (t) => {
    const { classes } = temporaryProject(t);
    classes.add('Café Straße', who);
    for (const same of [' café straße ', 'CAFE\u0301 STRASSE', 'café  straße']) {
      assert.throws(() => classes.add(same, who), failure('class-exists', { name: 'Café Straße' }));
    }
    assert.throws(() => classes.add(' \u00a0 ', who), failure('class-name-empty'));
    const tea = classes.add('tea', who);
    assert.throws(() => classes.rename(tea, 'CAFÉ STRASSE', who), failure('class-exists'));
    classes.rename(tea, ' Tea ', who);
    assert.deepEqual(
      classes.list().map(({ name }) => name),
      ['Café Straße', 'Tea'],
    );
  });

  test('each class gets its own colour and key, and keeps them when others go', (t) => {
    const { classes } = temporaryProject(t);
    const ids = ['a', 'b', 'c'].map((name) => classes.add(name, who)) as [ClassId, ClassId, ClassId];
    const [, second, third] = classes.list();
    classes.remove(ids[0], who);
    assert.deepEqual(classes.list(), [second, third]);
    const added = classes.add('d', who);
    assert.deepEqual(classes.get(added).key, '1', 'a free key is given again');
    assert.equal(new Set(classes.list().map(({ colour }) => colour)).size, 3);
    assert.ok(added > ids[2], 'ids are never used twice');
  });

  test('keys are digits first, then letters, and null when they have run out', (t) => {
    const { classes } = temporaryProject(t);
    for (let count = 1; count <= 32; count += 1) classes.add(`class ${count}`, who);
    const keys = classes.list().map(({ key }) => key);
    assert.equal(keys.slice(0, 12).join(''), '123456789qwe');
    assert.equal(new Set(keys.filter((key) => key !== null)).size, 30);
    assert.deepEqual(keys.slice(30), [null, null]);
  });

  test('a renamed class keeps its labels, for they are bound to its id and not to its name or position', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2) as [ImageId, ImageId];
    const [first, second] = [store.classes.add('first', who), store.classes.add('second', who)];
    store.labels.set([images[0]], first, who);
    store.labels.set([images[1]], second, who);
    store.classes.rename(second, 'a new name', who);
    store.classes.remove(first, who);
    const again = reopened(t, store);
    assert.equal(again.images.get(images[1]).class, second);
    assert.deepEqual(
      again.classes.summaries().map(({ id, name, images: count }) => ({ id, name, count })),
      [{ id: second, name: 'a new name', count: 1 }],
    );
    assert.notEqual(
      again.classes.list().findIndex(({ id }) => id === second) + 1,
      second,
      'position and id differ, so a mix-up would show',
    );
  });

  test('merging moves all labels in one action that a restart does not forget', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 6);
    const ids = ['a', 'b', 'c'].map((name) => store.classes.add(name, who)) as [ClassId, ClassId, ClassId];
    for (const [index, image] of images.entries()) store.labels.set([image], ids[index % 3] ?? null, who);
    const before = store.classes.summaries();
    assert.equal(store.classes.merge([ids[0], ids[1], ids[2]], ids[2], who), 4);
    assert.deepEqual(
      store.classes.summaries().map(({ id, images: count }) => [id, count]),
      [[ids[2], 6]],
    );
    const again = reopened(t, store);
    assert.deepEqual(again.labels.pending().undo, { kind: 'class-merge', images: 4, detail: 'a, b → c' });
    assert.equal(again.labels.undo(who), 4);
    assert.deepEqual(again.classes.summaries(), before);
    assert.equal(again.labels.redo(who), 4);
    assert.deepEqual(
      again.classes.summaries().map(({ id, images: count }) => [id, count]),
      [[ids[2], 6]],
    );
    assert.throws(() => again.classes.get(ids[0]), failure('class-not-found'));
  });

  test('removing, renaming, recolouring and adding are undone and redone across restarts', (t) => {
    let store = temporaryProject(t);
    const images = addImages(store, 3);
    const states: unknown[] = [store.classes.summaries()];
    const id = store.classes.add('cat', who, '#ABCDEF');
    states.push(store.classes.summaries());
    for (const change of [
      () => store.labels.set(images, id, who),
      () => store.classes.rename(id, 'dog', who),
      () => store.classes.recolour(id, '#123456', who),
      () => store.classes.remove(id, who),
    ]) {
      change();
      states.push(store.classes.summaries());
    }
    for (const expected of states.slice(0, -1).toReversed()) {
      store = reopened(t, store);
      store.labels.undo(who);
      assert.deepEqual(store.classes.summaries(), expected);
    }
    for (const expected of states.slice(1)) {
      store = reopened(t, store);
      store.labels.redo(who);
      assert.deepEqual(store.classes.summaries(), expected);
    }
  });

  test('what changes the data has a new data version; a colour has none', (t) => {
    const store = temporaryProject(t);
    const id = store.classes.add('cat', who);
    const changed = (change: () => unknown) => {
      const before = store.labels.dataVersion;
      change();
      return store.labels.dataVersion > before;
    };
    assert.deepEqual(
      [
        changed(() => store.classes.recolour(id, '#000000', who)),
        changed(() => store.classes.rename(id, 'dog', who)),
        changed(() => store.classes.rename(id, 'dog', who)),
        changed(() => store.labels.undo(who)),
        changed(() => store.classes.remove(id, who)),
      ],
      [false, true, false, true, true],
    );
  });
});
