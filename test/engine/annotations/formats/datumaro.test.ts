import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { datumaro } from '../../../../engine/annotations/formats/datumaro.ts';
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

/** After the description at https://openvinotoolkit.github.io/datumaro, with the parts in either order. */
const categories = { label: { labels: [{ name: 'elm', parent: '' }, { name: 'дуб' }], attributes: [] } };
const items = [
  {
    id: 'plot 1/a',
    annotations: [
      { type: 'label', label_id: 1, attributes: { sure: true } },
      { type: 'label', label_id: 9 },
      { type: 'bbox', label_id: 0, bbox: [1, 2, 30, 40], attributes: { rotation: 0 } },
      { type: 'bbox', bbox: [1, 2, 3, 4] },
      { type: 'bbox', label_id: 0, bbox: [1, 2, 3, 4], attributes: { rotation: 30 } },
      { type: 'bbox', label_id: 0, bbox: [1, 2, 0, 4] },
      { type: 'bbox', label_id: 0 },
      { type: 'polygon', label_id: 0, points: [1, 2, 3, 4, 5, 6] },
      { type: 'ellipse', label_id: 0 },
      { type: 'polyline', points: [1, 2, 3, 4] },
      { type: 'points', points: [1, 2, 2] },
      { type: 'mask', rle: { counts: 'x', size: [2, 2] } },
      { type: 'caption', caption: 'An elm.' },
      { type: 'cuboid_3d' },
      'nothing',
    ],
    attr: { frame: 3 },
    image: { path: 'plot 1/a%20.jpg', size: [48, 64] },
  },
  { id: 'b', annotations: 'none' },
  { id: 'film', annotations: [], video: { path: 'film.mp4', frame_index: 2 } },
  { annotations: [] },
  5,
];

describe('Datumaro', () => {
  test('labels and boxes refer to categories by their place, whatever comes first', async (t) => {
    for (const content of [
      { infos: {}, categories, items },
      { items, categories },
    ]) {
      const folder = folderOf(t, { 'annotations/test.json': JSON.stringify(content) });
      assert.equal(await recognised(folder), 'datumaro');
      const read = await readAs(datumaro, folder);
      assert.deepEqual(said(read), {
        'plot 1/a%20.jpg': { classes: ['дуб'], boxes: [box('elm', 1, 2, 30, 40), box(null, 1, 2, 3, 4)], part: 'test' },
        b: { part: 'test' },
      });
      assert.deepEqual(read.lost, [
        { kind: 'attribute', count: 4 },
        { kind: 'box-without-area', count: 2 },
        { kind: 'caption', count: 1 },
        { kind: 'keypoints', count: 1 },
        { kind: 'line', count: 1 },
        { kind: 'mask', count: 1 },
        { kind: 'no-class', count: 1 },
        { kind: 'no-file', count: 2 },
        { kind: 'polygon', count: 2 },
        { kind: 'rotated-box', count: 1 },
        { kind: 'video', count: 1 },
      ]);
    }
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'a.json': JSON.stringify({ categories, items }).slice(0, 300) });
    assert.equal(await faultOf(datumaro, join(folder, 'a.json')), 'cut-short');
  });

  test('real files: three subsets with several labels for an image', { skip }, async () => {
    const folder = sharedPath('data', 'annotations', 'other', 'datumaro') ?? '';
    assert.equal(await recognised(folder), 'datumaro');
    const read = await readAs(datumaro, folder);
    assert.deepEqual(said(read), {
      'test/c.jpg': { classes: ['bicycle', 'mary'], part: 'test' },
      'train/a.jpg': { classes: ['car'], part: 'train' },
      'train/b.jpg': { classes: ['car', 'bicycle', 'tom', 'mary'], part: 'train' },
      'validation/d.jpg': { part: 'validation' },
    });
    assert.deepEqual(read.lost, [{ kind: 'attribute', count: 3 }]);
  });
});
