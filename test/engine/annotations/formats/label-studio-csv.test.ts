import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { labelStudioCsv } from '../../../../engine/annotations/formats/label-studio-csv.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'label-studio', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');

/** Rows of a CSV whose cells are quoted. */
const csv = (...rows: readonly (readonly string[])[]): string =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
const work = ['annotation_id', 'annotator', 'created_at', 'id', 'lead_time', 'updated_at'];
const done = ['1', 'kim@example.org', '2024-05-03T10:00:00Z', '7', '3.5', '2024-05-03T10:00:00Z'];

describe('Label Studio CSV', () => {
  test('choices in plain text and as lists', async (t) => {
    const folder = folderOf(t, {
      'project.csv': csv(
        ['image', 'species', 'season', 'note', ...work],
        ['/data/upload/1/5f%20a-ä.jpg', 'elm', '{"choices": ["spring", "夏"]}', '', ...done],
        ['/data/upload/1/b.jpg', 'oak', '', 'blurred', ...done],
        ['/data/upload/1/c.jpg', '', '[{"rating": 3}]', '', ...done],
        ['', 'oak', '', '', ...done],
      ),
    });
    assert.equal(await recognised(folder), 'label-studio-csv');
    const read = await readAs(labelStudioCsv, folder);
    assert.deepEqual(said(read), {
      '/data/upload/1/5f%20a-ä.jpg': { classes: ['elm', 'spring', '夏'], by: 'kim@example.org' },
      '/data/upload/1/b.jpg': { classes: ['oak'], by: 'kim@example.org' },
      '/data/upload/1/c.jpg': { by: 'kim@example.org' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 2 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
    ]);
  });

  test('a column called choice, whose texts need not repeat', async (t) => {
    const folder = folderOf(t, { 'a.csv': csv(['image', 'choice', ...work], ['a.jpg', 'elm', ...done]) });
    assert.deepEqual(said(await readAs(labelStudioCsv, folder)), { 'a.jpg': { classes: ['elm'], by: 'kim@example.org' } });
  });

  test('regions: rectangles in percent, the others are counted', async (t) => {
    const rectangle = { x: 25, y: 50, width: 12.5, height: 25, rotation: 0, rectanglelabels: ['elm'], original_width: 640 };
    const regions = [
      rectangle,
      { ...rectangle, rectanglelabels: [] },
      { ...rectangle, rotation: 30 },
      { ...rectangle, width: 0 },
      { ...rectangle, x: 'left' },
      { points: [[1, 2]], polygonlabels: ['elm'] },
      { x: 1, y: 2, keypointlabels: ['elm'] },
      { rle: [1], brushlabels: ['elm'] },
      { text: ['an elm'] },
      7,
    ];
    const folder = folderOf(t, { 'a.csv': csv(['image', 'label', ...work], ['s3://trees/a.jpg', JSON.stringify(regions), ...done]) });
    const read = await readAs(labelStudioCsv, join(folder, 'a.csv'));
    const box = { x: 0.25, y: 0.5, width: 0.125, height: 0.25, unit: 'share', confidence: null };
    assert.deepEqual(said(read), {
      's3://trees/a.jpg': {
        boxes: [
          { className: 'elm', ...box },
          { className: null, ...box },
        ],
        by: 'kim@example.org',
      },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'box-without-area', count: 2 },
      { kind: 'caption', count: 1 },
      { kind: 'keypoints', count: 1 },
      { kind: 'mask', count: 1 },
      { kind: 'polygon', count: 1 },
      { kind: 'rotated-box', count: 1 },
    ]);
  });

  test('a file that is cut off, and one in another format', async (t) => {
    const folder = folderOf(t, {
      'cut.csv': csv(['image', 'choice', ...work], ['a.jpg', 'elm', ...done]).slice(0, -5),
      'other.csv': 'image,annotator,label\na.jpg,kim,elm\n',
    });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(labelStudioCsv, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('other.csv')], ['cut-short', 'wrong-structure']);
    assert.equal(await recognised(join(folder, 'other.csv')), 'sheet');
  });

  test('a real file without pictures: its row is counted', { skip }, async () => {
    assert.equal(await recognised(shared('csv', 'csv_test2_result.csv')), 'label-studio-csv');
    const read = await readAs(labelStudioCsv, shared('csv', 'csv_test2_result.csv'));
    assert.deepEqual([read.images, read.lost], [[], [{ kind: 'no-file', count: 1 }]]);
  });
});
