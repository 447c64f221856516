import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../engine/domain/ids.ts';
import { addImages, headRun, hashOf, record, reopened, temporaryProject, who } from '../../support/project.ts';
import { ownWindows, windowFor } from '../../../engine/domain/models/folder-windows.ts';

const deep = (name: string, high: number) => record(`/deep/${name}.tif`, { format: 'tiff', bitDepth: 16, tone: { low: 100, high } });
const window = { low: 100, high: 4000 };

test('one window for images beyond 8 bits is an action of the log: undone, done again, kept over a restart, and stale for runs', (t) => {
  let store = temporaryProject(t);
  addImages(store, 2);
  store.images.addBatch([deep('1', 900), deep('2', 4000)], who);
  const chosen = () => store.images.page({ filter: {}, order: 'added', offset: 0, limit: 9 }).images.map((image) => image.window);
  assert.deepEqual([chosen(), store.windows.set(), store.windows.wasEverSet], [[null, null, null, null], ownWindows, false]);
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
  assert.deepEqual([chosen(), store.windows.set().window, isStale()], [[null, null, window, window], window, true]);
  assert.equal(store.windows.choose(window, who), 0, 'nothing that holds already is said again');
  store.labels.undo(who);
  assert.deepEqual([chosen(), store.windows.set(), store.windows.wasEverSet], [[null, null, null, null], ownWindows, true]);
  store.labels.redo(who);
  store = reopened(t, store);
  assert.deepEqual([chosen(), store.images.get(3 as ImageId).tone], [[null, null, window, window], { low: 100, high: 900 }]);
  store.images.addBatch([{ ...deep('3', 700), window }, record('/plain.jpg', { window })], who);
  assert.deepEqual(chosen().slice(4), [window, null], 'new images take it over, those of 8 bits have none');
});

test('a folder can have a window of its own, which its subfolders and later images take over, until one is set for all', (t) => {
  const store = temporaryProject(t);
  const at = (path: string, high = 900) => record(path, { format: 'tiff', bitDepth: 16, tone: { low: 100, high } });
  store.images.addBatch([at('/deep/a/x/1.tif'), at('/deep/a/y/2.tif'), at('/deep/ab/3.tif'), at('/deep/4.tif')], who);
  const chosen = () => store.windows.images().map((image) => image.chosen);
  const narrow = { low: 0, high: 500 };
  assert.equal(store.windows.choose(window, who), 4);
  assert.equal(store.windows.choose(narrow, who, { folder: '/deep/a' }), 2);
  assert.equal(store.windows.choose(null, who, { folder: '/deep/a/y' }), 1);
  assert.deepEqual(chosen(), [narrow, null, window, window]);
  const set = store.windows.set();
  const paths = ['/deep/a/5.tif', '/deep/a/y/6.tif', '/deep/abc/7.tif'];
  assert.deepEqual(
    paths.map((path) => windowFor(set, path)),
    [narrow, null, window],
  );
  const image = store.images.get(2 as ImageId);
  assert.deepEqual(store.windows.windowIn({ window, folders: [{ folder: 'y', window: narrow }] }, image), narrow);
  assert.equal(store.windows.windowIn({ window, folders: [{ folder: 'y', window: narrow }] }, { ...image, tone: null }), null);

  assert.equal(store.windows.choose(window, who, { folder: '/deep/a' }), 2);
  assert.deepEqual(
    store.windows.set().folders.map(({ folder }) => folder),
    ['/deep/a'],
    'what was set for its subfolder no longer holds',
  );
  store.labels.undo(who);
  assert.deepEqual([chosen(), store.windows.set()], [[narrow, null, window, window], set]);
  assert.deepEqual(store.labels.pending().undo, { kind: 'folder-window', images: 1, detail: '["/deep/a/y"]' });
  store.windows.choose(null, who);
  assert.deepEqual(store.windows.set(), ownWindows, 'one setting for all replaces those of folders');
});
