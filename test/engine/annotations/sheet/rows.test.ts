import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { AnnotationSource } from '../../../../engine/annotations/reading/annotation-source.ts';
import { openSheet } from '../../../../engine/annotations/sheet/rows.ts';
import { ReadTally } from '../../../../engine/annotations/stated.ts';
import { folderOf } from '../../../support/annotations/reading.ts';
import { workbookOf } from '../../../support/annotations/workbook.ts';

interface Read {
  readonly form: readonly unknown[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly lost: ReadTally['lost'];
}

async function read(t: TestContext, name: string, content: string | Uint8Array): Promise<Read> {
  const sheet = await openSheet(await AnnotationSource.open(join(folderOf(t, { [name]: content }), name)), name);
  const tally = new ReadTally();
  const rows: (readonly string[])[] = [];
  for await (const row of sheet.rows(tally)) rows.push(row);
  return { form: [sheet.encoding, sheet.delimiter, sheet.hasHeader], columns: sheet.columns, rows, lost: tally.lost };
}
const faultOf = (t: TestContext, name: string, content: string | Uint8Array): Promise<unknown> =>
  read(t, name, content).catch((error: unknown) => (error as { fault: string }).fault);

const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('rows of text', () => {
  test('encodings: by the mark at the beginning, else UTF-8, else the one of Windows', async (t) => {
    const text = 'file,label\nä.jpg,Ö–k\n';
    const forms = [];
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\uFEFF${text}`),
      utf16(text, false),
      utf16(text, true),
      Buffer.concat([
        Buffer.from('file,label\n'),
        Buffer.from([0xe4]),
        Buffer.from('.jpg,'),
        Buffer.from([0xd6, 0x96]),
        Buffer.from('k\n'),
      ]),
    ]) {
      const { form, columns, rows } = await read(t, 'a.csv', bytes);
      forms.push(form[0]);
      assert.deepEqual([columns, rows], [['file', 'label'], [['ä.jpg', 'Ö–k']]]);
    }
    assert.deepEqual(forms, ['utf-8', 'utf-8', 'utf-16le', 'utf-16be', 'windows-1252']);
  });

  test('a letter that only shows the encoding at the end of a long file', async (t) => {
    const long = Buffer.concat([Buffer.from(`file,label\n${'a.jpg,elm\n'.repeat(60_000)}`), Buffer.from('b.jpg,\xfclme\n', 'latin1')]);
    const { form, rows } = await read(t, 'a.csv', long);
    assert.deepEqual([form[0], rows.length, rows.at(-1)], ['windows-1252', 60_001, ['b.jpg', 'ülme']]);
  });

  test('delimiters, judged outside quotes and with commas in numbers', async (t) => {
    const delimiterOf = async (text: string): Promise<unknown> => (await read(t, 'a.csv', text)).form[1];
    assert.equal(await delimiterOf('file;x;y\na.jpg;12,5;3,25\nb.jpg;1,5;2,5\n'), ';');
    assert.equal(await delimiterOf('a.jpg;12,5;3,25\nb.jpg;1,5;2,5\n'), ';');
    assert.equal(await delimiterOf('file\tlabel\na.jpg\telm, wych\n'), '\t');
    assert.equal(await delimiterOf('file|label\na.jpg|elm\n'), '|');
    assert.equal(await delimiterOf('file,label\na.jpg,"elm;""oak"";ash"\nb.jpg,"x;y;z"\n'), ',');
    assert.equal(await delimiterOf('a.jpg,elm;oak\nb.jpg,elm;ash\n'), ',');
    assert.equal(await delimiterOf('elm; old; big; wet,a\noak,b\nash,c\n'), ',');
    assert.equal(await delimiterOf('sep=|\r\nfile|label\r\na,b;c\r\n'), '|');
  });

  test('headers', async (t) => {
    const headerOf = async (text: string): Promise<unknown> => (await read(t, 'a.csv', text)).form[2];
    assert.equal(await headerOf('file,label\na.jpg,elm\n'), true);
    assert.equal(await headerOf('a.jpg,elm\nb.jpg,oak\n'), false);
    assert.equal(await headerOf('thing,kind\n17,elm\n18,oak\n'), true);
    assert.equal(await headerOf('a,elm\nb,elm\n'), false);
    assert.equal(await headerOf('a,plant\nb,animal\nc,plant\n'), false);
    assert.equal(await headerOf('17,elm\n18,oak\n'), false);
    assert.deepEqual((await read(t, 'a.csv', 'file,,label\na.jpg,1,elm\n')).columns, ['file', 'B', 'label']);
  });

  test('quotes with line breaks and quotes in them, quotes within text, empty lines, spaces', async (t) => {
    const { rows } = await read(t, 'a.csv', 'file,label\r\n\r\na.jpg,"wych\nelm, ""old"""\r\n , \r\nb.jpg , 5" oak\r\nc.jpg, "ash"');
    assert.deepEqual(rows, [
      ['a.jpg', 'wych\nelm, "old"'],
      ['b.jpg', '5" oak'],
      ['c.jpg', 'ash'],
    ]);
  });

  test('tabs are not trimmed away as spaces', async (t) => {
    const { rows } = await read(t, 'a.tsv', 'file\tnote\tlabel\na.jpg\t\telm\n\t\toak\n');
    assert.deepEqual(rows, [
      ['a.jpg', '', 'elm'],
      ['', '', 'oak'],
    ]);
  });

  test('rows with too few and too many cells', async (t) => {
    const { rows, lost } = await read(t, 'a.csv', 'file,label\na.jpg\nb.jpg,oak,old,,big\n');
    assert.deepEqual(rows, [
      ['a.jpg', ''],
      ['b.jpg', 'oak'],
    ]);
    assert.deepEqual(lost, [{ kind: 'extra-cell', count: 2 }]);
  });

  test('an unclosed quote, an empty file and one with a header only', async (t) => {
    assert.equal(await faultOf(t, 'a.csv', 'file,label\na.jpg,"elm\nb.jpg,oak\n'), 'cut-short');
    assert.deepEqual((await read(t, 'a.csv', '')).columns, []);
    assert.deepEqual((await read(t, 'b.csv', 'file,label\n')).rows, []);
    assert.equal(await faultOf(t, 'c.csv', `file,label\na.jpg,"${'elm '.repeat(5_000_000)}`), 'damaged');
  });
});

describe('rows of workbooks', () => {
  test('texts, numbers, dates, gaps and cells that only programs write', async (t) => {
    const { form, columns, rows } = await read(
      t,
      'a.xlsx',
      workbookOf([
        ['file', 'label', 'date'],
        ['a.jpg', 'elm & <oak>', { day: 45415.5 }],
        [17, null, { day: 45415 }],
        [],
        [
          { xml: '<c r="A5" t="inlineStr"><is><r><t xml:space="preserve">Ulmus </t></r><r><t>minor</t></r></is></c>' },
          { xml: '<c t="b"><v>1</v></c>' },
          { xml: '<c r="C5" t="e"><v>#N/A</v></c>' },
        ],
        ['b.jpg', { xml: '<c r="B6" t="str"><f>A1</f><v>ash</v></c>' }, { day: 0.5 }],
      ]),
    );
    assert.deepEqual(
      [form, columns],
      [
        [null, null, true],
        ['file', 'label', 'date'],
      ],
    );
    assert.deepEqual(rows, [
      ['a.jpg', 'elm & <oak>', '2024-05-03 12:00:00'],
      ['17', '', '2024-05-03'],
      ['Ulmus minor', 'TRUE', ''],
      ['b.jpg', 'ash', '12:00:00'],
    ]);
    assert.deepEqual(
      (
        await read(
          t,
          'b.xlsx',
          workbookOf(
            [
              ['file', 'date'],
              ['a', { day: 43953 }],
            ],
            { date1904: true },
          ),
        )
      ).rows,
      [['a', '2024-05-03']],
    );
  });

  test('what is no workbook, or a damaged one, or one that unpacks to too much', async (t) => {
    const whole = workbookOf([['file', 'label']]);
    assert.equal(await faultOf(t, 'a.xlsx', 'file,label\na.jpg,elm\n'), 'damaged');
    assert.equal(await faultOf(t, 'a.xlsx', whole.subarray(0, whole.length / 2)), 'damaged');
    assert.equal(await faultOf(t, 'a.xlsx', zipSync({ 'a.txt': strToU8('elm') })), 'wrong-structure');
    assert.equal(await faultOf(t, 'a.xlsx', workbookOf([[{ xml: '<c r="XFE1"><v>1</v></c>' }]])), 'damaged');
    // The declared size of the first file in the zip's directory, raised.
    const bomb = Buffer.from(whole);
    bomb.writeUInt32LE(2 ** 30, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    assert.equal(await faultOf(t, 'a.xlsx', bomb), 'too-large');
    // A directory that declares less than what comes out.
    const liar = Buffer.from(whole);
    liar.writeUInt32LE(10, liar.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
    assert.equal(await faultOf(t, 'a.xlsx', liar), 'damaged');
  });

  test('rows far down do not take memory for the rows between', async (t) => {
    const { rows } = await read(
      t,
      'a.xlsx',
      workbookOf([['file', 'label'], [{ xml: '</row><row r="900000000"><c r="A900000000"><v>1</v></c>' }]]),
    );
    assert.deepEqual(rows, [['1', '']]);
  });
});
