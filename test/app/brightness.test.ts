import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { openModelScreen } from '../support/screens/model-screens.ts';
import { button, openStudioPage, tileAt } from '../support/screens/studio-page.ts';
import type { ProjectFiller } from '../support/screens/test-project.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
/** Dim images of one class and bright ones of another, each shown through a window of its own. */
const dimAndBright = (project: ProjectFiller): void => {
  project.addDeepImages('Dim', [1, 2, 3, 4, 5, 6, 7, 8]);
  project.addDeepImages('Bright', [31, 32, 33, 34, 35, 36, 37, 38]);
};

test('images beyond 8 bits are put through one window, seen as that at once, and undone', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { at: 'images', fill: dimAndBright });
  const dialog = page.getByRole('dialog', { name: words.images.windows.title });
  const addressOf = (place: number) => tileAt(page, place).locator('img').getAttribute('src');
  await tileAt(page, 0).click();
  await page.getByText('black at 100, white at 1,100').waitFor();
  const before = await addressOf(0);
  await button(page, words.images.windows.open).click();
  await dialog.getByText('16 images have more brightness levels', { exact: false }).waitFor();
  await dialog.getByText('The brightness of your labelled images differs between classes.', { exact: false }).waitFor();
  assert.ok(await dialog.getByRole('radio', { name: /^One per image/ }).isChecked());
  await dialog.getByRole('radio', { name: /^One for all images From 100 to 4,800/ }).check();
  await button(dialog, words.images.windows.save).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('black at 100, white at 4,800').waitFor();
  assert.notEqual(await addressOf(0), before, 'another picture has another address');

  await button(page, words.images.windows.open).click();
  assert.ok(await dialog.getByRole('radio', { name: /^One for all images/ }).isChecked());
  await dialog.getByRole('radio', { name: /^Custom/ }).check();
  await dialog.getByLabel(words.images.windows.high).fill('100');
  await dialog.getByText(words.images.windows.order).waitFor();
  assert.ok(await button(dialog, words.images.windows.save).isDisabled());
  await dialog.getByLabel(words.images.windows.low).fill('-1000');
  studio.failNext('images.setWindow', { code: 'disk-full', facts: {} });
  await button(dialog, words.images.windows.save).click();
  await dialog.getByRole('alert').waitFor();
  await button(dialog, words.images.windows.save).click();
  await page.getByText('black at -1,000, white at 100').waitFor();
  for (const [low, high] of [
    ['100', '4,800'],
    ['100', '1,100'],
  ]) {
    await page.keyboard.press('Control+z');
    await page.getByText(`black at ${low}, white at ${high}`).waitFor();
  }
});

test('before a training it is told that windows of their own take a difference in brightness away', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'train', () => {}, { fill: dimAndBright });
  await page
    .getByText('Your classes differ in brightness, but each of the 16 images with more than 8 bits has its own brightness window', {
      exact: false,
    })
    .waitFor();
  await button(page, words.train.checks.links.brightness).click();
  await button(page, words.images.windows.open).waitFor();
});
