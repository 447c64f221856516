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

test(
  'small classes are trained as one: chosen beside leaving them out, each can be unticked, and the name must be free',
  { skip },
  async (t) => {
    const { page, studio, project } = await openModelScreen(t, chromium.browser, 'train', () => {}, {
      fill: (filler) => {
        threeClasses(filler);
        filler.addImages('Fern', 4, 4);
        filler.addImages('Moss', 1, 1);
      },
    });
    const said = words.otherClass;
    await page.getByText('Moss: only one image each.', { exact: false }).waitFor();
    await button(page, said.go('Other')).first().click();
    // Only the class that stops training is chosen, which is not enough.
    await page.getByText('"Other" would have only one image.', { exact: false }).first().waitFor();
    assert.ok(await page.locator('button.start').isDisabled());
    await page.getByRole('checkbox', { name: said.choice.one('Fern', 4) }).check();
    await page.getByText('5 images of 2 classes will be trained as "Other".').waitFor();
    await page.getByRole('textbox', { name: said.choice.name }).fill(' salix');
    await page
      .getByText(said.checks['other-name-taken']({ name: 'Salix' }))
      .first()
      .waitFor();
    assert.ok(await page.locator('button.start').isDisabled());
    await page.getByRole('textbox', { name: said.choice.name }).fill('Small plants');
    await page.locator('button.start:enabled').waitFor();
    await page.locator('button.start').click();
    await page.getByText('Small plants: Fern, Moss').waitFor();
    const [asked] = askedWith(studio, 'runs.start') as { other?: unknown }[];
    assert.deepEqual(asked?.other, { name: 'Small plants', into: null, classes: [5, 4] });
    assert.deepEqual(
      project
        .classSummaries()
        .map(({ name, images, excluded }) => [name, images, excluded])
        .slice(3),
      [
        ['Fern', 4, 0],
        ['Moss', 1, 0],
      ],
    );
    assert.deepEqual(project.summary().choices?.other, asked?.other);
  },
);
