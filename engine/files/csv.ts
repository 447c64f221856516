import { foldCase } from '../domain/case-folding.ts';
import { decimalSign, separators, type TableForm } from '../domain/table-form.ts';

/** A figure with a fixed number of decimals. */
export interface Figure { readonly value: number; readonly decimals: number }
/** Text is guarded against being run as a formula; figures are written as they are. */
export type Cell = string | number | Figure;

const bom = '\uFEFF';
/** What spreadsheets begin a formula with, in both widths, also behind blanks, quotes and signs that are not seen. */
const formula = /^[\s\p{C}'"]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** The first line of a table, with the mark of UTF-8 before it where the form asks for one. */
export const csvHead = (columns: readonly string[], form: TableForm): string => `${form.bom ? bom : ''}${csvLine(columns, form)}`;

/** One line of RFC 4180 CSV. Text with any separator, quotes or line breaks is quoted, whatever separator this table has. */
export function csvLine(cells: readonly Cell[], form: TableForm): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(guarded(cell)) : figure(cell, form))).join(separators[form.separator])}\r\n`;
}

const quoted = (field: string): string => (/[",;\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** An apostrophe goes before what would be a formula, and before a text that begins with one, so that it can be taken off again. */
const guarded = (text: string): string => (formula.test(text) || text.startsWith('\'') ? `'${text}` : text);

function figure(cell: number | Figure, form: TableForm): string {
  const text = typeof cell === 'number' ? String(cell) : cell.value.toFixed(cell.decimals);
  return text.replace('.', decimalSign(form));
}

/**
 * A relative file name that needs no guard: "./" goes before one that a spreadsheet would take for a formula, and the result names the
 * same file.
 */
export const csvFileName = (name: string): string => (guarded(name) === name ? name : `./${name}`);

/**
 * Names of columns for classes: none is among `taken` or another's, in capitals or not. A class whose name is gets " (class)" behind it,
 * or " (class 2)" and so on; every other keeps its name.
 */
export function classColumns(names: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map(foldCase));
  const take = (name: string): boolean => !used.has(foldCase(name)) && used.add(foldCase(name)).size > 0;
  const own = names.map(take);
  return names.map((name, index) => {
    if (own[index]) return name;
    let number = 1, column = `${name} (class)`;
    while (!take(column)) column = `${name} (class ${++number})`;
    return column;
  });
}

/** The cells of a table that `csvHead` and `csvLine` wrote: its texts as they were before they were guarded. */
export function readCsv(text: string, { separator }: Pick<TableForm, 'separator'>): string[][] {
  const field = new RegExp(`(?:"((?:[^"]|"")*)"|([^"${separators[separator]}\r\n]*))(${separators[separator]}|\r\n|$)`, 'gy');
  const rows: string[][] = [];
  let row: string[] = [];
  const body = text.startsWith(bom) ? text.slice(bom.length) : text;
  while (field.lastIndex < body.length) {
    const found = field.exec(body);
    if (!found) throw new SyntaxError(`Row ${rows.length + 1} of the table is cut short.`);
    const [, inQuotes, plain = '', end] = found;
    row.push((inQuotes?.replaceAll('""', '"') ?? plain).replace(/^'/, ''));
    if (end === separators[separator]) continue;
    rows.push(row);
    row = [];
  }
  return rows;
}
