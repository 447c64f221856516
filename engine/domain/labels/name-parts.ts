/**
 * A part of a picture's path that can tell what it shows: a folder, counted from the innermost, 1; or a field of the name, counted from 0,
 * or one piece of a field: a run of digits or of other characters.
 */
export type NameMark = { readonly folder: number } | { readonly field: number; readonly piece?: number };

export interface NamePart {
  readonly text: string;
  /** Null for what separates parts. */
  readonly mark: NameMark | null;
}

/** Folders that are shown: what lies further out is usually the same for all. */
const mostFolders = 3;
/** Fields of more pieces are taken as a whole: they are codes, whose pieces mean nothing. */
const mostPieces = 4;
const separators = /([\s_\-.,;+#@=()[\]{}]+)/u;
const runs = /\p{Nd}+|[^\p{Nd}]+/gu;
const extension = /\.[a-z][a-z0-9]{1,4}$/i;

interface SplitPath {
  /** The innermost first. */
  readonly folders: readonly string[];
  /** Fields and what separates them, in turn. */
  readonly name: readonly string[];
}

function splitPath(path: string): SplitPath {
  const names = path.split(/[/\\]/u).filter((name) => name !== '');
  const stem = (names.pop() ?? '').replace(extension, '');
  return { folders: names.reverse().slice(0, mostFolders), name: stem.split(separators) };
}

function piecesOf(field: string): readonly string[] {
  const found = field.match(runs) ?? [];
  return found.length > 1 && found.length <= mostPieces ? found : [field];
}

/** The parts of a path that a user can mark, in reading order, and what separates them. */
export function nameParts(path: string): NamePart[] {
  const { folders, name } = splitPath(path);
  const shown = folders.flatMap((text, at): NamePart[] => [
    { text: '/', mark: null },
    { text, mark: { folder: at + 1 } },
  ]);
  const fields = fieldsOf(name).map((field): NamePart[] => {
    if (!('text' in field)) return [{ text: field.separator, mark: null }];
    const found = piecesOf(field.text);
    return found.map((text, piece) => ({ text, mark: found.length === 1 ? { field: field.at } : { field: field.at, piece } }));
  });
  return [...shown.reverse(), ...fields.flat()];
}

/** Empty fields, as before a leading separator, do not count. */
type Field = { readonly text: string; readonly at: number } | { readonly separator: string };

function fieldsOf(name: readonly string[]): Field[] {
  let at = 0;
  return name.flatMap((text, index): Field[] => {
    if (text === '') return [];
    return index % 2 === 1 ? [{ separator: text }] : [{ text, at: at++ }];
  });
}

/** A path taken apart, to read several marks from. */
export interface PathParts {
  /** The innermost first. */
  readonly folders: readonly string[];
  /** Each field of the name as its pieces; a single one if it is taken as a whole. */
  readonly fields: readonly (readonly string[])[];
}

export function partsOf(path: string): PathParts {
  const { folders, name } = splitPath(path);
  return { folders, fields: fieldsOf(name).flatMap((field) => ('text' in field ? [piecesOf(field.text)] : [])) };
}

/** What the marked parts of a path say, in reading order; null if it lacks one of them. */
export function markedIn(path: string | PathParts, marks: readonly NameMark[]): string | null {
  const { folders, fields } = typeof path === 'string' ? partsOf(path) : path;
  const texts = marks.toSorted(inReadingOrder).map((mark) => {
    if ('folder' in mark) return folders[mark.folder - 1] ?? null;
    const pieces = fields[mark.field];
    if (pieces === undefined || mark.piece === undefined) return pieces?.join('') ?? null;
    return pieces.length > 1 ? (pieces[mark.piece] ?? null) : null;
  });
  return texts.length === 0 || texts.includes(null) ? null : texts.join(' ');
}

const inReadingOrder = (a: NameMark, b: NameMark): number => placeOf(a) - placeOf(b);

const placeOf = (mark: NameMark): number =>
  'folder' in mark ? -mark.folder : mark.field + (mark.piece === undefined ? 0 : (mark.piece + 1) / (mostPieces + 1));

export const isSameMark = (a: NameMark, b: NameMark): boolean => placeOf(a) === placeOf(b);
