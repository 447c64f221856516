import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../engine/domain/ids.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import { addImages, reopened, temporaryProject, who } from '../../support/project.ts';

const tagsOf = (store: ProjectStore, images: readonly ImageId[]): string[][] => images.map((image) => [...store.images.get(image).tags]);

test('tags are added to and removed from many images as one action, which can be undone, also after a restart', (t) => {
  let store = temporaryProject(t);
  const [a, b, c] = addImages(store, 3) as [ImageId, ImageId, ImageId];
  const all = [a, b, c];
  assert.equal(store.labels.tag([a, b], { add: ['check again', 'blurred?'], remove: [] }, who), 2);
  assert.equal(store.labels.tag(all, { add: ['check again'], remove: ['blurred?'] }, who), 3, 'all of them change');
  assert.deepEqual(tagsOf(store, all), [['check again'], ['check again'], ['check again']]);
  assert.equal(store.labels.tag(all, { add: ['check again'], remove: ['none of these'] }, who), 0, 'nothing changes');
  assert.equal(store.labels.pending().undo?.kind, 'tag');
  store = reopened(t, store);
  assert.equal(store.labels.undo(who), 3);
  assert.deepEqual(tagsOf(store, all), [['check again', 'blurred?'], ['check again', 'blurred?'], []]);
  assert.equal(store.labels.redo(who), 3);
  assert.deepEqual(tagsOf(store, all), [['check again'], ['check again'], ['check again']]);
  assert.throws(() => store.labels.tag([a, 99 as ImageId], { add: ['x'], remove: [] }, who), { code: 'image-not-found' });
  assert.deepEqual(tagsOf(store, [a]), [['check again']], 'nothing was changed');
});

test('tags are counted, found again, and kept apart by case', (t) => {
  const store = temporaryProject(t);
  const images = addImages(store, 4);
  store.labels.tag(images.slice(0, 3), { add: ['Wing'], remove: [] }, who);
  store.labels.tag(images.slice(2), { add: ['wing', 'été "1"'], remove: [] }, who);
  assert.deepEqual(store.labels.tags(), [
    { tag: 'été "1"', images: 2 },
    { tag: 'wing', images: 2 },
    { tag: 'Wing', images: 3 },
  ]);
  const found = (value: string): ImageId[] => store.images.ids({ like: { fact: 'tag', value } }, 'added');
  assert.deepEqual([found('Wing'), found('été "1"'), found('W')], [images.slice(0, 3), images.slice(2), []]);
  store.labels.tag(images, { add: [], remove: ['Wing', 'wing', 'été "1"'] }, who);
  assert.deepEqual(store.labels.tags(), []);
});
