import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { requests, type Output, type ReportSummary, type RequestName } from '../../../../engine/contract/index.ts';
import type { ContentHash, ImageId } from '../../../../engine/domain/ids.ts';
import { scorePredictions } from '../../../../engine/domain/statistics/metrics.ts';
import type { TransferData } from '../../../../engine/domain/report/transfer-benefit.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { figuresOf } from '../../../../engine/work/studio/figures.ts';
import { finishReport } from '../../../../engine/work/reports/report-summary.ts';
import { reportHandlers } from '../../../../engine/work/reports/reports.ts';
import { armsThen, asWrittenEarlier } from '../../../support/earlier-report.ts';
import { keptReport } from '../../../support/screens/kept-report.ts';
import { temporaryFolder, who } from '../../../support/project.ts';
import { testShelf } from '../../../support/models/shelf.ts';
import { helpfulSource, simulatedReport, type SimulatedReport } from '../../../support/models/simulated-report.ts';

/** Checks an answer against the contract, as the host does. */
const checked = <N extends RequestName>(name: N, answer: unknown): Output<N> => requests[name].output.parse(answer) as Output<N>;
const simulated = (seeds: SimulatedReport['seeds'] = {}): TransferData =>
  simulatedReport({ accuracy: helpfulSource, classes: 3, testPerClass: 12, trainPerClass: 10, seeds });

function reporting(t: TestContext, data = simulated()) {
  const { shelf } = testShelf(t);
  const store = shelf.create({ name: 'Flowers & "weeds"' });
  const report = keptReport(store, data);
  return { project: store.id, store, report, data, ask: reportHandlers({ projects: shelf }) };
}

const finishedReport = async (t: TestContext, data?: TransferData) => {
  const made = reporting(t, data);
  return { ...made, summary: await finishReport(made.store, made.report, 61) };
};

describe('requests for reports', () => {
  test('a finished report is told with arms, verdicts in sentences, area and forecast', async (t) => {
    const { project, report, summary, ask } = await finishedReport(t);
    const told = checked('reports.get', ask['reports.get']({ project, report }));
    assert.deepEqual(told, summary);
    assert.deepEqual(checked('reports.list', ask['reports.list']({ project })), { reports: [summary] });
    assert.deepEqual(
      told.arms.map(({ arm, source }) => [arm, source]),
      [
        ['transfer', 'starter'],
        ['small-network', null],
        ['scratch', 'starter'],
        ['random-frozen', 'starter'],
        ['colour-texture', null],
        ['raw-pixels', null],
      ],
    );
    assert.equal(told.verdict?.overall.answer, 'helps');
    assert.match(
      told.verdict?.start.sentence ?? '',
      /^With 1 labelled image per class, transfer from MobileNetV2 0\.35 <at> 96 reaches an accuracy of [\d.]+% and the same architecture trained from scratch [\d.]+%: [\d.]+ points more \(95% interval [\d.]+ to [\d.]+, 6 seeds, 36 test images\)\.$/,
    );
    assert.match(
      told.verdict?.slope.sentence ?? '',
      /^To reach an accuracy of \d+%, transfer from .* needs (at least )?[\d.]+ times fewer labelled images than the same architecture trained from scratch \(95% interval [\d.]+ to [\d.]+, 6 seeds, 36 test images\)\.$/,
    );
    assert.match(
      told.verdict?.overall.sentence ?? '',
      /^Transfer from MobileNetV2 0\.35 <at> 96 helps\. From 1 to 10 labelled images per class, .* and the best method without transfer.* [\d.]+%: /,
    );
    assert.ok(told.area && told.forecast && told.stepsRatio === null);
  });

  test('a report that goes on has its points so far and no verdict', async (t) => {
    const data = simulated();
    const { project, report, ask } = reporting(t, { ...data, points: data.points.filter(({ arm }) => arm !== 'colour-texture') });
    const told = checked('reports.get', ask['reports.get']({ project, report }));
    assert.deepEqual([told.state, told.verdict, told.arms.map(({ points }) => points.length)], ['running', null, [4, 4, 4, 4, 0, 4]]);
  });

  test('a source model that has seen test images is never said to help', async (t) => {
    const { shelf } = testShelf(t);
    const store = shelf.create({ name: 'Flowers' });
    const { verdict, testImagesSeen } = await finishReport(store, keptReport(store, simulated(), { testImagesSeen: 3 }), 61);
    assert.equal(testImagesSeen, 3);
    for (const benefit of ['start', 'slope', 'asymptote', 'overall'] as const) {
      assert.equal(verdict?.[benefit].answer, 'no evidence');
      assert.match(verdict[benefit].sentence, /was trained on 3 of the 36 test images, so its score on them proves nothing\.$/);
      assert.equal(verdict[benefit].reason, 'seen');
    }
  });

  test('a removed report is gone', async (t) => {
    const { project, report, ask } = await finishedReport(t);
    checked('reports.remove', ask['reports.remove']({ project, report }));
    assert.throws(() => ask['reports.get']({ project, report }), { code: 'report-not-found' });
  });
});

