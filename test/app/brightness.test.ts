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
  await tileAt(page, 0).click();
  await page.getByText('black at 100, white at 1,100').waitFor();
  await button(page, words.images.windows.open).click();
  await dialog.getByText('16 images have more brightness levels', { exact: false }).waitFor();
  await dialog.getByText('The brightness of your labelled images differs between classes.', { exact: false }).waitFor();
  assert.ok(await dialog.getByRole('radio', { name: /^One per image/ }).isChecked());
  await dialog.getByText('Samples of 16 images').waitFor();
  await dialog.getByText('Left out: 1% of the samples (16 images) at 65,535', { exact: false }).waitFor();
  assert.equal(await dialog.getByRole('slider').count(), 0, 'there is no one window to move');
  await dialog.getByRole('radio', { name: /^One for all images From 100 to 4,800/ }).check();
  const shownAnew = page.waitForRequest(/thumbnails\?of=/);
  await button(dialog, words.images.windows.save).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('black at 100, white at 4,800').waitFor();
  await shownAnew;

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

test('the ends of a window are moved on the histogram, which tells what it clips', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, { at: 'images', fill: dimAndBright });
  const said = words.images.windows;
  const dialog = page.getByRole('dialog', { name: said.title });
  const slider = (name: string) => dialog.getByRole('slider', { name });
  await button(page, said.open).click();
  await dialog.getByRole('radio', { name: /^One for all images/ }).check();
  await dialog.getByText('With this window, 0% of the samples become black and 0% white.').waitFor();
  await slider(said.histogram.ends.low).press('Home');
  for (let press = 0; press < 10; press++) await slider(said.histogram.ends.low).press('ArrowRight');
  assert.ok(await dialog.getByRole('radio', { name: /^Custom/ }).isChecked(), 'a window moved by hand is a custom one');
  const low = Number(await dialog.getByLabel(said.low).inputValue());
  assert.ok(low > 300 && low < 900, `ten hundredths of the axis: ${low}`);
  await dialog.getByText(/With this window, [1-9]\d?% of the samples become black and 0% white/).waitFor();
  await slider(said.histogram.ends.high).press('Home');
  assert.equal(await slider(said.histogram.ends.high).getAttribute('aria-valuetext'), '4,800', 'an end stops at the other one');
  const handle = (await slider(said.histogram.ends.high).boundingBox())!;
  const { width } = (await dialog.getByRole('img', { name: /^Histogram/ }).boundingBox())!;
  await page.mouse.move(handle.x + handle.width / 2, handle.y + 40);
  await page.mouse.down();
  await page.mouse.move(handle.x + handle.width / 2 - width / 2, handle.y + 40, { steps: 4 });
  await page.mouse.up();
  const high = Number(await dialog.getByLabel(said.high).inputValue());
  assert.ok(high > 2000 && high < 2800, `half of the axis: ${high}`);
  await button(dialog, said.save).click();
  await dialog.waitFor({ state: 'detached' });
  await tileAt(page, 0).click();
  await page.getByText(`black at ${low.toLocaleString('en-US')}, white at ${high.toLocaleString('en-US')}`).waitFor();
});

test('a folder is given a window of its own, and a setting for all replaces it', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, { at: 'images', fill: dimAndBright });
  const said = words.images.windows;
  const dialog = page.getByRole('dialog', { name: said.title });
  const scope = dialog.getByLabel(words.folderScope.title);
  await button(page, said.open).click();
  await scope.waitFor();
  assert.deepEqual(await scope.locator('option').allTextContents(), ['All images (16)', 'Bright (8)', 'Dim (8)']);
  await scope.selectOption({ label: 'Dim (8)' });
  await dialog.getByText('Samples of 8 images').waitFor();
  const previews = dialog.getByRole('group', { name: said.preview }).getByRole('img');
  await previews.nth(3).waitFor();
  assert.deepEqual(
    await previews.evaluateAll((all) => all.map((one) => [one.getAttribute('alt'), (one as HTMLImageElement).naturalWidth > 0])),
    [
      ['1.tif', true],
      ['3.tif', true],
      ['5.tif', true],
      ['7.tif', true],
    ],
  );
  await dialog.getByRole('radio', { name: /^One for all images From 100 to 1,800/ }).check();
  await button(dialog, said.save).click();
  await dialog.waitFor({ state: 'detached' });
  await tileAt(page, 0).click();
  await page.getByText('black at 100, white at 1,800').waitFor();
  await tileAt(page, 8).click();
  await page.getByText('black at 100, white at 4,100').waitFor();

  await button(page, said.open).click();
  await dialog.getByText('Replaces the setting of 1 folder.').waitFor();
  await dialog.getByText(said.windowsTell).waitFor();
  await scope.selectOption({ label: 'Dim (8), own setting' });
  assert.ok(await dialog.getByRole('radio', { name: /^One for all images/ }).isChecked());
  await scope.selectOption({ label: 'All images (16)' });
  await dialog.getByRole('radio', { name: /^One per image/ }).check();
  await button(dialog, said.save).click();
  await dialog.waitFor({ state: 'detached' });
  await button(page, said.open).click();
  await scope.waitFor();
  assert.deepEqual(await scope.locator('option').allTextContents(), ['All images (16)', 'Bright (8)', 'Dim (8)']);
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
