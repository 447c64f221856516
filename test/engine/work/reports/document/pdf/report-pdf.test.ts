import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ReportSummary } from '../../../../../../engine/contract/index.ts';
import { words } from '../../../../../../engine/words/words.ts';
import { reportPdfAside } from '../../../../../../engine/work/reports/document/pdf/aside.ts';
import { pageSize } from '../../../../../../engine/work/reports/document/pdf/layout.ts';
import { reportPdf } from '../../../../../../engine/work/reports/document/pdf/report-pdf.ts';
import { finishReport } from '../../../../../../engine/work/reports/report-summary.ts';
import { readPdf, saidOn } from '../../../../../support/reading-pdf.ts';
import { keptReport } from '../../../../../support/screens/kept-report.ts';
import { temporaryProject } from '../../../../../support/project.ts';
import { helpfulSource, simulatedReport } from '../../../../../support/models/simulated-report.ts';

describe('a report as PDF', () => {
  const summaryOf = (t: Parameters<typeof temporaryProject>[0]): Promise<ReportSummary> => {
    const store = temporaryProject(t);
    return finishReport(
      store,
      keptReport(store, simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 12, trainPerClass: 10 })),
      61,
    );
  };

  test('can be read by its references, says every sentence, and stays on its pages', async (t) => {
    const summary = await summaryOf(t);
    const { bytes, undrawn } = await reportPdf(summary, 'Flowers');
    assert.deepEqual(undrawn, []);
    const { pages, title } = readPdf(bytes);
    assert.ok(pages.length >= 2 && pages.length <= 4, `${pages.length} pages`);
    const text = pages.map(saidOn).join(' ');
    for (const { sentence } of Object.values(summary.verdict ?? {})) assert.ok(text.includes(sentence.replaceAll(/\s+/g, ' ')), sentence);
    for (const fact of [summary.sourceHash, summary.software, `${pages.length} / ${pages.length}`]) assert.ok(text.includes(fact), fact);
    assert.doesNotMatch(text, /no form for/);
    assert.equal(title, 'Transfer report: MobileNetV2 0.35 <at> 96 in Flowers');
    // The name of the upright axis is turned after it was placed.
    const upright = pages.flatMap(({ texts }) => texts).filter((one) => one.text !== words.report.curves.y);
    for (const { x, y, text: drawn } of upright)
      assert.ok(x >= 40 && x <= pageSize.width - 40 && y >= 25 && y <= pageSize.height - 40, `${drawn} at ${x}, ${y}`);
  });

  test('carries its fonts, and of these only the letters that it needs', async (t) => {
    const { bytes } = await reportPdf(await summaryOf(t), 'Flowers');
    const { fonts, embedded } = readPdf(bytes);
    assert.deepEqual([fonts.toSorted(), embedded], [['NotoSans-Bold', 'NotoSans-Regular'], 2]);
    assert.ok(bytes.length < 100_000, `${bytes.length} bytes`);
  });

  test('has a line and marks for each arm, and a band for those that count', async (t) => {
    const summary = await summaryOf(t);
    const all = readPdf((await reportPdf(summary, 'Flowers')).bytes)
      .pages.map(({ operators }) => operators)
      .join('\n');
    const banded = new Set(['transfer', 'small-network', 'scratch', ...(summary.verdict?.overall.rivals.map(({ arm }) => arm) ?? [])]);
    assert.equal(all.match(/\nh\n\/Gs\d+ gs\n/g)?.length, banded.size);
    // Four sizes and one in the legend for each of six arms.
    assert.equal(all.match(/\nB\n/g)?.length, 6 * 5);
  });

  test('no word in the head of the table is broken, and no cell runs into the one beside it', async (t) => {
    const { pages } = readPdf((await reportPdf(await summaryOf(t), 'Flowers')).bytes);
    const head = pages
      .flatMap(({ texts }) => texts)
      .filter(({ font, size }) => font === 'NotoSans-Bold' && size === 7)
      .map(({ text }) => text);
    const { arm, perClass, images, score, interval, validation, seeds, finished, passes, trials, seconds } = words.report.points;
    assert.deepEqual(
      head.flatMap((line) => line.split(' ')).toSorted(),
      [arm, perClass, images, score, interval, validation, seeds, finished, passes, trials, seconds]
        .flatMap((column) => column.split(/\s/))
        .toSorted(),
    );
    const names = pages
      .flatMap(({ texts }) => texts)
      .filter(({ size, x }) => size === 7 && x === 50)
      .map(({ text }) => text);
    assert.ok(names.includes(words.report.armsInTable.scratch), 'the longest name of an arm stands on one line');
  });

  test('the heading of the curves stands over them, not at the foot of the page before', async (t) => {
    const { pages } = readPdf((await reportPdf({ ...(await summaryOf(t)), testImagesSeen: 2, stale: true }, 'Flowers')).bytes);
    const headed = pages.filter((page) => saidOn(page).includes(words.report.curves.title));
    assert.deepEqual(
      headed.map((page) => saidOn(page).includes(words.report.curves.x)),
      [true],
    );
  });

  test('names in any script are drawn, or a line says which letters are not and a box that can be copied stands for each', async (t) => {
    const classes = ['Käfer', 'жук', 'Σκαθάρι', 'Łąka', 'खेत', 'وردة حمراء', 'חיפושית', 'ბზიკი', '♀ ≥ 3 mm', '甲虫', 'ด้วง'];
    const { bytes, undrawn } = await reportPdf({ ...(await summaryOf(t)), classes }, 'Łąka жук 甲虫 μ-Käfer');
    assert.deepEqual(undrawn, ['甲', '虫', 'ด้', 'ว', 'ง']);
    const { pages, title } = readPdf(bytes);
    assert.equal(title, 'Transfer report: MobileNetV2 0.35 <at> 96 in Łąka жук 甲虫 μ-Käfer');
    const text = pages.map(saidOn).join(' ');
    assert.ok(
      text.includes('lack 5 characters used in it: Chinese characters (U+7532 and U+866B) and Thai (U+0E14 U+0E49, U+0E27 and U+0E07).'),
      text.slice(0, 900),
    );
    for (const name of ['Käfer', 'жук', 'Σκαθάρι', 'Łąka', 'ბზიკი', '甲虫', 'ด้วง', 'Łąka жук 甲虫 μ-Käfer'])
      assert.ok(text.includes(name), name);
    const texts = pages.flatMap((page) => page.texts);
    assert.deepEqual([...new Set(texts.filter(({ actual }) => actual !== null).map((one) => one.text))].toSorted(), ['□□', '□□□']);
    assert.ok(
      texts.filter(({ actual }) => actual === null).every((one) => !/[□?\ufffd]/.test(one.text.replace(words.report.title, ''))),
      'no other box and no question mark',
    );
    // From right to left: the last letter stands first, over both words.
    assert.ok(
      texts.some((one) => one.font === 'DejaVuSans' && one.text === Array.from('وردة حمراء').toReversed().join('')),
      'two words of Arabic in their order',
    );
  });

  test('the same report gives the same bytes, here and in a thread of its own', async (t) => {
    const summary = { ...(await summaryOf(t)), classes: ['rosé', '雏菊'] };
    const [here, again, aside] = [
      await reportPdf(summary, 'Flowers'),
      await reportPdf(summary, 'Flowers'),
      await reportPdfAside({ summary, project: 'Flowers' }),
    ];
    assert.deepEqual(
      [Buffer.compare(here.bytes, again.bytes), Buffer.compare(here.bytes, aside.bytes), aside.undrawn],
      [0, 0, ['雏', '菊']],
    );
    assert.notEqual(Buffer.compare(here.bytes, (await reportPdf({ ...summary, at: summary.at + 1000 }, 'Flowers')).bytes), 0);
  });

  test('planted faults are found: references one byte off, and a wrong length', async (t) => {
    const { bytes } = await reportPdf(await summaryOf(t), 'Flowers');
    const file = Buffer.from(bytes).toString('latin1');
    readPdf(Buffer.from(file, 'latin1'));
    assert.throws(() => readPdf(Buffer.from(file.replace('%PDF-1.7\n', '%PDF-1.7\n '), 'latin1')));
    assert.throws(() => readPdf(Buffer.from(file.replace(/\/Length (\d)/, '/Length 1$1'), 'latin1')));
  });
});
