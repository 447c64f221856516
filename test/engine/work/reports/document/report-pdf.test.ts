import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReportSummary } from '../../../../../engine/contract/index.ts';
import { pageSize, pdfFile } from '../../../../../engine/work/reports/document/pdf-file.ts';
import { lineWidth, PdfLayout } from '../../../../../engine/work/reports/document/pdf-layout.ts';
import { reportPdf } from '../../../../../engine/work/reports/document/pdf-report.ts';
import { linesOf, pdfString, textWidth } from '../../../../../engine/work/reports/document/pdf-text.ts';
import { finishReport } from '../../../../../engine/work/reports/report-summary.ts';
import { keptReport } from '../../../../support/screens/kept-report.ts';
import { temporaryProject } from '../../../../support/project.ts';
import { helpfulSource, simulatedReport } from '../../../../support/models/simulated-report.ts';

/** Reads a PDF by its table of references, as a reader does. Throws where an offset or a length is wrong. */
function readPdf(file: string): { pages: string[]; info: string } {
  assert.ok(file.startsWith('%PDF-1.4\n') && file.endsWith('%%EOF\n'));
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(file)?.[1]);
  const [, header, entries, trailer] = /^xref\n(0 \d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n<<(.*)>>\n/s.exec(file.slice(start)) ?? assert.fail('no table of references');
  const offsets = (entries ?? '').trimEnd().split('\n').map((line) => Number(line.slice(0, 10)));
  assert.equal(Number(header?.slice(2)), offsets.length);
  const object = (number: number): string => {
    const from = offsets[number] ?? 0;
    assert.ok(file.startsWith(`${number} 0 obj\n`, from), `object ${number} is not at ${from}`);
    return file.slice(from, file.indexOf('\nendobj\n', from));
  };
  const reference = (text: string, name: string): number => Number(new RegExp(`/${name} (\\d+) 0 R`).exec(text)?.[1]);
  const tree = object(reference(object(reference(trailer ?? '', 'Root')), 'Pages'));
  const kids = [...(/\/Kids \[(.*?)\]/.exec(tree)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map(([, number]) => Number(number));
  assert.equal(Number(/\/Count (\d+)/.exec(tree)?.[1]), kids.length);
  const pages = kids.map((kid) => {
    const content = object(reference(object(kid), 'Contents'));
    const [, length, stream] = /<< \/Length (\d+) >>\nstream\n(.*)\nendstream$/s.exec(content) ?? assert.fail('no stream');
    assert.equal(stream?.length, Number(length));
    return stream ?? '';
  });
  return { pages, info: object(reference(trailer ?? '', 'Info')) };
}

/** The text of a page, line by line. */
const textOf = (page: string): string => [...page.matchAll(/\(((?:[^()\\]|\\.)*)\) Tj/g)]
  .map(([, text]) => (text ?? '').replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))).replaceAll(/\\([()\\])/g, '$1')).join('\n');

/** Where text begins on a page. */
const placesOf = (page: string): [number, number][] => [...page.matchAll(/ ([\d.-]+) ([\d.-]+) (?:Td|Tm)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe('a report as PDF', () => {
  const summaryOf = (t: Parameters<typeof temporaryProject>[0]): Promise<ReportSummary> => {
    const store = temporaryProject(t);
    return finishReport(store, keptReport(store, simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 12, trainPerClass: 10 })), 61);
  };

  test('can be read by its references, says every sentence, and stays on its pages', async (t) => {
    const summary = await summaryOf(t);
    const { pages, info } = readPdf(reportPdf(summary, 'Flowers'));
    assert.ok(pages.length >= 2 && pages.length <= 4, `${pages.length} pages`);
    const text = pages.map(textOf).join('\n');
    const flat = (words: string): string => words.replaceAll(/\s+/g, ' ');
    for (const { sentence } of Object.values(summary.verdict ?? {})) assert.ok(flat(text).includes(flat(sentence)), sentence);
    for (const fact of [summary.sourceHash, summary.software, `${pages.length} / ${pages.length}`]) assert.ok(text.includes(fact), fact);
    assert.match(info, /\/Title \(Transfer report: MobileNetV2 0\.35 <at> 96 in Flowers\)/);
    for (const [x, y] of pages.flatMap(placesOf)) assert.ok(x >= 40 && x <= pageSize.width && y >= 25 && y <= pageSize.height, `${x}, ${y}`);
  });

  test('has a line and marks for each arm, and a band for those that count', async (t) => {
    const summary = await summaryOf(t);
    const { pages } = readPdf(reportPdf(summary, 'Flowers'));
    const all = pages.join('\n');
    const banded = new Set(['transfer', 'small-network', 'scratch', ...summary.verdict?.overall.rivals.map(({ arm }) => arm) ?? []]);
    assert.equal(all.match(/\/Band gs/g)?.length, banded.size);
    // Four sizes and one in the legend for each of six arms.
    assert.equal(all.match(/ h B Q/g)?.length, 6 * 5);
  });

  test('the same report gives the same bytes, in pure ASCII', async (t) => {
    const summary = await summaryOf(t);
    const file = reportPdf({ ...summary, classes: ['rosé', '雏菊'] }, 'Flowers');
    assert.equal(file, reportPdf({ ...summary, classes: ['rosé', '雏菊'] }, 'Flowers'));
    assert.equal(Buffer.byteLength(file), file.length);
    assert.match(file, /\(ros\\351, \?\?\)/);
  });

  test('a reference one byte off would be found', () => {
    const file = pdfFile(['BT ET'], { title: 'a', software: 'b', at: 0 });
    readPdf(file);
    assert.throws(() => readPdf(file.replace('%PDF-1.4\n', '%PDF-1.4\n ')));
    assert.throws(() => readPdf(file.replace('BT ET', 'BT  ET')));
  });
});

describe('text of a PDF', () => {
  test('brackets and letters of Western Europe are written in the encoding of the standard fonts', () => {
    assert.equal(pdfString('a (b) \\ é − 95% “x”'), '(a \\(b\\) \\\\ \\351 \\226 95% \\223x\\224)');
    assert.equal(pdfString('line\nbreak\u0000'), '(line?break?)');
  });

  test('widths are those of Helvetica', () => {
    assert.ok(Math.abs(textWidth('Hello', 'regular', 10) - 22.78) < 1e-9);
    assert.ok(Math.abs(textWidth('Hello', 'bold', 10) - 24.45) < 1e-9);
    assert.equal(textWidth('é', 'regular', 10), textWidth('e', 'regular', 10));
  });

  test('lines are broken between words, and a word that is too long inside', () => {
    const lines = linesOf('one two three four', 'regular', 10, 50);
    assert.deepEqual(lines, ['one two', 'three four']);
    const long = linesOf('a'.repeat(100), 'regular', 10, 100);
    assert.equal(long.join(''), 'a'.repeat(100));
    assert.ok(long.every((line) => textWidth(line, 'regular', 10) <= 100));
  });

  test('what does not fit begins a new page', () => {
    const layout = new PdfLayout();
    for (let line = 0; line < 100; line++) layout.paragraph(`line ${line}`, { font: 'regular', size: 10, colour: '0 0 0' });
    const pages = layout.pages();
    assert.equal(pages.length, 2);
    assert.ok(pages[1]?.includes('(line 99)'));
    layout.row([{ text: 'x '.repeat(400), left: 0, width: lineWidth, toRight: false }], { font: 'regular', size: 10, colour: '0 0 0' });
    assert.ok(layout.pages().length >= 2);
  });
});
