import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ReportSummary, RunId } from '../../engine/contract/index.ts';
import { aboutDuration, capitalised, words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedTimes, askedWith, assertRests, openModelScreen, type ModelScreen } from '../support/screens/model-screens.ts';
import { harmfulSource } from '../support/models/simulated-report.ts';
import { button } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

/** The reports as the studio tells them, newest first. */
const reportsOf = async ({ studio, project }: ModelScreen): Promise<ReportSummary[]> =>
  (await studio.ask('reports.list', { project: project.id })).reports;

test('a plan says what is left out for want of time, and what follows from that', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'compare');
  await page
    .getByText(
      'Left out: the same architecture from scratch, which would take about 25 minutes for all dataset sizes on this computer. Start, slope and asymptote are measured against it.',
    )
    .waitFor();
  await page.locator('summary').filter({ hasText: words.parts.details }).click();
  await page.getByText(/^6 seeds for new last layers, \d for a small network, no fine-tuning/).waitFor();
});

test(
  '"Is transfer helping?" tells the time beforehand, then runs with its curves growing, and ends with verdicts in words',
  { skip },
  async (t) => {
    const screen = await openModelScreen(t, chromium.browser, 'compare');
    const { page, studio, project, learner } = screen;
    const timeOf = async (quick: boolean): Promise<string> => {
      const {
        seconds: { low, high },
      } = await studio.ask('reports.plan', { project: project.id, source: 'starter', quick, seed: 1 });
      return `${capitalised(aboutDuration({ low, high }))} on this computer`;
    };
    await page.getByText(await timeOf(true)).waitFor();
    await page.locator('summary').filter({ hasText: words.parts.details }).click();
    await page.getByRole('radio', { name: /Full/ }).check();
    await page.getByText(await timeOf(false)).waitFor();
    await page
      .getByText('6 seeds for new last layers, 6 for a small network, 6 for the same architecture from scratch, 3 for fine-tuning')
      .waitFor();
    await page.getByRole('radio', { name: /Quick/ }).check();
    await page.getByText(/^6 seeds for new last layers, \d for a small network, no fine-tuning/).waitFor();
    studio.jobStepMs = 1000;
    await button(page, words.compareScreen.transfer.start.go).click();
    await page.getByRole('region', { name: words.compareScreen.transfer.running.title }).getByRole('progressbar').waitFor();
    await page.getByText(words.compareScreen.transfer.running.none).waitFor();
    const chart = page.getByRole('img', { name: /Learning curves of Transfer, new last layer, .* labelled images per class/ });
    await chart.waitFor();
    const place = await chart.boundingBox();
    await page.getByRole('heading', { name: 'Transfer from Graft starter' }).waitFor();
    assert.equal((await chart.boundingBox())?.height, place?.height, 'the chart keeps its height while it grows');
    studio.jobStepMs = 0;
    await page.getByText(/^Transfer from Graft starter helps\. From 1 to 36 labelled images per class/).waitFor();
    const [{ verdict }] = (await reportsOf(screen)) as [ReportSummary];
    await page.getByText(verdict!.overall.sentence).waitFor();
    for (const [name, benefit] of [
      [words.report.benefits.start, verdict!.start],
      [words.report.benefits.slope, verdict!.slope],
      [words.report.benefits.asymptote, verdict!.asymptote],
    ] as const) {
      const card = page.getByRole('region', { name, exact: true });
      await card.getByText(benefit.answer, { exact: true }).waitFor();
      await card.getByText(benefit.sentence).waitFor();
    }
    assert.equal(learner.asked.filter(({ kind }) => kind === 'compare').length, 1);
    assert.deepEqual(askedWith(studio, 'reports.start'), [{ project: project.id, source: 'starter', quick: true, seed: 1 }]);
    await page.waitForURL(/report=1/);
  },
);

test('every curve is a table, too; a sentence is copied whole', { skip }, async (t) => {
  const screen = await openModelScreen(
    t,
    chromium.browser,
    'compare',
    ({ reports }) => {
      reports.add();
    },
    { permissions: ['clipboard-read', 'clipboard-write'] },
  );
  const { page } = screen;
  await page.getByRole('radio', { name: words.compareScreen.transfer.curves.table }).focus();
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('radio', { name: words.compareScreen.transfer.curves.table }).check({ force: true });
  const row = page.getByRole('row', { name: /Transfer, new last layer 1 3 \d+%/ });
  await row.getByText(/^[\d.]+%–[\d.]+%$/).waitFor();
  assert.equal(await page.getByRole('row').count(), 1 + 7 * 4);
  const [{ verdict }] = (await reportsOf(screen)) as [ReportSummary];
  await page
    .getByRole('region', { name: words.report.benefits.start, exact: true })
    .getByRole('button', { name: words.compareScreen.transfer.copy })
    .click();
  await page.getByText(words.compareScreen.transfer.copied).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), verdict!.start.sentence);
});

