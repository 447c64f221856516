import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labelStudio } from '../../../../engine/annotations/formats/label-studio.ts';
import { faultOf, folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'label-studio', ...parts) ?? '';
const skip = withoutShared('data', 'annotations', 'label-studio');
const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  className,
  x,
  y,
  width,
  height,
  unit: 'share',
  confidence: null,
});
const place = { x: 25, y: 50, width: 12.5, height: 25, rotation: 0 };
const result = (type: string, value: object, more: object = {}) => ({ type, from_name: 'tool', to_name: 'image', value, ...more });

/** After the description at https://labelstud.io/guide/export and the tools' own at https://labelstud.io/tags. */
const written = [
  {
    id: 1,
    data: { image: '/data/upload/3/ab12-K%C3%A4fer.jpg', camera: 'north' },
    annotations: [
      {
        completed_by: { id: 4, email: 'ann@example.org' },
        result: [
          result('choices', { choices: ['elm', 'old'] }),
          result('taxonomy', { taxonomy: [['plants', 'trees', 'oak'], ['lichen']] }),
          result('rectanglelabels', { ...place, rectanglelabels: ['leaf', 'gall'] }, { id: 'r1' }),
          result('choices', { ...place, choices: ['damaged'] }, { id: 'r1' }),
          result('rectangle', place, { id: 'r2' }),
          result('labels', { ...place, labels: ['bark'] }, { id: 'r2' }),
          result('rectangle', place, { id: 'r3' }),
          result('rectanglelabels', { ...place, rotation: 12, rectanglelabels: ['leaf'] }),
          result('rectanglelabels', { ...place, width: 0, rectanglelabels: ['leaf'] }),
          result('rectanglelabels', { x: 1, rectanglelabels: ['leaf'] }),
          result('polygonlabels', { points: [[1, 2]], polygonlabels: ['leaf'] }),
          result('ellipselabels', { x: 1, y: 2, radiusX: 3, radiusY: 4, ellipselabels: ['leaf'] }),
          result('brushlabels', { format: 'rle', rle: [1, 2], brushlabels: ['leaf'] }),
          result('keypointlabels', { x: 1, y: 2, width: 0.2, keypointlabels: ['leaf'] }),
          result('textarea', { text: ['A note.'] }),
          result('rating', { rating: 4 }),
          { type: 'relation', from_id: 'r1', to_id: 'r2', direction: 'right' },
          'nothing',
        ],
      },
      { completed_by: 5, was_cancelled: true, result: [result('choices', { choices: ['wrong'] })] },
    ],
    drafts: [{}],
    predictions: [{ result: [result('choices', { choices: ['guess'] })], score: 0.4 }],
  },
  { id: 2, data: { pic: 's3://bucket/b.JPG?X=1', page: 'https://example.org' }, annotations: [{ completed_by: 5, result: [] }] },
  { id: 3, data: { image: 'c.png', mask: 'c_mask.png' }, completions: [{ result: [result('choices', { choices: ['ash'] })] }] },
  {
    id: 4,
    data: { left: 'l.png', right: 'r.png' },
    annotations: [{ result: [{ ...result('choices', { choices: ['fir'] }), to_name: 'right' }] }],
  },
  {
    id: 7,
    data: { image: 'd.png' },
    annotations: [{ result: [result('rectangle', place), { type: 'labels', value: { start: 1, end: 2, labels: ['word'] } }] }],
  },
  { id: 8, data: { image: '.jpg?'.repeat(200_000) }, annotations: [] },
  { id: 5, data: { text: 'Only a text.' }, annotations: [{ result: [result('choices', { choices: ['good'] })] }] },
  { id: 6, annotations: 'none' },
];

describe('Label Studio JSON', () => {
  test('choices become classes, rectangles boxes, and the rest is counted', async (t) => {
    const folder = folderOf(t, { 'project-1.json': JSON.stringify(written) });
    assert.equal(await recognised(folder), 'label-studio');
    const read = await readAs(labelStudio, folder);
    const at = [0.25, 0.5, 0.125, 0.25] as const;
    assert.deepEqual(said(read), {
      '/data/upload/3/ab12-K%C3%A4fer.jpg': {
        classes: ['elm', 'old', 'oak', 'lichen'],
        boxes: [box('leaf', ...at), box('gall', ...at), box('bark', ...at), box(null, ...at)],
        by: 'ann@example.org',
      },
      's3://bucket/b.JPG?X=1': {},
      'c.png': { classes: ['ash'] },
      'r.png': { classes: ['fir'] },
      'd.png': { boxes: [box(null, ...at)] },
    });
    assert.deepEqual(read.lost, [
      // The camera, two levels of a taxonomy, the choice for a region, the rating, "nothing"; the page, the mask, the left picture and
      // the word.
      { kind: 'attribute', count: 10 },
      { kind: 'box-without-area', count: 2 },
      { kind: 'caption', count: 1 },
      { kind: 'keypoints', count: 1 },
      { kind: 'mask', count: 1 },
      { kind: 'no-file', count: 3 },
      { kind: 'polygon', count: 2 },
      { kind: 'prediction', count: 1 },
      { kind: 'relation', count: 1 },
      { kind: 'rotated-box', count: 1 },
      { kind: 'skipped-by-annotator', count: 2 },
    ]);
  });

  test('a cut-off file is refused', async (t) => {
    const folder = folderOf(t, { 'a.json': JSON.stringify(written).slice(0, 700) });
    assert.equal(await faultOf(labelStudio, join(folder, 'a.json')), 'cut-short');
  });

  test('real files: boxes of two people, rotated boxes, polygons and keypoints', { skip }, async () => {
    for (const name of ['yolo', 'coco', 'csv', 'json_min']) assert.equal(await recognised(shared(name)), 'label-studio', name);
    const boxes = await readAs(labelStudio, shared('yolo', 'data.json'));
    assert.deepEqual(
      boxes.images.map(({ file, boxes: found, by }) => [file, found.map(({ className }) => className), by]),
      [
        ['/image1', ['parasites', 'white', 'parasites', 'white'], '2'],
        ['/image2', ['white', 'white'], '1'],
      ],
    );
    assert.deepEqual(
      boxes.images[0]?.boxes[0],
      box('parasites', 0.37158469945355194, 0.7067395264116576, 0.04189435336976321, 0.04735883424408015),
    );
    assert.deepEqual(boxes.lost, []);
    const rotated = await readAs(labelStudio, shared('yolo', 'data_obb.json'));
    assert.deepEqual([rotated.images.length, rotated.lost], [3, [{ kind: 'rotated-box', count: 25 }]]);
    const mixed = await readAs(labelStudio, shared('coco', 'data.json'));
    assert.deepEqual(
      mixed.images.map(({ file, boxes: found }) => [file, found.length]),
      [['test_image1.jpg', 1]],
    );
    assert.deepEqual(mixed.lost, [
      { kind: 'keypoints', count: 2 },
      { kind: 'polygon', count: 1 },
    ]);
  });
});
