import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { AnnotationSource } from '../../../engine/annotations/reading/annotation-source.ts';
import { openWorkbook } from '../../../engine/annotations/sheet/workbook.ts';
import { writeWorkbook, type Cell } from '../../../engine/files/workbook-file.ts';
import { temporaryFolder } from '../../support/project.ts';

const free = { signal: new AbortController().signal, before: () => {} };

async function rowsIn(path: string): Promise<string[][]> {
  const source = await AnnotationSource.open(path);
  const rows: string[][] = [];
  for await (const row of (await openWorkbook(source, source.names[0]!)).rows()) rows.push(row);
  return rows;
}

test('a workbook holds texts as they are, whatever they look like, and numbers as numbers', async (t) => {
  const path = join(temporaryFolder(t), 'table.xlsx');
  const rows: Cell[][] = [
    ['file', 'class', 'width'],
    ['-new/<ü> & "x".jpg', '=HYPERLINK("http://x")', 640],
    ['two  spaces', '007', -0.5],
    ['', 'дуб', 1],
  ];
  await writeWorkbook(path, { title: 'labels & more', rows }, free);
  assert.deepEqual(
    await rowsIn(path),
    rows.map((row) => row.map(String)),
  );
  const sheet = Buffer.from(unzipSync(readFileSync(path))['xl/worksheets/sheet1.xml']!).toString();
  assert.doesNotMatch(sheet, /<f>/);
  assert.match(sheet, /<c><v>640<\/v><\/c>/);
  assert.doesNotMatch(sheet, /<v>007/);
});

test('characters that XML cannot hold are replaced, and do not make the file unreadable', async (t) => {
  const path = join(temporaryFolder(t), 'table.xlsx');
  await writeWorkbook(path, { title: 'labels', rows: [['a\u0000b\u001fc', '\ud800', '😀']] }, free);
  assert.deepEqual(await rowsIn(path), [['a\ufffdb\ufffdc', '\ufffd', '😀']]);
});

test('100,000 rows are written as they come; a fault or a stop leaves nothing behind', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'large.xlsx');
  function* many(count: number): Iterable<Cell[]> {
    for (let row = 0; row < count; row++) yield [`image ${row}.jpg`, row];
  }
  await writeWorkbook(path, { title: 'labels', rows: many(100_000) }, free);
  const rows = await rowsIn(path);
  assert.deepEqual([rows.length, rows.at(-1)], [100_000, ['image 99999.jpg', '99999']]);

  function* faulty(): Iterable<Cell[]> {
    yield ['a'];
    throw new Error('the rows ended');
  }
  await assert.rejects(writeWorkbook(join(folder, 'faulty.xlsx'), { title: 'labels', rows: faulty() }, free), /the rows ended/);
  await assert.rejects(writeWorkbook(join(folder, 'more.xlsx'), { title: 'labels', rows: many(11) }, { ...free, most: 10 }), RangeError);
  const stopping = new AbortController();
  function* stopped(): Iterable<Cell[]> {
    for (const row of many(50_000)) {
      if (row[1] === 20_000) stopping.abort();
      yield row;
    }
  }
  await assert.rejects(
    writeWorkbook(join(folder, 'stopped.xlsx'), { title: 'labels', rows: stopped() }, { ...free, signal: stopping.signal }),
    { name: 'AbortError' },
  );
  assert.deepEqual(readdirSync(folder), ['large.xlsx']);
});
