import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { guessRoles } from './columns.ts';
import { openSheet } from './rows.ts';

/** What a screen needs to let a user say what the columns of a sheet mean. */
export interface SheetPreview {
  readonly columns: { name: string; role: ColumnRole }[];
  /** The first rows after the header, a cell for every column. */
  readonly rows: string[][];
}

const shownRows = 10;

/**
 * The columns and first rows of a sheet.
 * @param given roles, from left to right; without them, they are guessed
 * @throws UnreadableAnnotations
 */
export async function previewSheet(source: AnnotationSource, name: string, given?: readonly ColumnRole[]): Promise<SheetPreview> {
  const { columns: names, sample } = await openSheet(source, name);
  const roles = given ?? guessRoles(names, sample).map(({ role }) => role);
  return {
    columns: names.map((one, at) => ({ name: one, role: roles[at] ?? 'ignore' })),
    rows: sample.slice(0, shownRows).map((row) => names.map((_, at) => row[at] ?? '')),
  };
}
