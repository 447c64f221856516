import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedTimes, askedWith, assertRests, openModelScreen } from '../support/screens/model-screens.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

test(
  'beside the score stands how many runs were scored on the same images, and what choosing by it is worth at most',
  { skip },
  async (t) => {
    const { page, studio } = await openModelScreen(t, chromium.browser, 'results', ({ runs }) => {
      for (let run = 0; run < 6; run++) runs.add();
    });
    await page
      .getByText(/^One of 6 runs scored on these test images\. The best of 6 runs can look up to \d\.\d points better than it is\.$/)
      .waitFor();
    const panel = page.getByRole('region', { name: words.testSet.title });
    await panel.getByText('6 runs were scored on these 36 test images.').waitFor();
    await panel
      .getByText(
        /^Picking the best of 6 runs by this score can overstate it by up to \d\.\d points, by chance alone\. Choose by the validation score instead\./,
      )
      .waitFor();
    await assertRests(studio, page);
  },
);

test('a single run is no choice, so nothing is said of one', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'results', ({ runs }) => {
    runs.add();
  });
  const panel = page.getByRole('region', { name: words.testSet.title });
  await panel.getByText('1 run was scored on these 36 test images.').waitFor();
  assert.equal(await page.getByText(/Picking the best|One of/).count(), 0);
});

test('a fresh test set is one click, which says beforehand what it costs and afterwards what came of it', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'results', ({ runs }) => {
    runs.add();
    runs.add();
  });
  const panel = page.getByRole('region', { name: words.testSet.title });
  await panel.getByText('2 runs become stale: the scores are kept, but apply to the old test set.', { exact: false }).waitFor();
  await panel.getByRole('button', { name: words.testSet.fresh.go }).click();
  await page.getByText('A new test set of 36 images was drawn. None of them has been tested on before.').waitFor();
  await page.getByText('Stale:', { exact: false }).waitFor();
  await panel.getByText('Nothing becomes stale.', { exact: false }).waitFor();
  assert.deepEqual(askedWith(studio, 'testSet.draw'), [{ project: project.id, from: 'random' }]);
  await panel.getByText(words.testSet.history).click();
  await panel.getByText(/: new test set: 36 images, by Ada$/).waitFor();
});

test('the newest images, or those of a group, can be the test set', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'results', ({ runs, store }) => {
    runs.add();
    store.labels.group(store.images.ids({}, 'added').slice(0, 7), 'North bog', { at: 1, by: 'Ada' });
  });
  const said = words.testSet.fresh;
  const panel = page.getByRole('region', { name: words.testSet.title });
  await panel.getByLabel(said.from).selectOption(said.newest);
  await panel.getByText(said.meaning('newest'), { exact: false }).waitFor();
  await panel.getByRole('button', { name: said.go }).click();
  await page.getByText(/^A new test set of 36 images was drawn/).waitFor();
  await panel.getByLabel(said.from).selectOption(said.group('North bog', 7));
  await panel.getByRole('button', { name: said.go }).click();
  await page.getByText(/^A new test set of 7 images was drawn/).waitFor();
  assert.deepEqual(
    askedWith(studio, 'testSet.draw'),
    ['newest', { group: 'North bog' }].map((from) => ({ project: project.id, from })),
  );
  await panel.getByText(words.testSet.history).click();
  await panel.getByText(/: new test set: 7 images, all of North bog/).waitFor();
});

test('what stands in the way of a fresh test set is told, and the panel stays', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'results', ({ runs, studio: fake }) => {
    runs.add();
    fake.failNext('testSet.draw', { code: 'work-under-way', facts: {} });
  });
  await page.getByRole('button', { name: words.testSet.fresh.go }).click();
  await page.getByRole('alert').getByText('A task in this project is using the current test set', { exact: false }).waitFor();
  await page.getByText('1 run was scored on these 36 test images.').waitFor();
  assert.equal(askedTimes(studio, 'testSet.draw'), 1);
});

test('a locked test set is one click: a training then tells its validation score, until its test score is opened', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'train', ({ runs }) => {
    runs.add();
  });
  await page.getByRole('button', { name: words.testSet.lock.go }).click();
  await page.getByText(words.testSet.lock.done).waitFor();
  await page.locator('button.start').click();
  await page.getByText('Validation accuracy: 89%. The test score is hidden because the test set is locked.').waitFor();
  await page.getByRole('cell', { name: 'locked' }).waitFor();
  await page.getByRole('button', { name: words.train.outcome.results }).click();
  await page.getByRole('region', { name: words.testSet.withheld.title }).getByText('95% interval: 75% to 96%').waitFor();
  assert.equal(askedTimes(studio, 'runs.evaluation'), 0, 'nothing asks for a score that is withheld');
  await page.getByText('1 score is hidden; unlocking reveals it.', { exact: false }).waitFor();
  await page.getByRole('button', { name: words.testSet.withheld.open }).click();
  await page.getByText('The test score of run 2 is now visible.').waitFor();
  await page.getByText('95% interval: 78% to 97%').waitFor();
  assert.deepEqual(askedWith(studio, 'testSet.open'), [{ project: project.id, run: 2 }]);
  await page.getByRole('button', { name: words.testSet.unlock.go }).click();
  await page.getByText(words.testSet.unlock.done).waitFor();
});

test('lists of runs are for choosing, so they show the validation score and mark the best by it', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'train', ({ runs }) => {
    runs.add({ test: 0.95, validation: 0.75 });
    runs.add({ test: 0.9, validation: 0.85 });
  });
  const row = page.getByRole('row', { name: /best/ });
  await row.getByRole('button', { name: 'Show the results of run 2' }).click();
  const options = await page.getByLabel(words.train.runs.run, { exact: true }).getByRole('option').allInnerTexts();
  assert.deepEqual(
    options.map((one) => one.replaceAll('\u00a0', ' ')),
    ['Run 2: Graft starter, validation 86%', 'Run 1: Graft starter, validation 75%'],
  );
});
