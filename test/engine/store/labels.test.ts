import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { addImages, record, reopened, temporaryProject, who } from '../../support/project.ts';

const labelsOf = (store: ProjectStore) =>
  Object.fromEntries(
    store.images.page({ filter: {}, order: 'added', offset: 0, limit: 1000 }).images.map((image) => [image.id, image.class]),
  );
const failure = (code: string) => ({ name: 'StudioError', code });

describe('labels', () => {
  test('a label survives a restart with who gave it, when and how', (t) => {
    const store = temporaryProject(t);
    const [image] = addImages(store, 1) as [ImageId];
    const cat = store.classes.add('cat', who);
    assert.equal(store.labels.set([image], cat, { ...who, how: 'corrected-in-results' }), 1);
    const again = reopened(t, store);
    assert.deepEqual(again.images.get(image).history, [{ ...who, kind: 'label', class: cat, value: null, how: 'corrected-in-results' }]);
    assert.equal(again.images.get(image).class, cat);
  });

  test('labelling a thousand images is one action and one undo, also after a restart', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 1000);
    const [cat, dog] = [store.classes.add('cat', who), store.classes.add('dog', who)];
    store.labels.set(images.slice(0, 300), dog, who);
    const before = labelsOf(store);
    store.labels.set(images, cat, who);
    const after = labelsOf(store);
    const again = reopened(t, store);
    assert.deepEqual(again.labels.pending(), { undo: { kind: 'label', images: 1000, detail: 'cat' }, redo: null });
    assert.equal(again.labels.undo(who), 1000);
    assert.deepEqual(labelsOf(again), before);
    const third = reopened(t, again);
    assert.deepEqual(third.labels.pending().redo, { kind: 'label', images: 1000, detail: 'cat' });
    assert.equal(third.labels.redo(who), 1000);
    assert.deepEqual(labelsOf(third), after);
  });

  test('the log only grows, and every change has a new data version', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 3);
    const cat = store.classes.add('cat', who);
    const versions = [store.labels.dataVersion];
    const noted = (change: () => void) => {
      change();
      versions.push(store.labels.dataVersion);
    };
    noted(() => store.labels.set(images, cat, who));
    noted(() => store.labels.undo(who));
    noted(() => store.labels.redo(who));
    noted(() => store.labels.set(images, null, who));
    assert.deepEqual(versions, [1, 4, 7, 10, 13]);
    assert.deepEqual(
      store.images.get(images[0] as ImageId).history.map(({ class: id, how }) => [id, how]),
      [
        [cat, 'by-hand'],
        [null, 'undo'],
        [cat, 'redo'],
        [null, 'by-hand'],
      ],
    );
  });

  test('a new action after an undo discards what could have been redone', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2) as [ImageId, ImageId];
    const cat = store.classes.add('cat', who);
    store.labels.set([images[0]], cat, who);
    store.labels.undo(who);
    store.labels.set([images[1]], cat, who);
    assert.equal(store.labels.pending().redo, null);
    assert.throws(() => store.labels.redo(who), failure('nothing-to-redo'));
    assert.deepEqual(labelsOf(store), { 1: null, 2: cat });
  });

  test('actions are undone one after the other down to the empty project, and then there is nothing to undo', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2);
    const cat = store.classes.add('cat', who);
    store.labels.set(images, cat, who);
    store.labels.undo(who);
    store.labels.undo(who);
    assert.deepEqual(store.classes.list(), []);
    assert.throws(() => store.labels.undo(who), failure('nothing-to-undo'));
    store.labels.redo(who);
    store.labels.redo(who);
    assert.deepEqual(labelsOf(store), { 1: cat, 2: cat });
  });

  test('labelling with the label that is there already is no action', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2);
    const cat = store.classes.add('cat', who);
    store.labels.set(images, cat, who);
    const version = store.labels.dataVersion;
    assert.equal(store.labels.set(images, cat, who), 0);
    assert.equal(store.labels.dataVersion, version);
  });

  test('an unknown image or class changes nothing at all', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 2);
    const cat = store.classes.add('cat', who);
    assert.throws(() => store.labels.set([...images, 99 as ImageId], cat, who), failure('image-not-found'));
    assert.throws(() => store.labels.set(images, 99 as typeof cat, who), failure('class-not-found'));
    assert.deepEqual(labelsOf(store), { 1: null, 2: null });
    assert.equal(store.labels.pending().undo?.kind, 'class-add');
  });

  test('the current labels are what the log alone says', (t) => {
    const store = temporaryProject(t);
    const images = addImages(store, 60);
    const classes = ['cat', 'dog', 'owl'].map((name) => store.classes.add(name, who));
    for (const [index, image] of images.entries()) store.labels.set([image], classes[index % 3] ?? null, who);
    store.classes.merge([classes[0] as 1 & (typeof classes)[0]], classes[1] as NonNullable<(typeof classes)[1]>, who);
    store.labels.set(images.slice(0, 20), null, who);
    store.labels.undo(who);
    store.labels.undo(who);
    store.labels.redo(who);
    const current = new Map(
      store.images.page({ filter: {}, order: 'added', offset: 0, limit: 100 }).images.map(({ id, class: label }) => [id, label]),
    );
    assert.deepEqual(store.annotations.holding('label'), current);
    assert.notDeepEqual(new Map([...current].map(([id]) => [id, classes[0]])), current, 'the check would notice other labels');
  });

  test('taking back an import takes back its labels and classes, not its images', (t) => {
    const store = temporaryProject(t);
    const records = ['cat', 'dog'].flatMap((name) => [1, 2].map((index) => record(`/p/${name}/${index}.jpg`, { className: name })));
    store.images.addBatch(records.slice(0, 3), { ...who, import: 'job', title: 'p' });
    store.images.addBatch(records.slice(3), { ...who, import: 'job', title: 'p' });
    const labelled = labelsOf(store);
    assert.deepEqual(store.labels.pending().undo, { kind: 'import', images: 4, detail: 'p' });
    assert.equal(store.labels.undo(who), 4);
    assert.deepEqual(labelsOf(store), { 1: null, 2: null, 3: null, 4: null });
    assert.deepEqual(store.classes.list(), []);
    assert.equal(store.labels.redo(who), 4);
    assert.deepEqual(labelsOf(store), labelled);
  });

  test('labels given while an import runs are undone before the import, and its later batches stay one action', (t) => {
    const store = temporaryProject(t);
    const batch = (name: string, options = { ...who, import: 'job' }) =>
      store.images.addBatch([record(`/p/${name}/1.jpg`, { className: name })], options);
    batch('cat');
    const [cat] = store.classes.list();
    assert.ok(cat);
    const owl = store.classes.add('owl', who);
    store.labels.set([1 as ImageId], owl, who);
    store.classes.rename(cat.id, 'kitten', who);
    batch('dog');
    store.images.addBatch([record('/p/cat/2.jpg', { className: 'cat' })], { ...who, import: 'job' });
    assert.deepEqual(
      store.classes.list().map(({ name }) => name),
      ['kitten', 'owl', 'dog'],
      "a renamed class is still the folder's",
    );
    for (let count = 0; count < 3; count += 1) store.labels.undo(who);
    assert.deepEqual(store.labels.pending().undo, { kind: 'import', images: 3, detail: '' });
    store.labels.undo(who);
    assert.deepEqual(labelsOf(store), { 1: null, 2: null, 3: null });
    for (let count = 0; count < 4; count += 1) store.labels.redo(who);
    assert.deepEqual(labelsOf(store), { 1: owl, 2: store.classes.find('dog')?.id, 3: cat.id });
  });

  test('restoring a class whose name an import took meanwhile gives it another name instead of failing', (t) => {
    const store = temporaryProject(t);
    store.images.addBatch([record('/p/dog/1.jpg', { className: 'dog' })], { ...who, import: 'job' });
    const before = store.classes.add('cat', who);
    store.classes.remove(before, who);
    store.images.addBatch([record('/p/cat/1.jpg', { className: 'cat' })], { ...who, import: 'job' });
    store.labels.undo(who);
    assert.deepEqual(
      store.classes.list().map(({ name, key }) => [name, key]),
      [
        ['dog', '1'],
        ['cat (2)', '3'],
        ['cat', '2'],
      ],
    );
  });
});
