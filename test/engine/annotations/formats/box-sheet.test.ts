import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { boxSheet } from '../../../../engine/annotations/formats/box-sheet.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { workbookOf } from '../../../support/annotations/workbook.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'csv', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');
const box = (className: string | null, x: number, y: number, width: number, height: number, unit = 'pixel') => ({
  ...{ className, x, y, width, height, unit },
  confidence: null,
});

describe('tables of boxes', () => {
  test('without a header, as keras-retinanet writes them: pictures without objects, boxes without area, damaged rows', async (t) => {
    const folder = folderOf(t, {
      'annotations.csv': [
        'plot 1/ä%20b.jpg,10,20,40,60,Ulmus minor',
        'plot 1/ä%20b.jpg,1,2,3,4,楡',
        'empty.jpg,,,,,',
        'flat.jpg,5,5,5,9,elm',
        'bad.jpg,5,x,7,9,elm',
        ',1,2,3,4,elm',
      ].join('\n'),
    });
    const read = await readAs(boxSheet, folder);
    assert.deepEqual(said(read), {
      'plot 1/ä%20b.jpg': { boxes: [box('Ulmus minor', 10, 20, 30, 40), box('楡', 1, 2, 2, 2)] },
      'empty.jpg': {},
      'flat.jpg': {},
      'bad.jpg': {},
    });
    assert.deepEqual(read.lost, [
      { kind: 'box-without-area', count: 2 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
    ]);
    const plain = folderOf(t, { 'a.csv': 'a.jpg,10,20,40,60,elm\nb.jpg,,,,,\n' });
    assert.equal(await recognised(plain), 'box-sheet');
  });

  test('other columns and forms: Roboflow, a corner and a size, a centre and a size, shares, four numbers in a cell', async (t) => {
    const folder = folderOf(t, {
      'roboflow.csv': 'filename,width,height,class,xmin,ymin,xmax,ymax\na.jpg,640,480,elm,10,20,40,60\n',
      'size.csv': 'image;x;y;w;h;species;score\na.jpg;10,5;20;30;40;elm;0,75\n',
      'centre.csv': 'image,label,x_center,y_center,width,height\na.jpg,elm,0.5,0.5,0.2,0.4\n',
      'corners.csv': 'image_id,class,bbox\na.jpg,elm,"[10, 20, 40, 60]"\nb.jpg,,"[1,2,3,4]"\n',
      'wheat.csv':
        'image_id,width,height,bbox,source\na,1024,1024,"[834.0, 222.0, 56.0, 36.0]",x\na,1024,1024,"[6.0, 2.0, 56.0, 36.0]",x\n',
    });
    const saidBy = async (name: string): Promise<unknown> => {
      assert.equal(await recognised(join(folder, name)), 'box-sheet', name);
      return said(await readAs(boxSheet, join(folder, name)));
    };
    assert.deepEqual(await saidBy('roboflow.csv'), { 'a.jpg': { boxes: [box('elm', 10, 20, 30, 40)] } });
    assert.deepEqual(await saidBy('size.csv'), { 'a.jpg': { boxes: [{ ...box('elm', 10.5, 20, 30, 40), confidence: 0.75 }] } });
    assert.deepEqual(await saidBy('centre.csv'), { 'a.jpg': { boxes: [box('elm', 0.4, 0.3, 0.2, 0.4, 'share')] } });
    assert.deepEqual(await saidBy('corners.csv'), {
      'a.jpg': { boxes: [box('elm', 10, 20, 30, 40)] },
      'b.jpg': { boxes: [box(null, 1, 2, 2, 2)] },
    });
    assert.deepEqual(await saidBy('wheat.csv'), { a: { boxes: [box(null, 834, 222, 56, 36), box(null, 6, 2, 56, 36)] } });
  });

  test('workbooks, faults, and neighbours', async (t) => {
    const folder = folderOf(t, {
      'a.xlsx': workbookOf([
        ['file', 'xmin', 'ymin', 'xmax', 'ymax', 'label'],
        ['a.jpg', 1, 2, 3.5, 4, 'elm'],
      ]),
      'cut.csv': 'image_path,xmin,ymin,xmax,ymax,label\na.jpg,1,2,3,4,"elm\nb.jpg,1,2,3,4,elm\n',
      'classes.csv': 'Dead,0\nAlive,1\n',
      'plain.csv': 'file,label\na.jpg,elm\n',
      'vott.csv': 'image,xmin,ymin,xmax,ymax,label\na.jpg,1,2,3,4,elm\n',
    });
    assert.deepEqual(said(await readAs(boxSheet, join(folder, 'a.xlsx'))), { 'a.jpg': { boxes: [box('elm', 1, 2, 2.5, 2)] } });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(boxSheet, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual([await faultOf('cut.csv'), await faultOf('classes.csv')], ['cut-short', 'wrong-structure']);
    const taken = ['a.xlsx', 'classes.csv', 'plain.csv', 'vott.csv'].map((name) => recognised(join(folder, name)));
    assert.deepEqual(await Promise.all(taken), ['box-sheet', null, 'sheet', 'vott-csv']);
  });

  test('real files: three ways to write the same boxes; crowns of trees', { skip }, async () => {
    const expected = {
      '1.jpg': { boxes: [box('dog', 0, 1, 1, 1), box('cat', 1, 2, 2, 1)] },
      '2.jpg': { boxes: [box('cat', 0, 0, 1, 1)] },
      '3.jpg': { boxes: [box('dog', 0, 2, 2, 2), box('dog', 0, 0, 1, 1), box('cat', 1, 1, 1, 1)] },
    };
    for (const name of ['ann.csv', 'ann2.csv', 'ann3.csv'])
      assert.deepEqual(said(await readAs(boxSheet, shared('boxes', name))), expected, name);
    assert.equal(await recognised(shared('tree-crowns')), 'box-sheet');
    const crowns = await readAs(boxSheet, shared('tree-crowns'));
    assert.deepEqual(
      [crowns.images.map(({ file, boxes }) => [file, boxes.length]), crowns.lost],
      [
        [
          ['OSBS_029.tif', 61],
          ['2019_YELL_2_541000_4977000_image_crop.png', 79],
          ['OSBS_029.png', 61],
          ['SOAP_061.png', 37],
        ],
        [],
      ],
    );
  });
});
