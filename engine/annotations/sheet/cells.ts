import type { Split } from '../../domain/labels/split.ts';
import { partOfName } from '../reading/part-of-name.ts';

const pictureName = /\.(jpe?g|jpe|jfif|png|gif|bmp|tiff?|webp|avif|heic|heif|jp2|dng|cr2|cr3|nef|arw|orf|rw2|raf|dcm|svs)(\?[^\s]*)?$/i;
const videoName = /\.(mp4|avi|mov|mkv|m4v|mpg|mpeg|wmv|asf|webm)$/i;

export const isPictureName = (text: string): boolean => pictureName.test(text);
export const isVideoName = (text: string): boolean => videoName.test(text);

/** How R, Python and spreadsheets write that a value is missing. */
const missing = new Set(['NA', 'N/A', '#N/A', 'NaN', 'nan', 'NULL', 'null', '<NA>']);

/** The text of a cell; null if it is empty or says that a value is missing. */
export const valueIn = (cell: string | undefined): string | null =>
  cell === undefined || cell.trim() === '' || missing.has(cell) ? null : cell;

/**
 * A number with a decimal point or comma; null for anything else. Where both signs occur, the last one is the decimal sign; a comma alone
 * always is, since sheets of positions and shares do not group thousands.
 */
export function numberIn(cell: string | undefined): number | null {
  const text = cell?.trim() ?? '';
  if (!/^[-+]?[\d.,]*\d[\d.,]*(e[-+]?\d+)?$/i.test(text)) return null;
  const plain = text.lastIndexOf(',') > text.lastIndexOf('.') ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', '');
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

const yes = new Set(['true', 'yes', 'x', 'ja', 'wahr', 'oui', 'vrai', 'si', 'sí', 'verdadero']);
const no = new Set(['false', 'no', 'nein', 'falsch', 'non', 'faux', 'falso']);

/** Whether a cell of a column per class says yes; an empty cell says no; null if it says neither. */
export function flagIn(cell: string | undefined): boolean | null {
  const text = valueIn(cell)?.trim().toLowerCase();
  if (text === undefined) return false;
  const number = numberIn(text);
  if (number === 1 || yes.has(text)) return true;
  return number === 0 || number === -1 || no.has(text) ? false : null;
}

const otherPartWords: Readonly<Record<string, Split>> = {
  entrainement: 'train',
  apprentissage: 'train',
  entrenamiento: 'train',
  validierung: 'validation',
  validacion: 'validation',
  prueba: 'test',
};

/** The part of a split that a cell names. */
export const partIn = (cell: string): Split | null => partOfName(cell) ?? otherPartWords[withoutMarks(cell.trim().toLowerCase())] ?? null;

/** Letters without accents and umlauts. */
export const withoutMarks = (text: string): string => text.normalize('NFD').replace(/\p{Mn}/gu, '');

/** How several values are written in one cell: with a sign between them, or as a list in brackets, as Python and JSON write it. */
export type Separator = ';' | '|' | ',' | ' ' | 'list';

export const isList = (cell: string): boolean => /^\[[\s\S]*\]$/.test(cell.trim());

/** The values in a cell, trimmed, without empty ones. */
export function valuesIn(cell: string, separator: Separator): string[] {
  const parts =
    separator === 'list' && isList(cell) ? listed(cell.trim().slice(1, -1)) : cell.split(separator === 'list' ? ',' : separator);
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

/** The members of a list in single or double quotes, or in none. */
const listed = (text: string): string[] =>
  [...text.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[^,\s][^,]*/g)].map(([all, double, single]) =>
    (double ?? single ?? all).replace(/\\(["'\\])/g, '$1'),
  );
