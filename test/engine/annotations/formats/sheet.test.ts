import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sheetFormat } from '../../../../engine/annotations/formats/sheet.ts';
import { folderOf, readAs, recognised, said } from '../../../support/annotations/reading.ts';
import { workbookOf } from '../../../support/annotations/workbook.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const shared = (...parts: string[]): string => sharedPath('data', 'annotations', 'csv', ...parts) ?? '';
const skip = withoutShared('data', 'annotations');
const sheet = sheetFormat();

describe('sheets', () => {
  test('all that a row can say, and rows of the same picture', async (t) => {
    const folder = folderOf(t, {
      'all.csv': [
        'image;species;plot;specimen;date;split;tags;annotator;temperature',
        'plot 1/a%20b.jpg;Ulmus minor;P1;s1;2024-05-03 10:00;training;wet,old;Kim;12,5',
        'plot 1/a%20b.jpg;Quercus robur;P2;;;;;;',
        'plot 1/a%20b.jpg;Ulmus minor;;;;;;;',
        ';Ulmus minor;P1;;;;;;',
        'c.jpg;;P1;;;;;;',
        'd.jpg;NA;;;;;;;',
        'e.jpg;elm;;;yesterday;tomorrow;;;',
      ].join('\n'),
    });
    assert.equal(await recognised(folder), 'sheet');
    const read = await readAs(sheet, folder);
    assert.deepEqual(said(read), {
      'plot 1/a%20b.jpg': {
        classes: ['Ulmus minor', 'Quercus robur'],
        site: 'P1',
        group: 's1',
        takenAt: Date.UTC(2024, 4, 3, 10),
        part: 'train',
        tags: ['wet', 'old'],
        by: 'Kim',
      },
      'c.jpg': { site: 'P1' },
      'd.jpg': {},
      'e.jpg': { classes: ['elm'] },
    });
    assert.deepEqual(read.lost, [
      { kind: 'attribute', count: 1 },
      { kind: 'no-class', count: 1 },
      { kind: 'no-file', count: 1 },
      { kind: 'unclear-date', count: 1 },
    ]);
  });

  test('long and non-Latin names of classes and files', async (t) => {
    const long = 'ж'.repeat(400);
    const folder = folderOf(t, { 'a.csv': `文件,label\n写真.jpg,${long}\nb.jpg,楡の木\nc.jpg,"a ""quoted"", elm"\n` });
    const read = await readAs(sheet, join(folder, 'a.csv'));
    assert.deepEqual(said(read), {
      '写真.jpg': { classes: [long] },
      'b.jpg': { classes: ['楡の木'] },
      'c.jpg': { classes: ['a "quoted", elm'] },
    });
  });

  test('the whole column decides the order of day and month; where none does, no date is carried', async (t) => {
    const rows = Array.from({ length: 400 }, (_, at) => `${at}.jpg,01/02/2024,elm`).join('\n');
    const folder = folderOf(t, {
      'day.csv': `file,date,label\n${rows}\nz.jpg,13/02/2024,elm`,
      'month.csv': `file,date,label\n${rows}\nz.jpg,02/13/2024,elm`,
      'unclear.csv': `file,date,label\n${rows}`,
    });
    const dateOf = async (name: string): Promise<unknown> => {
      const { images, lost } = await readAs(sheet, join(folder, name));
      return [images[0]?.takenAt, lost];
    };
    assert.deepEqual(await dateOf('day.csv'), [Date.UTC(2024, 1, 1), []]);
    assert.deepEqual(await dateOf('month.csv'), [Date.UTC(2024, 0, 2), []]);
    assert.deepEqual(await dateOf('unclear.csv'), [null, [{ kind: 'unclear-date', count: 400 }]]);
  });

  test('workbooks, with day numbers that are not shown as dates', async (t) => {
    const folder = folderOf(t, {
      'a.xlsx': workbookOf([
        ['Datei', 'Art', 'Datum'],
        ['a.jpg', 'Ulme', { day: 45415.25 }],
        ['b.jpg', 'Eiche', 45415.25],
        ['c.jpg', 'Eiche', '03.05.2024'],
      ]),
    });
    assert.equal(await recognised(folder), 'sheet');
    const at = Date.UTC(2024, 4, 3);
    assert.deepEqual(said(await readAs(sheet, folder)), {
      'a.jpg': { classes: ['Ulme'], takenAt: at + 21_600_000 },
      'b.jpg': { classes: ['Eiche'], takenAt: at + 21_600_000 },
      'c.jpg': { classes: ['Eiche'], takenAt: at },
    });
  });

  test('given roles count, whatever the names and cells suggest', async (t) => {
    const folder = folderOf(t, { 'a.csv': 'file,label,elm,oak\na.jpg,7,1,0\nb.jpg,8,yes,maybe\n' });
    const given = sheetFormat(['group', 'file', 'one-hot', 'one-hot']);
    const read = await readAs(given, folder);
    assert.deepEqual(said(read), { 7: { group: 'a.jpg', classes: ['elm'] }, 8: { group: 'b.jpg', classes: ['elm'] } });
    assert.deepEqual(read.lost, [{ kind: 'attribute', count: 1 }]);
    const several = sheetFormat(['file', 'classes']);
    assert.deepEqual(said(await readAs(several, join(folderOf(t, { 'b.csv': 'file,label\na.jpg,haze|primary\n' }), 'b.csv'))), {
      'a.jpg': { classes: ['haze', 'primary'] },
    });
  });

  test('a sheet without a column of files cannot be read, one that ends in the middle neither', async (t) => {
    const folder = folderOf(t, { 'a.csv': 'x,y\n1,2\n', 'b.csv': 'file,label\na.jpg,elm\nb.jpg,"oa', 'c.csv': '' });
    const faultOf = (name: string): Promise<unknown> =>
      readAs(sheet, join(folder, name)).catch((error: unknown) => (error as { fault: string }).fault);
    assert.deepEqual(
      [await faultOf('a.csv'), await faultOf('b.csv'), await faultOf('c.csv')],
      ['wrong-structure', 'cut-short', 'wrong-structure'],
    );
    assert.equal(await recognised(join(folder, 'b.csv')), 'sheet');
  });

  test('sheets about other things, and folders with several, are not taken', async (t) => {
    const folder = folderOf(t, { 'a.csv': 'id,price\n1,2\n', 'notes/1.txt': 'Trees in spring.\n', 'b.csv': 'file,label\na.jpg,elm\n' });
    assert.equal(await recognised(join(folder, 'a.csv')), null);
    assert.equal(await recognised(join(folder, 'notes', '1.txt')), null);
    assert.equal(await recognised(folder), null);
    assert.equal(await recognised(join(folder, 'b.csv')), 'sheet');
  });

  test('real files: a class per picture with and without extensions, several, and a column for each', { skip }, async () => {
    const classes = async (...parts: string[]): Promise<unknown> =>
      Object.fromEntries(
        (await readAs(sheet, shared(...parts))).images.map((one) => [one.file, [...one.classes, one.part].join(' ').trim()]),
      );
    const perImage = { 1: 'dog', 2: 'cat', 3: 'dog', 4: 'cat', 5: 'cat' };
    const named = Object.fromEntries(Object.entries(perImage).map(([file, name]) => [`${file}.jpg`, name]));
    assert.deepEqual(await classes('class-per-image', 'ann.csv'), named);
    assert.deepEqual(await classes('class-per-image', 'ann_wo_ext.csv'), perImage);
    assert.deepEqual(await classes('class-per-image-txt', 'ann.txt'), named);
    assert.deepEqual(await classes('class-per-image-txt', 'ann_wo_ext.txt'), perImage);
    const several = { 1: 'dog', 2: 'cat', 3: 'person', 4: 'dog cat', 5: 'dog person', 6: 'cat person' };
    assert.deepEqual(await classes('multi-label', 'ann_wo_ext.csv'), several);
    assert.equal(await recognised(shared('one-hot')), 'sheet');
    assert.deepEqual(await classes('one-hot'), {
      'train_001.jpg': 'label_0 train',
      'train_002.jpg': 'label_1 train',
      'val_001.jpg': 'label_0 label_1 validation',
    });
  });
});
