import type { AnnotationSource } from '../reading/annotation-source.ts';
import { plainName } from './column-names.ts';
import { openSheet, startOfSheet, type Sheet } from './rows.ts';

/** The column with one of some names, each in the plain form of `plainName`, the first that is there; -1 if none is. */
export function columnNamed(columns: readonly string[], names: readonly string[]): number {
  const plain = columns.map(plainName);
  return names.map((name) => plain.indexOf(name)).find((at) => at >= 0) ?? -1;
}

/** Whether a sheet has all of some columns, which are given in the form of `plainName`. */
export const hasColumns = ({ hasHeader, columns }: Sheet, names: readonly string[]): boolean =>
  hasHeader && names.every((name) => columnNamed(columns, [name]) >= 0);

/** A sheet that tells the format is among the first tables of a folder. */
const mostAsked = 50;

/** The tables of a source. Folders hold very many small text files of other kinds, so a text file counts only if it was chosen. */
const tablesOf = (source: AnnotationSource): string[] =>
  ['.csv', '.tsv', '.xlsx', ...(source.chosen === null ? [] : ['.txt'])].flatMap((extension) => source.named(extension));

/** Whether one of the first tables of a source is as wanted, judged by its beginning. */
export async function someSheetIs(source: AnnotationSource, isWanted: (sheet: Sheet) => boolean): Promise<boolean> {
  for (const name of tablesOf(source).slice(0, mostAsked)) {
    const sheet = await startOfSheet(source, name);
    if (sheet !== null && isWanted(sheet)) return true;
  }
  return false;
}

/** The tables of a source that are as wanted, judged by their beginnings; a chosen one is always among them. */
export async function* sheetsThatAre(source: AnnotationSource, isWanted: (sheet: Sheet) => boolean): AsyncIterable<Sheet> {
  for (const name of tablesOf(source)) {
    const start = await startOfSheet(source, name);
    if (source.chosen !== null || (start !== null && isWanted(start))) yield openSheet(source, name);
  }
}
