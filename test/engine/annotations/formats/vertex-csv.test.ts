import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { vertexCsv } from '../../../../engine/annotations/formats/vertex-csv.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';

const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  ...{ className, x, y, width, height },
  ...{ unit: 'share', confidence: null },
});

describe('Vertex AI CSV', () => {
  test('labels, with and without the use', async (t) => {
    const folder = folderOf(t, {
      'a.csv': [
        'training,gs://trees/plot 1/ä%20b.jpg,elm',
        'VALIDATION,gs://trees/b.jpg,elm,oak,楡',
        'UNASSIGNED,gs://trees/c.jpg,ash',
        'test,gs://trees/d.jpg',
        'gs://trees/e.jpg,elm',
        'test,https://example.org/f.jpg,elm',
      ].join('\n'),
    });
    assert.equal(await recognised(folder), 'vertex-csv');
    const read = await readAs(vertexCsv, folder);
    assert.deepEqual(said(read), {
      'gs://trees/plot 1/ä%20b.jpg': { classes: ['elm'], part: 'train' },
      'gs://trees/b.jpg': { classes: ['elm', 'oak', '楡'], part: 'validation' },
      'gs://trees/c.jpg': { classes: ['ash'] },
      'gs://trees/d.jpg': { part: 'test' },
      'gs://trees/e.jpg': { classes: ['elm'] },
    });
    assert.deepEqual(read.lost, [
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
    ]);
  });

  test('boxes of two and of four corners', async (t) => {
    const folder = folderOf(t, {
      'a.csv': [
        'TEST,gs://trees/a.jpg,elm,0.125,0.25,,,0.625,0.75,,',
        'TEST,gs://trees/a.jpg,oak,0.25,0.25,0.5,0.25,0.5,0.75,0.25,0.75',
        'TEST,gs://trees/b.jpg,elm,0.5,0.5,,,0.5,0.75,,',
        'TEST,gs://trees/c.jpg,,,,,,,,,',
      ].join('\n'),
    });
    const read = await readAs(vertexCsv, join(folder, 'a.csv'));
    assert.deepEqual(said(read), {
      'gs://trees/a.jpg': { boxes: [box('elm', 0.125, 0.25, 0.5, 0.5), box('oak', 0.25, 0.25, 0.25, 0.5)], part: 'test' },
      'gs://trees/b.jpg': { part: 'test' },
      'gs://trees/c.jpg': { part: 'test' },
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 1 },
      { kind: 'no-class', count: 1 },
    ]);
  });

  test('a file that is cut off, and one in another format', async (t) => {
    const folder = folderOf(t, { 'cut.csv': 'test,gs://trees/a.jpg,"el', 'other.csv': 'file,label\ngs://trees/a.jpg,elm\n' });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(vertexCsv, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('other.csv')], ['cut-short', 'wrong-structure']);
    assert.equal(await recognised(join(folder, 'other.csv')), 'sheet');
  });
});
