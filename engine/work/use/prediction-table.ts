import type { TableForm } from '../../domain/table-form.ts';
import { classColumns, csvHead, readCsv } from '../../files/csv.ts';

/** The columns that every table has, before and after those of the classes. */
const before = ['file', 'label', 'probability'], after = ['failure'];

/** The first line of a table of predictions. No two columns share a name, whatever the classes are called. */
export const predictionHead = (classes: readonly string[], form: TableForm): string => csvHead([...before, ...classColumns(classes, [...before, ...after]), ...after], form);

/** The label that a table of predictions gives each file, by the name of the file relative to the folder. */
export const labelsIn = (table: string, form: TableForm): Map<string, string> => new Map(readCsv(table, form).slice(1).map(([file = '', label = '']) => [file, label]));