describe('recomputing', () => {
  test('goes on beside other work of the studio', async (t) => {
    const { project, ask } = await finishedReport(t);
    let turns = 0;
    const clock = setInterval(() => {
      turns += 1;
    }, 1);
    await ask['reports.recompute']({ project });
    clearInterval(clock);
    assert.ok(turns > 10, `${turns} turns`);
  });

  test('every figure comes out again from the stored predictions, also when labels have changed since', async (t) => {
    const { project, store, report, summary, ask } = await finishedReport(t);
    const [image] = store.reports.get(report).testImages;
    store.labels.set([image?.image ?? (0 as ImageId)], null, who);
    const result = checked('reports.recompute', await ask['reports.recompute']({ project }));
    assert.deepEqual([result.report, result.equal, result.differences], [report, true, []]);
    assert.ok(result.figures > figuresOf(summary.arms).size, `${result.figures} figures`);
  });

  test('one prediction changed on disk is found, with the figures that differ by name', async (t) => {
    const { project, store, report, ask } = await finishedReport(t);
    const point = store.reports.points(report).find(({ arm, perClass, seed }) => arm === 'scratch' && perClass === 2 && seed === 3);
    assert.ok(point);
    const actual = store.reports
      .get(report)
      .testImages.map((image) => store.reports.get(report).classes.findIndex(({ id }) => id === image.class));
    const predicted = Array.from(point.predicted, (index, at) =>
      at === 5 ? (index === actual[at] ? (index + 1) % 3 : (actual[at] ?? 0)) : index,
    );
    store.reports.addPoint(report, { ...point, predicted });
    const { equal, differences } = checked('reports.recompute', await ask['reports.recompute']({ project, report }));
    assert.equal(equal, false);
    const names = differences.map(({ figure }) => figure);
    assert.ok(names.includes(`report ${report}.arms.scratch.points.2.score.value`), names.join('\n'));
    assert.ok(names.includes(`report ${report}.area.scratch.value`));
    assert.ok(!names.some((name) => name.includes('arms.transfer')), names.join('\n'));
    assert.ok(differences.every(({ stored, recomputed }) => stored !== recomputed));
  });

  test('a label that the log does not have, other training images and a leaked test image are found', async (t) => {
    const { project, store, report, ask } = await finishedReport(t);
    const again = async (): Promise<string[]> =>
      checked('reports.recompute', await ask['reports.recompute']({ project, report })).differences.map(({ figure }) => figure);
    const [point] = store.reports.points(report).filter(({ arm, perClass }) => arm === 'transfer' && perClass === 1);
    const [tested] = store.reports.get(report).testImages;
    assert.ok(point && tested);
    store.reports.addPoint(report, { ...point, trainImages: [tested.image, ...point.trainImages.slice(1)] });
    assert.ok((await again()).includes('training images.transfer 1 per class seed 0'));
    assert.ok((await again()).includes(`report ${report}.points`));
  });

  test('a report without result cannot be recomputed, nor one that is not there', async (t) => {
    const { project, report, ask } = reporting(t);
    await assert.rejects(async () => ask['reports.recompute']({ project, report }), { code: 'run-not-finished' });
    await assert.rejects(async () => ask['reports.recompute']({ project }), { code: 'report-not-found' });
    await assert.rejects(async () => ask['reports.recompute']({ project, report: 99 }), { code: 'report-not-found' });
  });

  test('test scores of runs are computed again from their probabilities', async (t) => {
    const { project, store, ask } = await finishedReport(t);
    const run = finishedRun(store);
    assert.equal(checked('reports.recompute', await ask['reports.recompute']({ project })).equal, true);
    const other = finishedRun(store, 0.5);
    const { differences } = checked('reports.recompute', await ask['reports.recompute']({ project }));
    assert.deepEqual(
      differences.map(({ figure, stored }) => [figure, stored]),
      [[`run ${other}.test.accuracy.value`, '0.5']],
    );
    assert.ok(run < other);
  });
});