test(
  'the first verdict names what it is against; what was not finished is dotted and not claimed against, what was left out says so',
  { skip },
  async (t) => {
    const { page } = await openModelScreen(t, chromium.browser, 'compare', ({ reports }) => {
      reports.add({ isScratchUnfinished: true });
    });
    const first = page.getByRole('region', { name: 'Transfer from Graft starter' });
    await first.getByText(words.compareScreen.transfer.rivals, { exact: true }).waitFor();
    const rivals = (await first.getByRole('definition').allTextContents()).slice(0, 2);
    assert.deepEqual(rivals, ['Colour and texture 1 per class', 'Small network, from scratch 5 to 20 per class']);
    const start = page.getByRole('region', { name: words.report.benefits.start, exact: true });
    await start.getByText(words.compareScreen.transfer.answers['not measured'], { exact: true }).waitFor();
    await start.getByText('all dataset sizes would take about 3 h on this computer', { exact: false }).waitFor();
    assert.equal(await start.getByText(/p =/).count(), 0);
    const slope = page.getByRole('region', { name: words.report.benefits.slope, exact: true });
    await slope.getByText(/^at least [\d.]+× fewer labels$/).waitFor();
    await slope.getByText(/^compared with: /).waitFor();
    const asymptote = page.getByRole('region', { name: words.report.benefits.asymptote, exact: true });
    await asymptote.getByText(words.compareScreen.transfer.answers['no evidence'], { exact: true }).waitFor();
    await page.getByText('Dotted: Same architecture, from scratch was still improving', { exact: false }).waitFor();
    assert.equal(await page.locator('.mark.open').count(), 1);
    await page.getByRole('radio', { name: words.compareScreen.transfer.curves.table }).check({ force: true });
    await page.getByRole('row', { name: /Same architecture, from scratch 36 108 \d+% .* 0 of 3/ }).waitFor();
  },
);

test('a report that is stopped keeps its points and goes on; one that breaks off is told in words', { skip }, async (t) => {
  const { page, studio, learner, project } = await openModelScreen(t, chromium.browser, 'compare', (world) => {
    world.reports.add({ stoppedAfter: 2 });
  });
  studio.jobStepMs = 60_000;
  await page.getByText('This report is incomplete.', { exact: false }).waitFor();
  await page.getByRole('img', { name: /Learning curves/ }).waitFor();
  await button(page, words.compareScreen.transfer.stopped.go).click();
  await page
    .getByRole('region', { name: words.compareScreen.transfer.running.title })
    .getByRole('button', { name: words.frame.jobs.stop })
    .click();
  await page.getByRole('status').getByText(words.compareScreen.transfer.stopped.text).waitFor();
  studio.jobStepMs = 10;
  learner.failNext('compare', { code: 'learner-died', facts: {} });
  await button(page, words.compareScreen.transfer.stopped.go).click();
  await page.getByText('The training process crashed.').waitFor();
  await page.getByText(words.compareScreen.transfer.stopped.failed).waitFor();
  assert.equal(await page.getByRole('alert').count(), 1, 'why and what is kept are told together');
  const third = page.waitForResponse(/reports\.resume/);
  await button(page.getByRole('alert'), words.compareScreen.transfer.stopped.go).click();
  await third;
  await page.getByText(/^Transfer from Graft starter helps\. From 1 to 36 labelled images per class/).waitFor();
  assert.deepEqual(
    askedWith(studio, 'reports.resume'),
    Array.from({ length: 3 }, () => ({ project: project.id, report: 1 })),
  );
});

test('too few labels and a refused start are told in words', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'compare', (world) => {
    world.studio.failNext('reports.plan', { code: 'too-few-classes', facts: { classes: 1 } });
  });
  await page.getByRole('alert').waitFor();
  assert.ok(await button(page, words.compareScreen.transfer.start.go).isDisabled());
  await page.getByRole('radio', { name: /Full/ }).check();
  studio.failNext('reports.start', { code: 'source-not-tunable', facts: { source: 'starter', layer: 'x', reason: 'x' } });
  await button(page, words.compareScreen.transfer.start.go).click();
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByRole('progressbar').count(), 0);
});

