import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { requests, type Output, type RequestName } from '../../../../engine/contract/index.ts';
import { labelHandlers } from '../../../../engine/work/labels/label-images.ts';
import { addImages } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';

/** Checks an answer against the contract, as the host does. */
const checked = <N extends RequestName>(name: N, answer: unknown): Output<N> => requests[name].output.parse(answer) as Output<N>;

function labelling(t: TestContext) {
  const { shelf, told } = testShelf(t);
  const store = shelf.create({ name: 'one' });
  return { project: store.id, store, told, images: addImages(store, 3), ask: labelHandlers(shelf) };
}

describe('requests for labels and classes', () => {
  test('answer with the new data version, the number of changes and what undo and redo would do', (t) => {
    const { project, images, ask } = labelling(t);
    const added = checked('classes.add', ask['classes.add']({ project, name: ' cat ' }));
    const { colour } = added.class;
    assert.deepEqual(added, {
      class: { id: 1, name: 'cat', colour, key: '1', images: 0, excluded: 0, train: 0, validation: 0, test: 0 },
      dataVersion: 1,
    });
    const set = checked('labels.set', ask['labels.set']({ project, images, class: added.class.id, how: 'by-hand' }));
    assert.deepEqual(set, { dataVersion: 4, changed: 3, undo: { kind: 'label', images: 3, detail: 'cat' }, redo: null });
    const undone = checked('labels.undo', ask['labels.undo']({ project }));
    assert.deepEqual(undone, { dataVersion: 7, changed: 3, undo: { kind: 'class-add', images: 0, detail: 'cat' }, redo: set.undo });
    assert.deepEqual(checked('labels.redo', ask['labels.redo']({ project })), { ...set, dataVersion: 10 });
  });

  test('rename, recolour, merge and remove classes', (t) => {
    const { project, images, store, ask } = labelling(t);
    const [cat, dog] = ['cat', 'dog'].map(
      (name) => checked('classes.add', ask['classes.add']({ project, name, colour: '#ABCDEF' })).class.id,
    );
    assert.ok(cat && dog);
    void ask['labels.set']({ project, images, class: cat, how: 'by-hand' });
    const renamed = checked('classes.rename', ask['classes.rename']({ project, class: cat, name: 'kitten' }));
    const recoloured = checked('classes.recolour', ask['classes.recolour']({ project, class: cat, colour: '#010203' }));
    assert.deepEqual([renamed.class.name, renamed.class.colour], ['kitten', '#abcdef']);
    assert.deepEqual([recoloured.class.colour, recoloured.class.images], ['#010203', 3]);
    const merged = checked('classes.merge', ask['classes.merge']({ project, from: [cat], into: dog }));
    assert.deepEqual([merged.changed, merged.undo], [3, { kind: 'class-merge', images: 3, detail: 'kitten → dog' }]);
    const removed = checked('classes.remove', ask['classes.remove']({ project, class: dog }));
    assert.deepEqual([removed.changed, store.images.counts().labelled, store.classes.list()], [3, 0, []]);
  });

  test('carry who asked, and tell the windows', async (t) => {
    const { project, images, store, told, ask } = labelling(t);
    const { class: cat } = checked('classes.add', ask['classes.add']({ project, name: 'cat' }));
    void ask['labels.set']({ project, images: images.slice(0, 1), class: cat.id, how: 'corrected-in-results' });
    await nextTurn();
    assert.deepEqual(
      told.map(({ labelled }) => labelled),
      [1],
    );
    const [entry] = store.images.get(images[0]!).history;
    assert.deepEqual([entry?.by, entry?.how], ['tester', 'corrected-in-results']);
  });

  test('fail in words and without a change for what is not there', (t) => {
    const { project, images, store, ask } = labelling(t);
    const fails = (code: string, asked: () => unknown) => assert.throws(asked, { name: 'StudioError', code });
    fails('nothing-to-undo', () => ask['labels.undo']({ project }));
    fails('nothing-to-redo', () => ask['labels.redo']({ project }));
    fails('class-not-found', () => ask['labels.set']({ project, images, class: 9 as never, how: 'by-hand' }));
    fails('class-not-found', () => ask['classes.merge']({ project, from: [9 as never], into: 8 as never }));
    fails('class-not-found', () => ask['classes.recolour']({ project, class: 9 as never, colour: '#000000' }));
    fails('project-not-open', () => ask['labels.undo']({ project: '00000000-0000-4000-8000-000000000009' as never }));
    assert.equal(store.labels.dataVersion, 0);
  });
});
