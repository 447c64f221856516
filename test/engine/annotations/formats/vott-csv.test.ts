import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { vottCsv } from '../../../../engine/annotations/formats/vott-csv.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'csv', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');
const box = (className: string | null, x: number, y: number, width: number, height: number) => ({
  ...{ className, x, y, width, height },
  ...{ unit: 'pixel', confidence: null },
});

describe('VoTT CSV', () => {
  test('a row per box, the part of a split by the name of the file', async (t) => {
    const folder = folderOf(t, {
      'export/elms-train-export.csv':
        '"image","xmin","ymin","xmax","ymax","label"\n"a b.jpg",1.5,2,3.5,4,"wych ""elm"""\n"b.jpg",1,2,1,4,"elm"\n"c.jpg",1,2,3,4,""\n',
    });
    assert.equal(await recognised(folder), 'vott-csv');
    const read = await readAs(vottCsv, folder);
    assert.deepEqual(said(read), {
      'a b.jpg': { boxes: [box('wych "elm"', 1.5, 2, 2, 2)], part: 'train' },
      'b.jpg': { part: 'train' },
      'c.jpg': { boxes: [box(null, 1, 2, 2, 2)], part: 'train' },
    });
    assert.deepEqual(read.lost, [{ kind: 'box-without-area', count: 1 }]);
  });

  test('real files', { skip }, async () => {
    assert.equal(await recognised(shared('vott')), 'vott-csv');
    const { images, lost } = await readAs(vottCsv, shared('vott'));
    assert.deepEqual(
      [images.map(({ file, part, boxes }) => [file, part, boxes.map(({ className }) => className)]), lost],
      [
        [
          ['img0001.jpg', 'test', ['helmet']],
          ['img0002.jpg', 'test', ['person']],
          ['img0003.jpg', 'train', ['helmet', 'person']],
          ['img0004.jpg', 'train', ['helmet']],
        ],
        [],
      ],
    );
  });
});
