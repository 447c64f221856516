import { posix } from 'node:path';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { xmlElementsOf, type XmlElement } from '../reading/xml-elements.ts';

/** A small zip can unpack to a very large file, so what its directory declares is limited; nothing yields more than it declares. */
const mostUnpackedBytes = 2 ** 29;
const mostEntries = 10_000;
/** More than spreadsheet programs allow. */
const mostColumns = 16_384;
const msPerDay = 86_400_000;
/** Day numbers count from here; the day before 1900-01-01 would be right if 1900 had been the leap year that spreadsheets take it for. */
const usualDayZero = Date.UTC(1899, 11, 30);
const dayZeroOf1904 = Date.UTC(1904, 0, 1);

export interface Workbook {
  /** The day that day numbers count from, in milliseconds since 1970. */
  readonly dayZero: number;
  /** The rows of the first sheet as text, without empty ones; dates as `2024-05-01 10:00:00`, errors of formulas as empty cells. */
  rows(): AsyncIterable<string[]>;
}

/**
 * Opens a workbook (Office Open XML, ECMA-376). Only its first sheet is read, row by row; texts that cells share are held in memory.
 * @throws UnreadableAnnotations damaged, cut-short, too-large, wrong-structure, missing-file
 */
export async function openWorkbook(source: AnnotationSource, name: string): Promise<Workbook> {
  return withZip(source, name, async (zip) => {
    const { sheet, dayZero } = await firstSheet(zip, name);
    const related = await relations(zip);
    const path = related.get(sheet)?.path ?? '';
    if (!zip.has(path)) throw new UnreadableAnnotations('wrong-structure', name, 'worksheet');
    const pathOfType = (type: string): string | undefined => [...related.values()].find((one) => one.type === type)?.path;
    const shared = await sharedTexts(zip, pathOfType('sharedStrings'));
    const dateStyles = await stylesOfDates(zip, pathOfType('styles'));
    return { dayZero, rows: () => sheetRows(source, name, path, { shared, dateStyles, dayZero }) };
  });
}

/** The files in a workbook. */
class WorkbookZip {
  readonly #name: string;
  readonly #zip: ZipFile;
  readonly #entries = new Map<string, Entry>();

  constructor(zip: ZipFile, name: string) {
    this.#zip = zip;
    this.#name = name;
  }

