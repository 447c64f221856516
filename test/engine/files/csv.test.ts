import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { posix } from 'node:path';
import { test } from 'node:test';
import { separatorNames, usualTableForm, type TableForm } from '../../../engine/domain/table-form.ts';
import { classColumns, csvFileName, csvHead, csvLine, readCsv } from '../../../engine/files/csv.ts';

const plain: TableForm = { separator: 'comma', bom: false };
const semicolon: TableForm = { separator: 'semicolon', bom: false };
const formulas = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '\tx',
  ' =1',
  '\u00A0-1',
  '"=1',
  "'=1",
  ' " \'=1',
  '\u200B=1',
  '\uFEFF=1',
  '＝1',
  '＋1',
  '－1',
  '＠x',
];
const texts = [...formulas, "'quoted", "''twice", 'a,b;c\td', 'say "x"', 'two\r\nlines', ' led ', 'Grün', '日本', 'a=b', 'x-1', '', '0,5'];

test('fields with separators, quotes, line breaks or outer spaces are quoted, others are not', () => {
  assert.equal(
    csvLine(['a.jpg', 'a,b', 'a;b', 'say "x"', 'two\nlines', ' led', 0.5], plain),
    'a.jpg,"a,b","a;b","say ""x""","two\nlines"," led",0.5\r\n',
  );
});

test('no text begins as a formula, figures stay figures', () => {
  for (const text of formulas) assert.match(csvLine([text], plain), /^"?'/, JSON.stringify(text));
  assert.equal(csvLine(['x-1', -0.25, { value: -1, decimals: 2 }, 1e-7, 'plain'], plain), 'x-1,-0.25,-1.00,1e-7,plain\r\n');
});

test('a file name that a spreadsheet would run as a formula still names the same file, without a guard', () => {
  assert.deepEqual(['=1+1.png', '-dash.png', ' @x.png', "'+y.png", 'plain.png'].map(csvFileName), [
    './=1+1.png',
    './-dash.png',
    './ @x.png',
    "./'+y.png",
    'plain.png',
  ]);
  for (const name of texts.filter((text) => text !== '')) {
    const [[read = ''] = []] = readCsv(csvLine([csvFileName(name)], plain), plain);
    assert.equal(posix.normalize(read), posix.normalize(name));
  }
});

test('every text comes back as it was, with every separator, with the mark of UTF-8 and without', () => {
  for (const separator of separatorNames) {
    for (const bom of [true, false]) {
      const form = { separator, bom };
      assert.deepEqual(readCsv(`${csvHead(texts, form)}${csvLine(texts, form)}`, form), [texts, texts]);
    }
  }
  assert.throws(() => readCsv('a,"b\r\n', plain), SyntaxError);
});

test(
  'Python reads the same texts as the manual says',
  { skip: spawnSync('python3', ['--version']).status !== 0 && 'there is no Python here' },
  () => {
    const program = [
      'import csv, io, json, sys',
      'text = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", newline="")',
      'print(json.dumps([[cell.removeprefix("\'") for cell in row] for row in csv.reader(text)]))',
    ].join('\n');
    for (const bom of [true, false]) {
      const form = { ...plain, bom };
      const { stdout, stderr } = spawnSync('python3', ['-c', program], {
        input: `${csvHead(texts, form)}${csvLine(texts, form)}`,
        encoding: 'utf8',
      });
      assert.deepEqual(JSON.parse(stdout || '[]'), [texts, texts], stderr);
    }
  },
);

test('the table begins with the mark of UTF-8 unless it is not wanted, and a semicolon goes with a decimal comma', () => {
  assert.equal(csvHead(['ü'], usualTableForm), '\uFEFFü\r\n');
  assert.equal(csvHead(['ü', 'x'], semicolon), 'ü;x\r\n');
  assert.equal(csvLine(['a', 0.5, { value: 0.25, decimals: 6 }, -3], semicolon), 'a;0,5;0,250000;-3\r\n');
  assert.equal(csvLine(['a', 0.5], { separator: 'tab', bom: true }), 'a\t0.5\r\n');
});

test('classes have columns of their own, whatever they are called, and those that can keep their name', () => {
  assert.deepEqual(classColumns(['file', 'cat', 'Cat', 'FAILURE', 'file (class)', 'cat'], ['file', 'failure']), [
    'file (class 2)',
    'cat',
    'Cat (class)',
    'FAILURE (class)',
    'file (class)',
    'cat (class 2)',
  ]);
});
