import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { isPictureName } from './cells.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type Delimiter = ',' | ';' | '\t' | '|' | ' ';

/** How the text of a sheet is written. */
export interface TextForm {
  readonly encoding: Encoding;
  readonly delimiter: Delimiter;
  /** Lines before the first row: spreadsheets may name the delimiter in a line of its own, such as `sep=;`. */
  readonly linesBefore: number;
}

const judgedLength = 2 ** 16;
const judgedLines = 100;
/** In the order of preference where several fit equally well: a comma is more often part of a text than the others. */
const delimiters: readonly Delimiter[] = ['\t', ';', '|', ','];
/** Longer rows come from a quote that is never closed. */
const mostRowBytes = 2 ** 24;

/**
 * Finds out how a sheet is written: its encoding by the mark at its beginning or by whether it is UTF-8, its delimiter by its first lines.
 * @param onlyStart judges the encoding by the first piece, for recognising a file without reading all of it
 * @throws UnreadableAnnotations missing-file
 */
export async function textFormOf(source: AnnotationSource, name: string, onlyStart: boolean): Promise<TextForm> {
  const encoding = await encodingOf(source, name, onlyStart);
  let start = '';
  for await (const piece of textOf(source, name, encoding)) {
    start += piece;
    if (start.length >= judgedLength) break;
  }
  const [, declared] = /^sep=([,;|\t])\r?\n/i.exec(start) ?? [];
  if (declared !== undefined) return { encoding, delimiter: declared as Delimiter, linesBefore: 1 };
  return { encoding, delimiter: delimiterOf(start.slice(0, judgedLength), name.toLowerCase().endsWith('.txt')), linesBefore: 0 };
}

/** The rows of a sheet as they are; rows may have different lengths. @throws UnreadableAnnotations damaged, cut-short, missing-file */
export async function* textRows(source: AnnotationSource, name: string, form: TextForm): AsyncIterable<string[]> {
  const text = Readable.from(textOf(source, name, form.encoding));
  const parser = parse({
    delimiter: form.delimiter,
    bom: true,
    from_line: form.linesBefore + 1,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: mostRowBytes,
  });
  // A piped stream does not forward its errors.
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const row of text.pipe(parser)) yield row as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = String(parser.info.lines);
    throw new UnreadableAnnotations(error.code === 'CSV_QUOTE_NOT_CLOSED' ? 'cut-short' : 'damaged', name, line);
  } finally {
    text.destroy();
  }
}

async function encodingOf(source: AnnotationSource, name: string, onlyStart: boolean): Promise<Encoding> {
  const text = new TextDecoder('utf-8', { fatal: true });
  let isFirst = true;
  try {
    for await (const piece of source.bytes(name)) {
      if (isFirst && piece[0] === 0xff && piece[1] === 0xfe) return 'utf-16le';
      if (isFirst && piece[0] === 0xfe && piece[1] === 0xff) return 'utf-16be';
      isFirst = false;
      text.decode(piece, { stream: true });
      if (onlyStart) return 'utf-8';
    }
    text.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}

async function* textOf(source: AnnotationSource, name: string, encoding: Encoding): AsyncIterable<string> {
  const text = new TextDecoder(encoding);
  for await (const piece of source.bytes(name)) yield text.decode(piece, { stream: true });
  yield text.decode();
}

/** The delimiter that divides most lines like the first one, and that best sets names of pictures apart. */
function delimiterOf(start: string, mayBeSpace: boolean): Delimiter {
  const scores = delimiters.map((delimiter) => ({ delimiter, ...dividedBy(start, delimiter) }));
  const [best] = scores.toSorted((a, b) => b.alike - a.alike || b.pictures - a.pictures || b.fields - a.fields);
  if (best !== undefined && best.alike > 0) return best.delimiter;
  const space = dividedBy(start, ' ');
  return mayBeSpace && space.alike === space.lines && space.alike > 0 ? ' ' : ',';
}

interface Division {
  readonly lines: number;
  /** Lines with as many fields as the first, if it has several. */
  readonly alike: number;
  /** Fields that are the name of a picture. */
  readonly pictures: number;
  readonly fields: number;
}

/** Divides the first lines. Delimiters and line breaks between quotes do not count; a quote opens only where a field begins. */
function dividedBy(start: string, delimiter: Delimiter): Division {
  const counts: number[] = [];
  let pictures = 0;
  let fields = 0;
  let field = '';
  let quoted = false;
  let justClosed = false;
  const endField = (): void => {
    fields += 1;
    if (isPictureName(field.trim())) pictures += 1;
    field = '';
  };
  for (const sign of start) {
    if (counts.length === judgedLines) break;
    if (sign === '"' && (quoted || justClosed || field.trim() === '')) {
      quoted = !quoted;
      justClosed = !quoted;
      continue;
    }
    justClosed = false;
    if (quoted) field += sign;
    else if (sign === delimiter) endField();
    else if (sign !== '\n') field += sign;
    else if (field.trim() !== '' || fields > 0) {
      endField();
      counts.push(fields);
      fields = 0;
    }
  }
  if (counts.length < judgedLines && (field.trim() !== '' || fields > 0)) {
    endField();
    // The last line may be cut in the middle, so it counts only if it is the first one too or the sheet is small.
    if (counts.length === 0 || start.length < judgedLength) counts.push(fields);
  }
  const [first = 0] = counts;
  return { lines: counts.length, alike: first > 1 ? counts.filter((count) => count === first).length : 0, pictures, fields: first };
}
