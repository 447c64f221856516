import type { AnnotationSource } from '../reading/annotation-source.ts';
import { guessRoles, type Role } from './columns.ts';
import type { Separator } from './cells.ts';
import { openSheet, type Sheet } from './rows.ts';

/** What a screen needs to let a user say what the columns of a sheet mean. */
export interface SheetPreview extends Pick<Sheet, 'encoding' | 'delimiter' | 'hasHeader'> {
  /** With the guessed roles. The separator is that between several classes or tags in one cell. */
  readonly columns: readonly { readonly name: string; readonly role: Role; readonly separator: Separator | null }[];
  /** The first rows after the header, a cell for every column. */
  readonly rows: readonly (readonly string[])[];
}

const shownRows = 10;

/** @throws UnreadableAnnotations */
export async function previewSheet(source: AnnotationSource, name: string): Promise<SheetPreview> {
  const { encoding, delimiter, hasHeader, columns: names, sample } = await openSheet(source, name);
  const roles = guessRoles(names, sample);
  const columns = names.map((one, at) => ({ name: one, role: roles[at]?.role ?? 'ignore', separator: roles[at]?.separator ?? null }));
  const rows = sample.slice(0, shownRows).map((row) => names.map((_, at) => row[at] ?? ''));
  return { encoding, delimiter, hasHeader, columns, rows };
}
