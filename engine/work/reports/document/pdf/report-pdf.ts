import type { ReportSummary } from '../../../../contract/index.ts';
import { words } from '../../../../words/words.ts';
import { reportContent, type TableContent, type VerdictBlock } from '../content.ts';
import { curveFigure } from '../curve-figure.ts';
import { Fonts } from './fonts.ts';
import { colours, lineWidth, PdfLayout, type TextStyle } from './layout.ts';

/** A PDF file, and the characters of names that none of its fonts has. */
export interface ReportPdf {
  readonly bytes: Uint8Array;
  readonly undrawn: readonly string[];
}

const styles = {
  text: { weight: 'regular', size: 9.5, colour: colours.ink },
  strong: { weight: 'bold', size: 9.5, colour: colours.ink },
  small: { weight: 'regular', size: 8, colour: colours.muted },
  title: { weight: 'bold', size: 19, colour: colours.ink },
  heading: { weight: 'bold', size: 12.5, colour: colours.ink },
  large: { weight: 'regular', size: 11, colour: colours.ink },
  cell: { weight: 'regular', size: 7, colour: colours.ink },
  head: { weight: 'bold', size: 7, colour: colours.ink },
} as const satisfies Record<string, TextStyle>;
/** Space kept below a heading, in points: no heading is last on a page, and a figure's heading stays with its figure and caption. */
const headingRoom = 70,
  aroundFigure = 46;
/** Column widths of the table of all points, in points: no heading or arm name breaks within a word, and the columns fill the line. */
const columnWidths = [112, 43, 36, 37, 58, 43, 27, 36, 40, 25, 38];
const nameWidth = 120;

/** Renders a report as a PDF for printing, which itself lists the characters it could not draw. */
export async function reportPdf(summary: ReportSummary, project: string): Promise<ReportPdf> {
  const content = reportContent(summary, project);
  const fonts = new Fonts();
  const undrawn = fonts.lacking(textsIn(content));
  const layout = new PdfLayout(fonts, { title: content.heading, software: summary.software, at: summary.at });
  layout.paragraph(content.heading, styles.small);
  layout.paragraph(content.title, styles.title);
  for (const note of [...content.notes, ...(undrawn.length > 0 ? [words.report.undrawn(undrawn)] : [])])
    spaced(layout, note, styles.strong);
  layout.space(8);
  if (content.overall) verdict(layout, content.overall, styles.large);
  for (const block of content.benefits) verdict(layout, block, styles.text);
  const figure = curveFigure(summary);
  heading(layout, words.report.curves.title, aroundFigure + layout.heightOf(figure));
  layout.figure(figure);
  layout.paragraph(words.report.curves.caption(summary.testImages), styles.small);
  if (content.more.length > 0) list(layout, words.report.more.title, content.more);
  heading(layout, words.report.points.title);
  table(layout, content.points);
  list(layout, words.report.method.title, content.method);
  heading(layout, words.report.repeat.title);
  for (const [name, value] of content.repeat) {
    layout.row(
      [
        { text: name, left: 0, width: nameWidth, toRight: false },
        { text: value, left: nameWidth + 10, width: lineWidth - nameWidth - 10, toRight: false },
      ],
      styles.small,
    );
  }
  spaced(layout, `${words.report.repeat.command}: ${content.command}`, styles.small);
  return { bytes: await layout.end(), undrawn };
}

function textsIn(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return typeof content === 'object' && content !== null ? Object.values(content).flatMap(textsIn) : [];
}

function spaced(layout: PdfLayout, text: string, style: TextStyle): void {
  layout.space(4);
  layout.paragraph(text, style);
}

function heading(layout: PdfLayout, text: string, room = headingRoom): void {
  layout.space(16);
  layout.keepTogether(room);
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
  layout.paragraph(`${title}: ${word}`, { weight: 'bold', size: style.size, colour });
  layout.paragraph(sentence, style);
  layout.paragraph(small, styles.small);
  layout.space(6);
}

function table(layout: PdfLayout, { columns, rows }: TableContent): void {
  const row = (cells: readonly string[], style: TextStyle): void => {
    let left = 0;
    layout.row(
      cells.map((text, at) => {
        const width = columnWidths[at] ?? 0;
        left += width;
        return { text, left: left - width, width: width - 6, toRight: at > 0 };
      }),
      style,
    );
    layout.space(2);
  };
  row(columns, styles.head);
  layout.rule();
  layout.space(3);
  for (const cells of rows) row(cells, styles.cell);
}