  async readDirectory(): Promise<void> {
    let unpacked = 0;
    if (this.#zip.entryCount > mostEntries) throw new UnreadableAnnotations('too-large', this.#name);
    for await (const entry of this.#zip.eachEntry()) {
      unpacked += entry.uncompressedSize;
      if (unpacked > mostUnpackedBytes) throw new UnreadableAnnotations('too-large', this.#name);
      this.#entries.set(entry.fileName, entry);
    }
  }

  has(path: string): boolean {
    return this.#entries.has(path);
  }

  /** The elements with a local name; nothing if there is no such file. */
  async *elements(path: string | undefined, names: readonly string[]): AsyncIterable<XmlElement> {
    const entry = this.#entries.get(path ?? '');
    if (entry === undefined) return;
    const stream: Readable = await this.#zip.openReadStreamPromise(entry);
    try {
      // Some programs write a prefix before every name.
      yield* xmlElementsOf(stream as AsyncIterable<Uint8Array>, this.#name, [...names, ...names.map((one) => `x:${one}`)]);
    } finally {
      stream.destroy();
    }
  }
}

/** The errors of the zip library have no codes, so everything that it or the disk did not name is damage. */
function refusal(error: unknown, name: string): unknown {
  if (error instanceof UnreadableAnnotations || (error as NodeJS.ErrnoException).syscall !== undefined) return error;
  return error instanceof Error && !(error instanceof TypeError) ? new UnreadableAnnotations('damaged', name, error.message) : error;
}

async function openZip(source: AnnotationSource, name: string): Promise<{ zip: WorkbookZip; file: FileHandle }> {
  const file = await source.opened(name);
  try {
    const zip = new WorkbookZip(await fromFdPromise(file.fd, { autoClose: false }), name);
    await zip.readDirectory();
    return { zip, file };
  } catch (error) {
    await file.close();
    throw refusal(error, name);
  }
}

async function withZip<T>(source: AnnotationSource, name: string, use: (zip: WorkbookZip) => Promise<T>): Promise<T> {
  const { zip, file } = await openZip(source, name);
  try {
    return await use(zip);
  } catch (error) {
    throw refusal(error, name);
  } finally {
    await file.close();
  }
}

const localName = ({ name }: XmlElement): string => name.replace(/^.*:/, '');
const childrenOf = (element: XmlElement, name: string): XmlElement[] => element.children.filter((one) => localName(one) === name);

async function firstSheet(zip: WorkbookZip, name: string): Promise<{ sheet: string; dayZero: number }> {
  let sheet: string | undefined;
  let dayZero = usualDayZero;
  for await (const element of zip.elements('xl/workbook.xml', ['workbookPr', 'sheet'])) {
    if (localName(element) === 'sheet') sheet ??= Object.entries(element.attributes).find(([key]) => /:id$/.test(key))?.[1];
    else if (/^(1|true)$/.test(element.attributes.date1904 ?? '')) dayZero = dayZeroOf1904;
  }
  if (sheet === undefined) throw new UnreadableAnnotations('wrong-structure', name, 'xl/workbook.xml');
  return { sheet, dayZero };
}

/** The files that the workbook refers to, by the id of the reference. */
async function relations(zip: WorkbookZip): Promise<Map<string, { readonly type: string; readonly path: string }>> {
  const found = new Map<string, { type: string; path: string }>();
  for await (const { attributes } of zip.elements('xl/_rels/workbook.xml.rels', ['Relationship'])) {
    const { Id = '', Type = '', Target = '' } = attributes;
    found.set(Id, { type: Type.replace(/^.*\//, ''), path: posix.join('/xl', Target.startsWith('/') ? `..${Target}` : Target).slice(1) });
  }
  return found;
}

async function sharedTexts(zip: WorkbookZip, path: string | undefined): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const element of zip.elements(path, ['si'])) texts.push(richText(element));
  return texts;
}

/** The text of an element that may be divided into runs; hints for pronunciation are left out. */
const richText = (element: XmlElement): string =>
  [...childrenOf(element, 't'), ...childrenOf(element, 'r').flatMap((run) => childrenOf(run, 't'))]
    .map(({ text }) => text.replace(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))))
    .join('');

/** The numbers of the built-in formats of dates, also of the East Asian ones. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a number format shows a date or time, judged by its letters outside quotes, brackets and escapes. */
const showsDate = (format: string): boolean => /[ymdhs]/i.test(format.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '').replace(/general/gi, ''));

/** The numbers of the cell styles that show dates. */
async function stylesOfDates(zip: WorkbookZip, path: string | undefined): Promise<ReadonlySet<number>> {
  const own = new Map<number, string>();
  const styles = new Set<number>();
  for await (const element of zip.elements(path, ['numFmts', 'cellXfs'])) {
    if (localName(element) === 'numFmts')
      for (const { attributes } of childrenOf(element, 'numFmt')) own.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
    else
      for (const [style, { attributes }] of childrenOf(element, 'xf').entries()) {
        const format = own.get(Number(attributes.numFmtId));
        if (format === undefined ? isBuiltInDate(Number(attributes.numFmtId)) : showsDate(format)) styles.add(style);
      }
  }
  return styles;
}

interface CellFacts {
  readonly shared: readonly string[];
  readonly dateStyles: ReadonlySet<number>;
  readonly dayZero: number;
}

async function* sheetRows(source: AnnotationSource, name: string, path: string, facts: CellFacts): AsyncIterable<string[]> {
  const { zip, file } = await openZip(source, name);
  try {
    for await (const row of zip.elements(path, ['row'])) {
      const cells: string[] = [];
      for (const cell of childrenOf(row, 'c')) {
        // Where a cell does not say its column, it follows the one before it.
        const column = columnOf(cell.attributes.r) ?? cells.length;
        if (column >= mostColumns) throw new UnreadableAnnotations('damaged', name, cell.attributes.r);
        while (cells.length < column) cells.push('');
        cells[column] = cellText(cell, facts).trim();
      }
      if (cells.some((cell) => cell !== '')) yield cells;
    }
  } catch (error) {
    throw refusal(error, name);
  } finally {
    await file.close();
  }
}

/** The column, from 0, of an address such as `AB12`. */
function columnOf(address: string | undefined): number | null {
  const [, letters] = /^([A-Z]{1,4})\d*$/i.exec(address ?? '') ?? [];
  if (letters === undefined) return null;
  return [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(cell: XmlElement, { shared, dateStyles, dayZero }: CellFacts): string {
  const [inline] = childrenOf(cell, 'is');
  const text = childrenOf(cell, 'v')[0]?.text ?? '';
  switch (cell.attributes.t) {
    case 's':
      return shared[Number(text)] ?? '';
    case 'inlineStr':
      return inline === undefined ? '' : richText(inline);
    case 'b':
      return text === '1' ? 'TRUE' : 'FALSE';
    case 'e':
      return '';
    case 'str':
    case 'd':
      return text;
    default:
      return text !== '' && dateStyles.has(Number(cell.attributes.s)) ? dateText(Number(text), dayZero) : text;
  }
}

/** A day number as text; a number below 1 is a time without a day. */
function dateText(days: number, dayZero: number): string {
  const date = new Date(dayZero + Math.round(days * msPerDay));
  if (Number.isNaN(date.getTime())) return String(days);
  const [day = '', clock = ''] = date.toISOString().slice(0, 19).split('T');
  if (days >= 0 && days < 1) return clock;
  return clock === '00:00:00' ? day : `${day} ${clock}`;
}
