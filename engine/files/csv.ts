import { foldCase } from '../domain/case-folding.ts';
import { decimalSign, separators, type TableForm } from '../domain/table-form.ts';

/** A figure with a fixed number of decimals. */
export interface Figure {
  readonly value: number;
  readonly decimals: number;
}
/** Text is guarded against being interpreted as a formula; figures are written unchanged. */
export type Cell = string | number | Figure;

const bom = '\uFEFF';
/** Matches how formulas start in spreadsheets, half or full width, also after white space, quotes and invisible characters. */
const formula = /^[\s\p{C}'"]*[=+\-@＝＋－＠]|^[\t\r\n]/u;

/** The header line of a table, after a byte order mark if the form asks for one. */
export const csvHead = (columns: readonly string[], form: TableForm): string => `${form.bom ? bom : ''}${csvLine(columns, form)}`;

/** One line of RFC 4180 CSV. Text with any possible separator, quotes or line breaks is quoted, whatever separator this table uses. */
export function csvLine(cells: readonly Cell[], form: TableForm): string {
  return `${cells.map((cell) => (typeof cell === 'string' ? quoted(guarded(cell)) : figure(cell, form))).join(separators[form.separator])}\r\n`;
}

const quoted = (field: string): string => (/[",;\t\r\n]|^\s|\s$/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** Puts an apostrophe before a would-be formula, and before text that starts with one, so that readCsv can remove it again. */
const guarded = (text: string): string => (formula.test(text) || text.startsWith("'") ? `'${text}` : text);

function figure(cell: number | Figure, form: TableForm): string {
  const text = typeof cell === 'number' ? String(cell) : cell.value.toFixed(cell.decimals);
  return text.replace('.', decimalSign(form));
}

/** A relative file name that needs no guard: "./" before one that looks like a formula, which names the same file. */
export const csvFileName = (name: string): string => (guarded(name) === name ? name : `./${name}`);

/**
 * Returns column names for classes, unique among themselves and against `taken`, ignoring case. A class whose name is taken gets
 * " (class)" appended, or " (class 2)" and so on; all others keep their names.
 */
export function classColumns(names: readonly string[], taken: readonly string[]): string[] {
  const used = new Set(taken.map(foldCase));
  const take = (name: string): boolean => !used.has(foldCase(name)) && used.add(foldCase(name)).size > 0;
  const own = names.map(take);
  return names.map((name, index) => {
    if (own[index]) return name;
    let number = 1,
      column = `${name} (class)`;
    while (!take(column)) column = `${name} (class ${++number})`;
    return column;
  });
}

/** Reads the cells of a table written by `csvHead` and `csvLine`, with guards removed. @throws SyntaxError for a truncated table */
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
