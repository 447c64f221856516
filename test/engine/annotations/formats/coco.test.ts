import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { coco } from '../../../../engine/annotations/formats/coco.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');
const box = (x: number, y: number, width: number, height: number, className: string | null = 'elm') => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'pixel',
  confidence: null,
});

describe('COCO', () => {
  test('images, categories and annotations are joined by id, whatever comes first', async (t) => {
    const folder = folderOf(t, {
      'instances_val.json': JSON.stringify({
        annotations: [
          { id: 1, image_id: 7, category_id: 2, bbox: [1, 2, 30, 40], segmentation: [[1, 2, 31, 2, 31, 42]] },
          { id: 2, image_id: 7, category_id: 3, bbox: [5, 5, 6, 6], score: 0.5 },
          { id: 3, image_id: 8, category_id: 2 },
          { id: 4, image_id: 8, category_id: 2, bbox: [3, 3, 0, 9] },
          { id: 5, image_id: 99, category_id: 2, bbox: [3, 3, 5, 9] },
          { id: 6, image_id: 8, caption: 'An elm.' },
          { id: 7, image_id: 8, category_id: 44 },
          { id: 8, image_id: 8, category_id: 2, attributes: { x: 1, y: 'hello' } },
          { id: 9, image_id: 8, category_id: 3, bbox: [1, 2, 'wide', 4] },
          { id: 10, image_id: 8, category_id: 2, bbox: [] },
          7,
        ],
        categories: [
          { id: 2, name: 'elm' },
          { id: 3, name: 'oak' },
        ],
        images: [
          { id: 7, file_name: 'plot 1/a.jpg', width: 64, height: 48, date_captured: '2024-05-01T10:00:00Z' },
          { id: 8, file_name: 'b.jpg', date_captured: 0 },
          { id: 9 },
        ],
      }),
    });
    assert.equal(await recognised(folder), 'coco');
    const read = await readAs(coco, folder);
    assert.deepEqual(said(read), {
      'plot 1/a.jpg': {
        boxes: [box(1, 2, 30, 40), { ...box(5, 5, 6, 6, 'oak'), confidence: 0.5 }],
        takenAt: Date.UTC(2024, 4, 1, 10),
        part: 'validation',
      },
      'b.jpg': { classes: ['elm'], part: 'validation' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 2 },
      { kind: 'box-without-area', count: 2 },
      { kind: 'caption', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 3 },
    ]);
  });

  test('a file that ends in the middle, and one with a fault in it, are told apart', async (t) => {
    const whole = JSON.stringify({ images: [{ id: 1, file_name: 'a.jpg' }], annotations: [], categories: [] });
    const folder = folderOf(t, {
      'cut.json': whole.slice(0, 35),
      'bad.json': whole.replace('"id":1', '"id":1,,'),
      'latin.json': Buffer.from(whole.replace('a.jpg', 'ä.jpg'), 'latin1'),
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(coco, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual(
      [await faultOf('cut.json'), await faultOf('bad.json'), await faultOf('latin.json')],
      ['cut-short', 'damaged', 'not-utf-8'],
    );
  });

  test('what is not COCO is not taken for it', async (t) => {
    assert.equal(await recognised(folderOf(t, { 'package.json': '{"name":"x","images":"none"}', 'notes.txt': 'elm' })), null);
  });

  test('real files: boxes, lists of labels, several splits, 4,784 annotations without a picture', { skip }, async () => {
    const instances = await readAs(coco, shared('coco-small', 'instances'));
    assert.deepEqual(
      instances.images.map(({ file, boxes, part }) => [file, boxes.length > 0, part]),
      [
        ['a.jpg', true, 'train'],
        ['b.jpg', true, 'validation'],
      ],
    );
    const labels = await readAs(coco, shared('coco-small', 'labels-only'));
    assert.ok(labels.images.every(({ classes, boxes }) => classes.length > 0 && boxes.length === 0));
    const large = await readAs(coco, shared('coco-large-no-images'));
    assert.deepEqual([large.images.length, large.images.flatMap(({ boxes }) => boxes).length, large.lost], [1500, 4784, []]);
    const photos = await readAs(coco, shared('coco-photos', 'terrain_all_coco.json'));
    assert.ok(photos.images.some(({ file }) => file.endsWith('terrain3.png')));
  });
});
