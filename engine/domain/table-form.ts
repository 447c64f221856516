export const separatorNames = ['comma', 'semicolon', 'tab'] as const;
export type SeparatorName = (typeof separatorNames)[number];

/** How a table is written as text, chosen so that the reader's spreadsheet opens it correctly. */
export interface TableForm {
  readonly separator: SeparatorName;
  /** Whether it begins with a byte order mark (U+FEFF), by which spreadsheets recognise UTF-8; without it they show "ü" as "Ã¼". */
  readonly bom: boolean;
}

export const usualTableForm: TableForm = { separator: 'comma', bom: true };

export const separators: Readonly<Record<SeparatorName, string>> = { comma: ',', semicolon: ';', tab: '\t' };

/** Spreadsheets expect a semicolon where the comma is the decimal separator: they would read 0.5 as text or a date. */
export const decimalSign = ({ separator }: TableForm): string => (separator === 'semicolon' ? ',' : '.');