describe('a report of an earlier version', () => {
  const opened = (t: TestContext, state: 'done' | 'stopped') => {
    const data = simulated(armsThen);
    const { project, store, report } = reporting(t, data);
    asWrittenEarlier(store, data, state);
    const { shelf } = testShelf(t);
    shelf.open(store.folder);
    return { project, report, ask: reportHandlers({ projects: shelf }) };
  };

  test('is shown with its curves and without its verdict, finished or not, and is written as a file', async (t) => {
    for (const state of ['done', 'stopped'] as const) {
      const { project, report, ask } = opened(t, state);
      const told = checked('reports.get', ask['reports.get']({ project, report }));
      assert.deepEqual(
        [told.earlier, told.state, told.verdict, told.area, told.arms.map(({ points }) => points.length)],
        [true, state, null, null, [4, 4, 4, 4]],
      );
      for (const format of ['html', 'pdf', 'csv'] as const) {
        const out = join(temporaryFolder(t), `earlier.${format}`);
        await ask['reports.export']({ project, report, format, out });
        const text = readFileSync(out, 'utf8');
        if (format === 'html')
          assert.match(text, /This report was made by an earlier version of Graft, .* Create a new report for a verdict\./);
        if (format === 'html') assert.doesNotMatch(text, /not complete/);
      }
    }
  });

  test('is not computed again: its figures follow from other rules', async (t) => {
    const { project, report, ask } = opened(t, 'done');
    await assert.rejects(async () => ask['reports.recompute']({ project, report }), { code: 'report-earlier' });
    await assert.rejects(async () => ask['reports.recompute']({ project }), { code: 'report-not-found' });
  });
});

