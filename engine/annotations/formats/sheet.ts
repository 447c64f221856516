import type { AnnotationFormat } from '../format.ts';
import type { AnnotationSource } from '../reading/annotation-source.ts';
import { partOfName } from '../reading/part-of-name.ts';
import { UnreadableAnnotations } from '../reading/unreadable-annotations.ts';
import { flagIn, partIn, valueIn, valuesIn } from '../sheet/cells.ts';
import type { ColumnRole } from '../../domain/labels/column-roles.ts';
import { guessRoles, isAboutPictures, rolesAsGiven, type ColumnReading } from '../sheet/columns.ts';
import { dateFormsOf } from '../sheet/date-forms.ts';
import { dateIn, type DateForm } from '../sheet/dates.ts';
import { openSheet, sheetExtensions, startOfSheet, type Sheet } from '../sheet/rows.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * Any table with a row per picture: CSV and its relatives (RFC 4180, also with other delimiters and encodings), and the first sheet of a
 * workbook. Columns have the given roles, or are guessed by their names and contents. A picture may have several rows. Not carried:
 * columns without a role, cells beyond the last column, and dates whose day and month cannot be told apart.
 * @param given a role for each column, from left to right; columns without one are ignored
 */
export function sheetFormat(given?: readonly ColumnRole[]): AnnotationFormat {
  return {
    id: 'sheet',
    title: 'CSV, XLSX',
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
        yield* readSheet(sheet, roles, names.length > 1 ? name : '', tally);
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

/** Says what one cell says about the picture of its row. */
type Say = (cell: string, said: Saying) => void;
interface Saying {
  classes: string[];
  tags: string[];
  group?: string;
  site?: string;
  takenAt?: number;
  part?: 'train' | 'validation' | 'test';
  by?: string;
}

async function* readSheet(sheet: Sheet, roles: readonly ColumnReading[], partName: string, tally: ReadTally): AsyncIterable<StatedImage> {
  const fileColumn = roles.findIndex(({ role }) => role === 'file');
  if (fileColumn < 0 || fileColumn >= sheet.columns.length) throw new UnreadableAnnotations('wrong-structure', sheet.name);
  const dates = roles.flatMap(({ role }, at) => (role === 'date' ? [at] : []));
  const forms = await dateFormsOf(sheet, dates);
  const sayings = sheet.columns.flatMap((column, at) => {
    const say = sayingOf(roles[at] ?? { role: 'ignore' }, column, forms.get(at), tally);
    return say === null ? [] : [{ at, say }];
  });
  const part = partOfName(partName);
  for await (const row of sheet.rows(tally)) {
    const file = valueIn(row[fileColumn]);
    if (file === null) {
      tally.lose('no-file');
      continue;
    }
    const said: Saying = { classes: [], tags: [], ...(part === null ? {} : { part }) };
    for (const { at, say } of sayings) {
      const cell = valueIn(row[at]);
      if (cell !== null) say(cell, said);
    }
    const { classes, tags, ...facts } = said;
    if (classes.length === 0 && tags.length === 0 && Object.keys(facts).length === 0) tally.lose('no-class');
    yield { file, ...facts, ...(classes.length === 0 ? {} : { classes }), ...(tags.length === 0 ? {} : { tags }) };
  }
}

/** What cells of a column say, by its role; null if nothing. */
function sayingOf({ role, separator = ';' }: ColumnReading, column: string, form: DateForm | undefined, tally: ReadTally): Say | null {
  switch (role) {
    case 'class':
      return (cell, said) => void said.classes.push(cell);
    case 'classes':
      return (cell, said) => void said.classes.push(...valuesIn(cell, separator));
    case 'one-hot':
      return (cell, said) => {
        const flag = flagIn(cell);
        if (flag === null) tally.lose('attribute');
        else if (flag) said.classes.push(column);
      };
    case 'tags':
      return (cell, said) => void said.tags.push(...valuesIn(cell, separator));
    case 'group':
      return (cell, said) => void (said.group = cell);
    case 'site':
      return (cell, said) => void (said.site = cell);
    case 'author':
      return (cell, said) => void (said.by = cell);
    case 'split':
      return (cell, said) => {
        const part = partIn(cell);
        if (part === null) tally.lose('attribute');
        else said.part = part;
      };
    case 'date':
      return (cell, said) => {
        const takenAt = dateIn(cell, form ?? { order: null, dayZero: null });
        if (takenAt === null) tally.lose('unclear-date');
        else said.takenAt = takenAt;
      };
    default:
      return null;
  }
}
