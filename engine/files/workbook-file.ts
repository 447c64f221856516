import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { DurableFile } from './durable-file.ts';

export type Cell = string | number;
/** A worksheet as its rows, the first of which names the columns. */
export interface Workbook {
  readonly title: string;
  readonly rows: Iterable<readonly Cell[]>;
}

/** More rows than a worksheet can have make the file unreadable for spreadsheet programs (ECMA-376, 18.3.1.73). */
const mostRows = 1_048_576;

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packaged = 'http://schemas.openxmlformats.org/package/2006';
const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

const relations = (type: string, target: string): string =>
  `${head}<Relationships xmlns="${packaged}/relationships"><Relationship Id="rId1" Type="${relationships}/${type}" Target="${target}"/></Relationships>`;
const contentTypes =
  `${head}<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>`
  + '<Default Extension="xml" ContentType="application/xml"/>'
  + `<Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/>`
  + `<Override PartName="/xl/worksheets/sheet1.xml" ContentType="${types}.worksheet+xml"/></Types>`;

/** XML 1.0 has no place for other characters, and names that Graft did not make may hold them. */
const unwritable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;
const escaped = (text: string): string =>
  text.replace(unwritable, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Text is a text even where it looks like a formula or a number: nothing in it is ever run. */
const cellXml = (cell: Cell): string =>
  typeof cell === 'number'
    ? `<c><v>${cell}</v></c>`
    : cell === ''
      ? '<c/>'
      : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;

/** The first row stays in view. */
const sheetBegin =
  `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>`
  + '</sheetView></sheetViews><sheetData>';

const rowsPerChunk = 500;

function* sheetXml(rows: Workbook['rows'], most: number, signal: AbortSignal): Iterable<string> {
  let chunk = sheetBegin;
  let count = 0;
  for (const row of rows) {
    count += 1;
    if (count > most) throw new RangeError(`more than ${most} rows`);
    chunk += `<row>${row.map(cellXml).join('')}</row>`;
    if (count % rowsPerChunk > 0) continue;
    signal.throwIfAborted();
    yield chunk;
    chunk = '';
  }
  yield `${chunk}</sheetData></worksheet>`;
}

/**
 * Writes a workbook with one sheet (Office Open XML, ECMA-376), row by row, as a file that appears when it is complete. Returns once
 * `before` has allowed it. `most`: the number of rows allowed. Errors: those of DurableFile, and the signal's. @throws RangeError for more rows
 */
export async function writeWorkbook(
  path: string,
  { title, rows }: Workbook,
  { signal, before, most = mostRows }: { readonly signal: AbortSignal; readonly before: () => void; readonly most?: number },
): Promise<void> {
  const zip = new ZipFile();
  const bytes = zip.outputStream.pipe(new PassThrough());
  const sheet = Readable.from(sheetXml(rows, most, signal));
  for (const source of [sheet, zip] as const) source.on('error', (error: unknown) => void bytes.destroy(error as Error));
  const add = (name: string, text: string): void => void zip.addBuffer(Buffer.from(text), name);
  add('[Content_Types].xml', contentTypes);
  add('_rels/.rels', relations('officeDocument', 'xl/workbook.xml'));
  add('xl/_rels/workbook.xml.rels', relations('worksheet', 'worksheets/sheet1.xml'));
  add(
    'xl/workbook.xml',
    `${head}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="${escaped(title)}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  );
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml');
  zip.end();
  const file = new DurableFile(path);
  try {
    for await (const chunk of bytes) await file.write(chunk as Buffer);
    before();
    await file.commit();
  } finally {
    await file.discard();
  }
}
