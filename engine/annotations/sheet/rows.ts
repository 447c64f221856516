import type { AnnotationSource } from '../reading/annotation-source.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import type { ReadTally } from '../stated.ts';
import { isPictureName, numberIn, valueIn } from './cells.ts';
import { isDoubtfulFileName, letterName, roleByName } from './column-names.ts';
import { dateIn } from './dates.ts';
import { textFormOf, textRows, type Delimiter, type Encoding } from './text-rows.ts';
import { openWorkbook } from './workbook.ts';

/** A table of text, whatever it was written with. */
export interface Sheet {
  readonly name: string;
  /** Null for a workbook. */
  readonly encoding: Encoding | null;
  readonly delimiter: Delimiter | null;
  readonly hasHeader: boolean;
  /** The names of the columns; letters where there is no header. */
  readonly columns: readonly string[];
  /** The first rows after the header. */
  readonly sample: readonly (readonly string[])[];
  /** In a workbook, the day that day numbers count from; null in text. */
  readonly dayZero: number | null;
  /**
   * All rows after the header, each with a cell for every column. Cells beyond the last column are counted in the tally.
   * @throws UnreadableAnnotations
   */
  rows(tally?: ReadTally): AsyncIterable<readonly string[]>;
}

const sampleLength = 200;
export const sheetExtensions = ['.csv', '.tsv', '.txt', '.xlsx'];
const starts = new WeakMap<AnnotationSource, Map<string, Promise<Sheet | null>>>();

/** Opens a sheet and finds out by itself how it is written and whether it has a header. @throws UnreadableAnnotations */
export const openSheet = (source: AnnotationSource, name: string): Promise<Sheet> => open(source, name, false);

/**
 * The same from the beginning of a file only, for recognising it; null if it is no readable sheet. Kept for each source, since many
 * formats ask for it.
 */
export function startOfSheet(source: AnnotationSource, name: string): Promise<Sheet | null> {
  const ofSource = starts.get(source) ?? new Map<string, Promise<Sheet | null>>();
  starts.set(source, ofSource);
  const start =
    ofSource.get(name)
    ?? open(source, name, true).catch((error: unknown) => {
      if (error instanceof UnreadableAnnotations) return null;
      throw error;
    });
  ofSource.set(name, start);
  return start;
}

async function open(source: AnnotationSource, name: string, onlyStart: boolean): Promise<Sheet> {
  const { encoding, delimiter, dayZero, rows } = await rawRows(source, name, onlyStart);
  const first = await firstRows(rows(), onlyStart);
  const hasHeader = isHeader(first[0] ?? [], first.slice(1));
  const sample = hasHeader ? first.slice(1) : first.slice(0, sampleLength);
  const width = hasHeader ? (first[0]?.length ?? 0) : Math.max(0, ...first.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => (hasHeader ? first[0]?.[at] : null) || letterName(at));
  return {
    ...{ name, encoding, delimiter, hasHeader, columns, sample, dayZero },
    async *rows(tally) {
      let toSkip = hasHeader ? 1 : 0;
      for await (const row of rows()) {
        if (toSkip-- > 0) continue;
        if (row.length > width) tally?.lose('extra-cell', row.slice(width).filter((cell) => cell !== '').length);
        yield row.length === width ? row : Array.from({ length: width }, (_, at) => row[at] ?? '');
      }
    },
  };
}

interface RawRows extends Pick<Sheet, 'encoding' | 'delimiter' | 'dayZero'> {
  /** Rows that hold something, with as many cells as they have. */
  rows(): AsyncIterable<string[]>;
}

async function rawRows(source: AnnotationSource, name: string, onlyStart: boolean): Promise<RawRows> {
  if (name.toLowerCase().endsWith('.xlsx')) {
    const { dayZero, rows } = await openWorkbook(source, name);
    return { encoding: null, delimiter: null, dayZero, rows };
  }
  const form = await textFormOf(source, name, onlyStart);
  return { ...form, dayZero: null, rows: () => filled(textRows(source, name, form)) };
}

async function* filled(rows: AsyncIterable<string[]>): AsyncIterable<string[]> {
  for await (const row of rows) if (row.some((cell) => cell !== '')) yield row;
}

/** @param isForgiving whether a fault after some rows is left to a later reading, which reports it */
async function firstRows(rows: AsyncIterable<string[]>, isForgiving: boolean): Promise<string[][]> {
  const first: string[][] = [];
  try {
    for await (const row of rows) if (first.push(row) > sampleLength) break;
  } catch (error) {
    if (!isForgiving || !(error instanceof UnreadableAnnotations) || first.length === 0) throw error;
  }
  return first;
}

/**
 * Whether the first row names the columns: it does not if it holds a picture or if one of its cells comes again in its column; it does if
 * it holds a usual name of a column, or if it differs from the others in that they hold numbers or repeat themselves.
 */
function isHeader(first: readonly string[], others: readonly (readonly string[])[]): boolean {
  const cells = first.filter((cell) => valueIn(cell) !== null);
  const isValue = (cell: string): boolean =>
    isPictureName(cell) || numberIn(cell) !== null || dateIn(cell, { order: 'day-first', dayZero: null }) !== null;
  if (cells.length === 0 || cells.some((cell) => isPictureName(cell))) return false;
  const values = first.map((_, at) => others.map((row) => row[at] ?? ''));
  if (values.some((column, at) => first[at] !== '' && column.includes(first[at] ?? ''))) return false;
  if (cells.some((cell) => isDoubtfulFileName(cell) || roleByName(cell) !== null)) return true;
  return !cells.some(isValue) && values.some((column) => new Set(column).size < column.length || column.some(isValue));
}
