import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { addImages, headRun, hashOf, record, reopened, temporaryProject, who } from '../../support/project.ts';

const deep = (name: string, high: number) => record(`/deep/${name}.tif`, { format: 'tiff', bitDepth: 16, tone: { low: 100, high } });
const window = { low: 100, high: 4000 };

test('one window for images beyond 8 bits is an action of the log: undone, done again, kept over a restart, and stale for runs', (t) => {
  let store = temporaryProject(t);
  addImages(store, 2);
  store.images.addBatch([deep('1', 900), deep('2', 4000)], who);
  const chosen = () => store.images.page({ filter: {}, order: 'added', offset: 0, limit: 9 }).images.map((image) => image.window);
  assert.deepEqual([chosen(), store.windows.ofNewImages], [[null, null, null, null], undefined]);
  const classes = [{ id: store.classes.add('a', who), name: 'a' }];
  store.runs.start({
    method: 'head',
    source: { id: 's', title: 's', hash: hashOf('s') },
    cut: 'pool',
    seed: 1,
    classes,
    trainImages: 1,
    validationImages: 0,
    testImages: 0,
    dataVersion: store.labels.dataVersion,
    software: 'test',
    at: 1,
    ...headRun,
  });
  const isStale = () => store.runs.list()[0]!.stale;
  assert.equal(isStale(), false);
  assert.equal(store.windows.choose(window, who), 2);
  assert.deepEqual([chosen(), store.windows.ofNewImages, isStale()], [[null, null, window, window], window, true]);
  assert.equal(store.windows.choose(window, who), 0, 'nothing that holds already is said again');
  store.labels.undo(who);
  assert.deepEqual([chosen(), store.windows.ofNewImages], [[null, null, null, null], null]);
  store.labels.redo(who);
  store = reopened(t, store);
  assert.deepEqual([chosen(), store.images.get(3 as ImageId).tone], [[null, null, window, window], { low: 100, high: 900 }]);
  store.images.addBatch([{ ...deep('3', 700), window }, record('/plain.jpg', { window })], who);
  assert.deepEqual(chosen().slice(4), [window, null], 'new images take it over, those of 8 bits have none');
});
