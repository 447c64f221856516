export const separatorNames = ['comma', 'semicolon', 'tab'] as const;
export type SeparatorName = (typeof separatorNames)[number];

/** How a table is written as text, so that the spreadsheet of its reader opens it as it is. */
export interface TableForm {
  readonly separator: SeparatorName;
  /** Begins with the mark (U+FEFF) by which spreadsheets tell UTF-8, without which they show "ü" as "Ã¼". */
  readonly bom: boolean;
}

export const usualTableForm: TableForm = { separator: 'comma', bom: true };

export const separators: Readonly<Record<SeparatorName, string>> = { comma: ',', semicolon: ';', tab: '\t' };

/** Spreadsheets that expect a semicolon do so because their comma is that of decimals: 0.5 would be a text or a date to them. */
export const decimalSign = ({ separator }: TableForm): string => (separator === 'semicolon' ? ',' : '.');