describe('exporting', () => {
  const exported = async (t: TestContext, format: 'html' | 'pdf' | 'csv') => {
    const made = await finishedReport(t);
    const out = join(temporaryFolder(t), `report.${format}`);
    assert.deepEqual(
      checked('reports.export', await made.ask['reports.export']({ project: made.project, report: made.report, format, out })),
      { file: out, undrawn: [] },
    );
    return { ...made, out, text: readFileSync(out, 'utf8') };
  };

  test('a page has no script, fetches nothing, and holds the sentences, the curves and what is needed to repeat it', async (t) => {
    const { text, summary } = await exported(t, 'html');
    assert.doesNotMatch(text, /<script|<link|<img|@import|url\(|https?:\/\//i);
    assert.match(text, /default-src 'none'/);
    const plain = text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    for (const { sentence } of Object.values(summary.verdict ?? {})) assert.ok(plain.includes(sentence), sentence);
    assert.ok(plain.includes('This is a quick report: it uses fewer dataset sizes and seeds'));
    assert.match(text, /MobileNetV2 0\.35 &lt;at&gt; 96/);
    assert.match(text, /Flowers &amp; &quot;weeds&quot;/);
    for (const fact of [summary.sourceHash, summary.software, String(summary.dataVersion)]) assert.ok(text.includes(fact));
    // Of transfer, of both networks, and of what else stood for the best way without transfer.
    const banded = new Set(['transfer', 'small-network', 'scratch', ...(summary.verdict?.overall.rivals.map(({ arm }) => arm) ?? [])]);
    assert.equal(text.match(/<polygon class="band/g)?.length, banded.size);
  });

  test('a table has a row for each mean and each seed', async (t) => {
    const { text, summary, data } = await exported(t, 'csv');
    const rows = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    assert.equal(rows.length, 1 + summary.arms.flatMap(({ points }) => points).length + data.points.length);
    const [mean, ...seeds] = rows.filter(([arm, , perClass]) => arm === 'transfer' && perClass === '5');
    const scores = seeds.map((row) => Number(row[5]));
    assert.equal(scores.length, 6);
    assert.ok(Math.abs(scores.reduce((sum, score) => sum + score, 0) / 6 - Number(mean?.[5])) < 1e-12);
    assert.equal(Number(mean?.[5]), summary.arms[0]?.points[2]?.score.value);
  });

  test('a document to print is a PDF', async (t) => {
    const { text } = await exported(t, 'pdf');
    assert.match(text, /^%PDF-1\.7\n/);
  });

  test('nothing is overwritten, and nothing half-written is left', async (t) => {
    const { ask, project, report } = await finishedReport(t);
    const folder = temporaryFolder(t);
    const out = join(folder, 'kept.html');
    writeFileSync(out, 'mine');
    await assert.rejects(async () => ask['reports.export']({ project, report, format: 'html', out }), { code: 'output-exists' });
    assert.equal(readFileSync(out, 'utf8'), 'mine');
    await assert.rejects(async () => ask['reports.export']({ project, report, format: 'html', out: join(folder, 'missing', 'a.html') }), {
      code: 'folder-not-found',
    });
    await assert.rejects(async () => ask['reports.export']({ project, report: 99, format: 'html', out: join(folder, 'b.html') }), {
      code: 'report-not-found',
    });
    assert.deepEqual([readdirSync(folder), existsSync(join(folder, 'missing'))], [['kept.html'], false]);
  });

  test('a report without a verdict is exported as far as it goes', async (t) => {
    const data = simulated();
    const { project, report, ask } = reporting(t, {
      ...data,
      points: data.points.filter(({ arm, perClass }) => arm === 'transfer' && perClass === 1),
    });
    for (const format of ['html', 'pdf', 'csv'] as const) {
      const out = join(temporaryFolder(t), `part.${format}`);
      await ask['reports.export']({ project, report, format, out });
      assert.ok(readFileSync(out, 'utf8').length > 100);
    }
  });
});

/** A finished run on the images of the report; its stored accuracy can be made a lie. */
function finishedRun(store: ProjectStore, lie?: number): number {
  const classes = store.classes.list().map(({ id, name }) => ({ id, name }));
  const images = store.images.labelled().slice(0, 6);
  const probabilities = (at: number): number[] => classes.map((_, index) => (index === at % classes.length ? 0.6 : 0.2));
  const actual = images.map((image) => classes.findIndex(({ id }) => id === image.class));
  const test = scorePredictions(
    actual,
    images.map((_, at) => at % classes.length),
    classes,
  );
  const run = store.runs.start({
    method: 'head',
    source: { id: 'starter', title: 'Starter', hash: 'a'.repeat(64) as ContentHash },
    cut: 'pool',
    tuneFrom: null,
    settings: {},
    seed: 1,
    classes,
    trainImages: 1,
    validationImages: 0,
    testImages: 6,
    dataVersion: store.labels.dataVersion,
    software: 'Graft test',
    at: 1,
  });
  store.runs.finish(run, {
    head: 'ridge',
    seconds: 1,
    test: lie === undefined ? test : { ...test, accuracy: { ...test.accuracy, value: lie } },
    baselines: [],
    tuning: null,
    auto: null,
    testImagesSeen: 0,
    predictions: images.map((image, at) => ({
      image: image.id,
      split: 'test' as const,
      actual: image.class,
      probabilities: probabilities(at),
    })),
  });
  return run;
}

test('figures have names that say what they are of', () => {
  const arms: ReportSummary['arms'] = [
    {
      arm: 'transfer',
      source: null,
      points: [
        {
          perClass: 5,
          images: 10,
          seeds: 6,
          score: { value: 0.5, low: 0.4, high: 0.6 },
          validationScore: 0.5,
          unfinished: 0,
          imagePasses: 1,
          trials: 1,
          seconds: 2,
        },
      ],
    },
  ];
  assert.equal(figuresOf({ arms, list: [3] }).get('arms.transfer.points.5.score.low'), '0.4');
  assert.equal(figuresOf({ arms, list: [3] }).get('list.0'), '3');
});
