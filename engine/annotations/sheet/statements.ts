import type { Split } from '../../domain/labels/split.ts';
import type { LostKind } from '../../domain/labels/lost-labels.ts';
import type { ReadTally, StatedImage } from '../stated.ts';
import { flagIn, partIn, valueIn, valuesIn } from './cells.ts';
import type { ColumnReading } from './columns.ts';
import { dateFormsOf } from './date-forms.ts';
import { dateIn, type DateForm } from './dates.ts';
import type { Sheet } from './rows.ts';

/** Says what one cell says about the picture of its row. */
type Say = (cell: string, said: Saying) => void;
interface Saying {
  classes: string[];
  tags: string[];
  group?: string;
  site?: string;
  takenAt?: number;
  part?: Split;
  by?: string;
}

export interface RowReading {
  /** The role of each column. */
  readonly roles: readonly ColumnReading[];
  /** The part of pictures whose rows name none. */
  readonly part: Split | null;
  /** The picture of a row; null if it names none. */
  fileOf(row: readonly string[]): string | null;
  /** Why a row is counted as lost instead of read; null if it is read. */
  lossOf?(row: readonly string[]): LostKind | null;
}

/**
 * What the rows of a sheet say by the roles of its columns. A row without a class still says the rest; one that says nothing is counted.
 * @throws UnreadableAnnotations
 */
export async function* statementsOf(
  sheet: Sheet,
  { roles, part, fileOf, lossOf }: RowReading,
  tally: ReadTally,
): AsyncIterable<StatedImage> {
  const dates = roles.flatMap(({ role }, at) => (role === 'date' ? [at] : []));
  const forms = await dateFormsOf(sheet, dates);
  const sayings = sheet.columns.flatMap((column, at) => {
    const say = sayingOf(roles[at] ?? { role: 'ignore' }, column, forms.get(at), tally);
    return say === null ? [] : [{ at, say }];
  });
  for await (const row of sheet.rows(tally)) {
    const file = fileOf(row);
    const loss = file === null ? 'no-file' : (lossOf?.(row) ?? null);
    if (file === null || loss !== null) {
      tally.lose(loss ?? 'no-file');
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
