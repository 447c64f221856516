import { strToU8, zipSync } from 'fflate';

/** A cell: text, a number, or a day number that is shown as a date. */
export type WorkbookCell = string | number | { readonly day: number } | { readonly xml: string } | null;

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const address = (column: number, row: number): string => `${String.fromCharCode(65 + column)}${row + 1}`;

function cellXml(cell: WorkbookCell, at: string, shared: string[]): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`;
  if (typeof cell === 'string') return `<c r="${at}" t="s"><v>${shared.push(cell) - 1}</v></c>`;
  return 'xml' in cell ? cell.xml : `<c r="${at}" s="1"><v>${cell.day}</v></c>`;
}

/** A workbook with one sheet, after ECMA-376, as spreadsheet programs write it. */
export function workbookOf(rows: readonly (readonly WorkbookCell[])[], { date1904 = false } = {}): Uint8Array {
  const shared: string[] = [];
  const sheet = rows
    .map((row, line) => `<row r="${line + 1}">${row.map((cell, at) => cellXml(cell, address(at, line), shared)).join('')}</row>`)
    .join('');
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const files = {
    'xl/workbook.xml': `<workbook xmlns="m" xmlns:r="r"><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('rId1', 'worksheet', 'worksheets/sheet1.xml')}${relation('rId2', 'sharedStrings', '/xl/sharedStrings.xml')}${relation('rId3', 'styles', 'styles.xml')}</Relationships>`,
    'xl/styles.xml':
      '<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy\\ hh:mm"/></numFmts><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="m"><sheetData>${sheet}</sheetData></worksheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="m">${shared.map((text) => `<si><t xml:space="preserve">${escaped(text)}</t></si>`).join('')}</sst>`,
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}
