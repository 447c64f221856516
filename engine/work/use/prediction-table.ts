import type { TableForm } from '../../domain/table-form.ts';
import { classColumns, csvHead, readCsv } from '../../files/csv.ts';

/** The columns of every table, before and after those of the classes. */
const before = ['file', 'label', 'probability'],
  after = ['failure'];

/** Returns the header of a table of predictions. No two columns have the same name, whatever the classes are called. */
export const predictionHead = (classes: readonly string[], form: TableForm): string =>
  csvHead([...before, ...classColumns(classes, [...before, ...after]), ...after], form);

/** Returns the predicted label of each file in a table of predictions, by its path relative to the folder. */
export const labelsIn = (table: string, form: TableForm): Map<string, string> =>
  new Map(
    readCsv(table, form)
      .slice(1)
      .map(([file = '', label = '']) => [file, label]),
  );
