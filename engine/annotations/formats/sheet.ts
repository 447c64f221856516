import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import { valueIn } from '../sheet/cells.ts';
import { guessRoles, isAboutPictures, rolesAsGiven } from '../sheet/columns.ts';
import { openSheet, sheetExtensions, startOfSheet } from '../sheet/rows.ts';
import { statementsOf } from '../sheet/statements.ts';

/**
 * Any table with a row per picture: CSV and its relatives (RFC 4180, also with other delimiters and encodings), and the first sheet of a
 * workbook. Columns have the given roles, or are guessed by their names and contents. A picture may have several rows. Not carried:
 * columns without a role, cells beyond the last column, and dates whose day and month cannot be told apart.
 * @param given a role for each column, from left to right; columns without one are ignored
 */
export function sheetFormat(given?: readonly ColumnRole[]): AnnotationFormat {
  return {
    id: 'sheet',
    title: 'CSV / Excel',
    description: 'https://www.rfc-editor.org/rfc/rfc4180',
    carries: ['class', 'classes', 'group', 'site', 'date', 'split', 'tags', 'author'],

    async recognise(source) {
      const names = sheetsOf(source);
      if (names.length === 0) return false;
      const sheet = await startOfSheet(source, names[0] ?? '');
      return sheet !== null && isAboutPictures(sheet.columns, sheet.sample);
    },

    async *read(source, tally) {
      const names = sheetsOf(source);
      for (const name of names) {
        const sheet = await openSheet(source, name);
        // With a sheet for each part, the names of files or folders say which is which.
        const roles = given ? rolesAsGiven(given, sheet.columns, sheet.sample) : guessRoles(sheet.columns, sheet.sample);
        const file = roles.findIndex(({ role }) => role === 'file');
        if (file < 0 || file >= sheet.columns.length) throw new UnreadableAnnotations('wrong-structure', name);
        const part = names.length > 1 ? partOfName(name) : null;
        yield* statementsOf(sheet, { roles, part, fileOf: (row) => valueIn(row[file]) }, tally);
      }
    },
  };
}

/** The chosen sheet, the only one of a folder, or those that have the same name in several folders, such as `train/_classes.csv`. */
export function sheetsOf(source: AnnotationSource): readonly string[] {
  const names = source.names.filter((name) => sheetExtensions.some((extension) => name.toLowerCase().endsWith(extension)));
  const lastParts = new Set(names.map((name) => name.replace(/^.*\//, '')));
  return lastParts.size === 1 ? names : [];
}
