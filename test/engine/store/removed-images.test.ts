import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { record, reopened, temporaryProject, who } from '../../support/project.ts';

const ids = [1, 2, 3, 4, 5, 6] as ImageId[];
const gone = [2, 5] as ImageId[];
const left = ids.filter((id) => !gone.includes(id));

/** Three cats and three dogs, each with a tag. */
function pets(store: ProjectStore): void {
  store.images.addBatch(
    ids.map((id) => record(`/p/${id < 4 ? 'cat' : 'dog'}/${id}.jpg`, { className: id < 4 ? 'cat' : 'dog' })),
    { ...who, import: 'first', title: 'p' },
  );
  store.labels.tag(ids, { add: ['pet'], remove: [] }, who);
}

/** The images that each part of the program finds. */
const found = (store: ProjectStore): Record<string, ImageId[]> => ({
  grid: store.images.ids({}, 'name'),
  search: store.images.ids({ text: 'jpg' }, 'added').toSorted((a, b) => a - b),
  tagged: store.images.ids({ like: { fact: 'tag', value: 'pet' } }, 'added'),
  training: store.images.labelled().map(({ id }) => id),
  fingerprints: [...store.images.fingerprints().keys()],
  review: store.images.toReview().map(({ id }) => id),
  map: store.images.toMap().map(({ id }) => id),
  groups: store.images.toGroup().map(({ id }) => id),
  export: store.images.sheet().map(({ id }) => id),
});
const everywhere = (store: ProjectStore, images: readonly ImageId[]): void => {
  for (const [part, of] of Object.entries(found(store))) assert.deepEqual(of, images, part);
};

test('removed images are found nowhere but among those removed, are not counted, and come back as they were', (t) => {
  const store = temporaryProject(t);
  pets(store);
  store.labels.exclude([5 as ImageId], true, who);
  const before = gone.map((id) => store.images.get(id));
  const version = store.labels.dataVersion;

  assert.equal(store.labels.remove(gone, true, who), 2);
  store.labels.exclude([5 as ImageId], false, who);
  everywhere(store, left);
  assert.deepEqual(store.images.ids({ removed: true }, 'name'), gone);
  assert.deepEqual(
    [
      store.images.counts().images,
      store.images.counts().removed,
      store.images.page({ filter: {}, order: 'added', offset: 0, limit: 9 }).total,
    ],
    [4, 2, 4],
  );
  assert.deepEqual(
    store.classes.summaries().map(({ images }) => images),
    [2, 2],
  );
  assert.deepEqual(store.labels.tags(), [{ tag: 'pet', images: 4 }]);
  assert.ok(store.labels.dataVersion > version, 'what was learned from them is out of date');
  assert.ok(gone.every((id) => store.images.get(id).removed));

  const again = reopened(t, store);
  everywhere(again, left);
  again.labels.undo(who);
  assert.equal(again.labels.remove(gone, false, who), 2);
  assert.deepEqual(
    gone.map((id) => ({ ...again.images.get(id), history: [] })),
    before.map((image) => ({ ...image, history: [] })),
  );
  assert.deepEqual(again.images.ids({}, 'name'), ids);
  again.labels.undo(who);
  again.labels.undo(who);
  assert.deepEqual([again.images.ids({}, 'name'), again.images.ids({ removed: true }, 'name')], [ids, []], 'undone');
});

test('an image that was removed is not brought back by importing its file again', (t) => {
  const store = temporaryProject(t);
  pets(store);
  store.labels.remove(gone, true, who);
  const verdicts = store.images.addBatch([record('/p/cat/2.jpg', { className: 'cat' }), record('/p/cat/7.jpg', { className: 'cat' })], who);
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ['present', 'imported'],
  );
  assert.equal(store.images.removedAmong(verdicts.map(({ image }) => image)), 1);
  assert.deepEqual(store.images.ids({ removed: true }, 'added'), gone);
});

test('an image that is not there cannot be removed', (t) => {
  const store = temporaryProject(t);
  pets(store);
  assert.throws(() => store.labels.remove([99 as ImageId], true, who), { code: 'image-not-found' });
  assert.equal(store.images.counts().removed, 0);
});
