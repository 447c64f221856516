import type { ReportSummary } from '../../../contract/index.ts';
import { report as words } from '../../../words/en/report.ts';
import { reportContent, type TableContent, type VerdictBlock } from './content.ts';
import { curveFigure } from './curve-figure.ts';
import { pdfFile } from './pdf-file.ts';
import { colours, lineWidth, PdfLayout, type TextStyle } from './pdf-layout.ts';

const styles = {
  text: { font: 'regular', size: 10, colour: colours.ink }, strong: { font: 'bold', size: 10, colour: colours.ink }, small: { font: 'regular', size: 8.5, colour: colours.muted },
  title: { font: 'bold', size: 20, colour: colours.ink }, heading: { font: 'bold', size: 13, colour: colours.ink }, large: { font: 'regular', size: 12, colour: colours.ink },
  cell: { font: 'regular', size: 7.5, colour: colours.ink }, head: { font: 'bold', size: 7.5, colour: colours.ink },
} as const satisfies Record<string, TextStyle>;
/** A heading is never the last thing on a page. */
const headingRoom = 70;
/** Widths of the columns of all points, as shares of the line. */
const columnShares = [0.2, 0.1, 0.08, 0.09, 0.13, 0.09, 0.06, 0.07, 0.07, 0.05, 0.06];
const nameWidth = 120;

/** A report as a PDF to print, in pure ASCII. */
export function reportPdf(summary: ReportSummary, project: string): string {
  const content = reportContent(summary, project);
  const layout = new PdfLayout();
  layout.paragraph(content.heading, styles.small);
  layout.paragraph(content.title, styles.title);
  for (const note of content.notes) spaced(layout, note, styles.strong);
  layout.space(8);
  if (content.overall) verdict(layout, content.overall, styles.large);
  for (const block of content.benefits) verdict(layout, block, styles.text);
  heading(layout, words.curves.title);
  layout.figure(curveFigure(summary));
  layout.paragraph(words.curves.caption(summary.testImages), styles.small);
  if (content.more.length > 0) list(layout, words.more.title, content.more);
  heading(layout, words.points.title);
  table(layout, content.points);
  list(layout, words.method.title, content.method);
  heading(layout, words.repeat.title);
  for (const [name, value] of content.repeat) {
    layout.row([{ text: name, left: 0, width: nameWidth, toRight: false }, { text: value, left: nameWidth + 10, width: lineWidth - nameWidth - 10, toRight: false }], styles.small);
  }
  spaced(layout, `${words.repeat.command}: ${content.command}`, styles.small);
  return pdfFile(layout.pages(), { title: content.heading, software: summary.software, at: summary.at });
}

function spaced(layout: PdfLayout, text: string, style: TextStyle): void {
  layout.space(4);
  layout.paragraph(text, style);
}

function heading(layout: PdfLayout, text: string): void {
  layout.space(16);
  layout.keepTogether(headingRoom);
  layout.paragraph(text, styles.heading);
  layout.space(4);
}

function list(layout: PdfLayout, title: string, lines: readonly string[]): void {
  heading(layout, title);
  for (const line of lines) spaced(layout, line, styles.text);
}

function verdict(layout: PdfLayout, { title, answer, word, sentence, small }: VerdictBlock, style: TextStyle): void {
  layout.keepTogether(headingRoom);
  layout.rule();
  layout.space(5);
  const colour = answer === 'helps' ? colours.good : answer === 'hurts' ? colours.bad : colours.ink;
  layout.paragraph(`${title}: ${word}`, { font: 'bold', size: style.size, colour });
  layout.paragraph(sentence, style);
  layout.paragraph(small, styles.small);
  layout.space(6);
}

function table(layout: PdfLayout, { columns, rows }: TableContent): void {
  const row = (cells: readonly string[], style: TextStyle): void => {
    let left = 0;
    layout.row(cells.map((text, at) => {
      const width = (columnShares[at] ?? 0) * lineWidth;
      left += width;
      return { text, left: left - width, width: width - 6, toRight: at > 0 };
    }), style);
    layout.space(2);
  };
  row(columns, styles.head);
  layout.rule();
  layout.space(3);
  for (const cells of rows) row(cells, styles.cell);
}
