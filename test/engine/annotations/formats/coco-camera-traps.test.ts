import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { cocoCameraTraps } from '../../../../engine/annotations/formats/coco-camera-traps.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

/** After the description at https://lila.science/coco-camera-traps. */
const written = {
  info: { version: '1.0', description: 'Traps' },
  images: [
    { id: 'a', file_name: 'S1/B04/a b.jpg', seq_id: 'S1#B04#1', frame_num: 0, location: 'B04', datetime: '2022-12-31 09:52:50' },
    { id: 'b', file_name: 'S1/B04/Ёж.jpg', seq_id: 'S1#B04#1', frame_num: 1, location: 7, datetime: '5 pm' },
    { id: 'c', file_name: 'c.jpg', seq_id: null, location: '' },
    { id: 'd' },
  ],
  categories: [
    { id: 0, name: 'empty' },
    { id: 1, name: 'gray_wolf' },
  ],
  annotations: [
    { id: '1', image_id: 'a', category_id: 1, count: 2, sequence_level_annotation: true },
    { id: '2', image_id: 'b', category_id: 0 },
    { id: '3', image_id: 'c', category_id: 1, bbox: [1.5, 2, 30, 40] },
    { id: '4', image_id: 'c', category_id: 1, bbox_relative: [0.25, 0.5, 0.125, 0.25] },
    { id: '5', image_id: 'c', category_id: 8 },
    { id: '6', image_id: 'd', category_id: 1 },
    'no annotation',
  ],
};

describe('COCO Camera Traps', () => {
  test('pictures carry their place, sequence and time', async (t) => {
    const folder = folderOf(t, { 'traps.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'coco-camera-traps');
    const read = await readAs(cocoCameraTraps, folder);
    const box = { className: 'gray_wolf', confidence: null };
    assert.deepEqual(said(read), {
      'S1/B04/a b.jpg': { classes: ['gray_wolf'], group: 'S1#B04#1', site: 'B04', takenAt: Date.UTC(2022, 11, 31, 9, 52, 50) },
      'S1/B04/Ёж.jpg': { classes: ['empty'], group: 'S1#B04#1', site: '7' },
      'c.jpg': {
        boxes: [
          { ...box, x: 1.5, y: 2, width: 30, height: 40, unit: 'pixel' },
          { ...box, x: 0.25, y: 0.5, width: 0.125, height: 0.25, unit: 'share' },
        ],
      },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 3 },
    ]);
  });

  test('a cut-off file is refused, and COCO without such facts is not taken for it', async (t) => {
    const folder = folderOf(t, {
      'cut.json': JSON.stringify(written).slice(0, 300),
      'coco/a.json': JSON.stringify({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [], categories: [] }),
    });
    assert.equal(await faultOf(cocoCameraTraps, join(folder, 'cut.json')), 'cut-short');
    assert.equal(await recognised(join(folder, 'coco')), 'coco');
  });
});
