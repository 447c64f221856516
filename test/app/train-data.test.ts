import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith, openModelScreen, threeClasses } from '../support/screens/model-screens.ts';
import { button } from '../support/screens/studio-page.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

test('what a check of the data names is shown by its button', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'train', () => {}, {
    fill: (project) => {
      threeClasses(project);
      project.addImages('Spare', 7, 0);
    },
  });
  await button(page, words.train.checks.links.unlabelled).click();
  await page.getByRole('status').getByText('7 of 187 images').waitFor();
});

test('a class of one image, which stops training, is left out where that is told, and keeps its label', { skip }, async (t) => {
  const { page, project } = await openModelScreen(t, chromium.browser, 'train', () => {}, {
    fill: (filler) => {
      threeClasses(filler);
      filler.addImages('Sorbus', 1, 1);
    },
  });
  await page.getByText('Sorbus: only one image each.', { exact: false }).waitFor();
  assert.ok(await page.locator('button.start').isDisabled());
  await button(page, 'Leave this class out').click();
  await page.getByText('1 image is excluded and not used.').waitFor();
  await page.locator('button.start:enabled').waitFor();
  assert.deepEqual(
    project
      .classSummaries()
      .map(({ name, images, excluded }) => [name, images, excluded])
      .at(-1),
    ['Sorbus', 1, 1],
  );
});

test('with one class only it says what is missing, and where to go', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'train', () => {}, {
    fill: (project) => project.addImages('Betula', 12, 12),
  });
  await page.getByText('Only "Betula" has labelled images. A model needs at least two classes.').waitFor();
  assert.ok(await page.locator('button.start').isDisabled());
  await page.getByText(words.train.blocked).waitFor();
  assert.deepEqual(askedWith(studio, 'runs.start'), []);
  await page.getByRole('button', { name: words.train.checks.links.label }).click();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.label }).waitFor();
});

test('an empty project leads to the import', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'train', () => {}, { fill: () => {} });
  await page.getByText('There are no images yet. Import a folder first.').waitFor();
  await page.getByRole('button', { name: words.train.checks.links.import }).click();
  await page.getByRole('heading', { level: 1, name: words.train.data.images }).waitFor();
});