test('a report is exported, a name that is taken is refused in words, and every figure is recomputed', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'compare', (world) => {
    world.reports.add();
  });
  writeFileSync(join(studio.folders.projects, 'taken.pdf'), '');
  await button(page, words.compareScreen.transfer.files.pdf).click();
  const dialog = page.getByRole('dialog', { name: 'Save as Document (PDF)' });
  await dialog.getByLabel(words.parts.save.name).fill('taken.pdf');
  await dialog.getByRole('button', { name: words.parts.save.go, exact: true }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel(words.parts.save.name).fill('no-ending');
  assert.ok(await dialog.getByRole('button', { name: words.parts.save.go, exact: true }).isDisabled());
  await dialog.getByLabel(words.parts.save.name).fill('herbarium.pdf');
  await page.keyboard.press('Enter');
  await page.getByText(`Saved: ${studio.folders.projects}/herbarium.pdf`).waitFor();
  assert.deepEqual(askedWith(studio, 'reports.export').at(-1), {
    project: project.id,
    report: 1,
    format: 'pdf',
    out: `${studio.folders.projects}/herbarium.pdf`,
  });
  await button(page, words.compareScreen.transfer.files.csv).click();
  await page.getByLabel(words.parts.table.separator).selectOption('tab');
  await page.getByLabel(words.parts.save.name).fill('herbarium.csv');
  await page.keyboard.press('Enter');
  await page.getByText(`Saved: ${studio.folders.projects}/herbarium.csv`).waitFor();
  assert.match(readFileSync(join(studio.folders.projects, 'herbarium.csv'), 'utf8'), /^\uFEFFarm\tsource\t/);
  await button(page, words.compareScreen.transfer.recompute.go).click();
  await page.getByText(/^All \d+ figures match the stored predictions\.$/).waitFor();
  assert.match(readFileSync(join(studio.folders.projects, 'herbarium.pdf'), 'latin1'), /^%PDF/);
  studio.answerWith({
    'reports.recompute': () => ({
      report: 1,
      figures: 124,
      equal: false,
      differences: [{ figure: 'transfer, 5 per class', stored: '0.68', recomputed: '0.61' }],
    }),
  });
  await button(page, words.compareScreen.transfer.recompute.go).click();
  await page.getByText('transfer, 5 per class: shown 0.68, recomputed 0.61').waitFor();
});

test('old reports are listed with their answer, stale ones say so, and one can be removed after a question', { skip }, async (t) => {
  const screen = await openModelScreen(t, chromium.browser, 'compare', async ({ reports, studio }) => {
    reports.add({ right: harmfulSource, stale: true }, await studio.source('mobilenet-v2'));
    reports.add();
  });
  const { page } = screen;
  await page
    .getByRole('button', { name: /MobileNetV2 1.0/ })
    .first()
    .click();
  await page.getByText('Stale:', { exact: false }).waitFor();
  await page.getByRole('article', { name: 'Transfer from MobileNetV2 1.0' }).getByText('hurts', { exact: true }).first().waitFor();
  await button(page, 'Remove report: MobileNetV2 1.0').click();
  await page.keyboard.press('Escape');
  assert.equal((await reportsOf(screen)).length, 2);
  await button(page, 'Remove report: MobileNetV2 1.0').click();
  await page.getByRole('dialog').getByRole('button', { name: words.compareScreen.transfer.list.removeGo, exact: true }).click();
  await page.getByRole('article', { name: 'Transfer from Graft starter' }).waitFor();
  assert.equal((await reportsOf(screen)).length, 1);
});

