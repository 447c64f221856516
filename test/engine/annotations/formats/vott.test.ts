import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { vott } from '../../../../engine/annotations/formats/vott.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const skip = withoutShared('data', 'annotations');
const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'pixel',
  confidence: null,
});
const region = (tags: unknown, left: unknown, top: number, width: number, height: number, type = 'RECTANGLE') => ({
  type,
  tags,
  boundingBox: { left, top, width, height },
});

/** After what VoTT 2 writes (https://github.com/microsoft/VoTT, `src/models/applicationState.ts`). */
const assets = {
  aa: {
    asset: { id: 'aa', type: 1, name: 'Käfer%201.jpg', path: 'file:/pics/K%C3%A4fer%25201.jpg', parent: { name: 'pics' } },
    regions: [
      region(['elm', 'old'], 1, 2, 30, 40),
      region([], 3, 4, 5, 6, 'POLYGON'),
      region(['elm'], 1, 2, 30, 0),
      region('elm', null, 2, 30, 4),
      'nothing',
    ],
  },
  bb: { asset: { id: 'bb', type: 3, name: 'film.mp4#t=1.5', parent: { name: 'film.mp4' } }, regions: null },
  cc: { asset: { id: 'cc', path: 'c.jpg' } },
  dd: { asset: 7 },
};

describe('VoTT', () => {
  test('a region becomes a box for each of its tags, and frames of a film stay together', async (t) => {
    const folder = folderOf(t, { 'a-export.json': JSON.stringify({ name: 'a', tags: [{ name: 'elm' }], assets }) });
    assert.equal(await recognised(folder), 'vott');
    const read = await readAs(vott, folder);
    assert.deepEqual(said(read), {
      'Käfer%201.jpg': { boxes: [box('elm', 1, 2, 30, 40), box('old', 1, 2, 30, 40), box(null, 3, 4, 5, 6)] },
      'film.mp4#t=1.5': { group: 'film.mp4' },
      'c.jpg': {},
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 3 },
      { kind: 'no-file', count: 1 },
    ]);
  });

  test('files for single assets are read, but not beside an export that repeats them', async (t) => {
    const asset = { asset: { id: 'aa', name: 'a.jpg', path: 'file:/a.jpg' }, regions: [region(['elm'], 1, 2, 3, 4)], version: '2.2.0' };
    const folder = folderOf(t, {
      'aa-asset.json': JSON.stringify(asset),
      'more/bb-asset.json': '{"asset":{"name":"b.jpg","path":"b.jpg"}}',
    });
    assert.equal(await recognised(folder), 'vott');
    assert.deepEqual(said(await readAs(vott, folder)), { 'a.jpg': { boxes: [box('elm', 1, 2, 3, 4)] }, 'b.jpg': {} });
    const both = folderOf(t, { 'aa-asset.json': JSON.stringify(asset), 'x/export.json': JSON.stringify({ assets: { aa: asset } }) });
    assert.deepEqual(said(await readAs(vott, both)), { 'a.jpg': { boxes: [box('elm', 1, 2, 3, 4)] } });
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'a.json': JSON.stringify({ assets }).slice(0, 200) });
    assert.equal(await faultOf(vott, join(folder, 'a.json')), 'cut-short');
  });

  test('real files', { skip }, async () => {
    const folder = sharedPath('data', 'annotations', 'other', 'vott-json') ?? '';
    assert.equal(await recognised(folder), 'vott');
    const read = await readAs(vott, folder);
    assert.deepEqual(said(read), {
      'img0001.jpg': { boxes: [box('animal', 5, 10, 10, 2)] },
      'img0002.jpg': { boxes: [box('animal', 11.5, 12, 10.2, 20.5), box('dog', 11.5, 12, 10.2, 20.5)] },
      'img0003.jpg': { boxes: [box(null, 6.7, 10.3, 3.3, 4.7), box('person', 13.7, 20.2, 31.9, 43.4)] },
    });
    assert.deepEqual(read.lost, []);
  });
});