test(
  'the ladder puts every run and baseline on one scale, best on the validation images first, and leads to the results of a run',
  { skip },
  async (t) => {
    const { page } = await openModelScreen(t, chromium.browser, 'compare?tab=ladder', ({ store, runs }) => {
      runs.add({ stale: true });
      runs.add();
      runs.add({ method: 'fine-tune', tuneFrom: 'block_3', test: 0.95, validation: 0.95 });
      store.testSet.lock({ at: Date.now(), by: 'Ada' });
      for (let run = 0; run < 2; run += 1) runs.add();
    });
    await page.getByText('validation 97% · Graft starter · fine-tuned from block_3 · 4 seconds').waitFor();
    await page.getByText('1 run is not shown', { exact: false }).waitFor();
    await page.getByText('2 runs are not shown: the test set is locked', { exact: false }).waitFor();
    const names = (): Promise<string[]> =>
      page.getByRole('img').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')?.replaceAll('\u00a0', ' ') ?? ''));
    assert.deepEqual(await names(), [
      'Run 3: Fine-tuned: 97%, 95% interval 86% to 99.5%',
      'Run 2: New last layer: 92%, 95% interval 78% to 97%',
      'Colour and texture alone: 81%, 95% interval 65% to 90%',
      'Pixels alone: 61%, 95% interval 45% to 75%',
      'Always the largest class: 33%, 95% interval 20% to 50%',
    ]);
    await page.getByLabel(words.compareScreen.ladder.measure).selectOption('balancedAccuracy');
    assert.match((await names()).at(-1)!, /Always the largest class: 33%/);
    await button(page, 'Show the results of run 3').click();
    await page.getByRole('heading', { level: 1, name: words.frame.screens.results }).waitFor();
  },
);

test('two runs are compared in words and by the images that changed', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(
    t,
    chromium.browser,
    'compare?tab=two',
    ({ runs }) => {
      for (const right of [0.9, 0.6, 0.95]) runs.add({ test: right });
    },
    {
      fill: (filler) => {
        for (const name of ['Betula', 'Quercus', 'Salix']) filler.addImages(name, 150, 150);
      },
    },
  );
  const { bothRight: _, ...said } = await studio.ask('runs.compare', { project: project.id, a: 2 as RunId, b: 3 as RunId });
  const gained = said.changed.filter(({ actual, b }) => b === actual).length;
  await page
    .getByText(`Run 3 is significantly better. Of 90 images, only run 2 is correct on ${said.onlyA} and only run 3 on ${said.onlyB}.`, {
      exact: false,
    })
    .waitFor();
  await page.getByText(/^McNemar's test \(exact, two-sided\): p/).waitFor();
  const images = page.getByRole('region', { name: 'Incorrect in run 2, correct in run 3' });
  await images.getByRole('img', { name: 'betula-0015.jpg, label Betula: first Quercus, then Betula' }).waitFor();
  await images.getByRole('button', { name: `Show ${gained - 24} more` }).click();
  await images
    .getByRole('img')
    .nth(gained - 1)
    .waitFor();
  assert.equal(await page.getByRole('region', { name: 'Correct in run 2, incorrect in run 3' }).getByRole('listitem').count(), said.onlyA);
  await button(page, words.compareScreen.two.swap).click();
  await page.getByText('Run 3 is significantly better.', { exact: false }).waitFor();
  await page.getByLabel(words.compareScreen.two.second).selectOption('1');
  await page.getByText('There is no evidence that either run is better.', { exact: false }).waitFor();
  assert.deepEqual(askedWith(studio, 'runs.compare').at(-1), { project: project.id, a: 3, b: 1 });
  await assertRests(studio, page, 80);
});

test('runs that cannot be compared say why; without two runs it leads to Train', { skip }, async (t) => {
  const two = await openModelScreen(t, chromium.browser, 'compare?tab=two', (world) => {
    world.runs.add();
    world.runs.add();
    world.studio.failNext('runs.compare', { code: 'runs-not-comparable', facts: { a: 1, b: 2 } });
  });
  await two.page.getByRole('alert').waitFor();
  assert.ok(askedTimes(two.studio, 'runs.compare') >= 1);
  const { page } = await openModelScreen(t, chromium.browser, 'compare?tab=two', (world) => {
    world.runs.add();
  });
  await page.getByText(words.compareScreen.two.needTwo.title).waitFor();
  await button(page, words.compareScreen.ladder.empty.go).click();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.train }).waitFor();
});

test('Compare comes to rest on each of its tabs, also where nothing can be had', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'compare', (world) => {
    world.studio.answerWith({
      'reports.list': () => {
        throw new Error('no reports');
      },
      'runs.ladder': () => {
        throw new Error('no ladder');
      },
    });
  });
  await page.getByText(/An unexpected error occurred: no reports/).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('tab', { name: words.compareScreen.tabs.ladder }).click();
  await page.getByText(/An unexpected error occurred: no ladder/).waitFor();
  await assertRests(studio, page);
});
