import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Locator, Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { drawPicture } from '../support/drawn-pictures.ts';
import { openModelScreen } from '../support/screens/model-screens.ts';
import { button, hasKeyboard, openStudioPage, tileAt } from '../support/screens/studio-page.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const full = (page: Page): Locator => page.getByRole('dialog', { name: /^Full picture: / });

/** The picture is open, shows something, and fills the window. */
async function assertFull(page: Page, name: RegExp): Promise<void> {
  await page.getByRole('dialog', { name }).waitFor();
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLImageElement>('dialog[open] .frame img')].some(
      (one) => one.naturalWidth > 0 && getComputedStyle(one).visibility !== 'hidden',
    ),
  );
  const [box, window] = [await full(page).locator('.frame').boundingBox(), page.viewportSize()];
  assert.ok(box && window && box.width > 0.85 * window.width && box.height > 0.85 * window.height, JSON.stringify(box));
}

/** Closed by Escape, and the keyboard is where it was. */
async function closed(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await full(page).waitFor({ state: 'detached' });
}

test(
  'on Images a double press or Enter opens the full picture; arrows go on, and afterwards the keyboard is on the image that was seen last',
  { skip },
  async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, { at: 'images' });
    await tileAt(page, 2).dblclick();
    await assertFull(page, /betula-0003/);
    await page.keyboard.press('ArrowRight');
    await assertFull(page, /betula-0004/);
    await closed(page);
    assert.ok(await hasKeyboard(page.getByRole('grid')));
    assert.equal(await tileAt(page, 3).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    await assertFull(page, /betula-0004/);
    await closed(page);
    await page.getByTitle('Show the full picture: betula-0004.jpg').click();
    await assertFull(page, /betula-0004/);
  },
);

test(
  'the original is shown where the browser can; until then, and where it cannot, the view of it; its own size on request',
  { skip },
  async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, { at: 'images' });
    await tileAt(page, 0).dblclick();
    await assertFull(page, /betula-0001/);
    const [original, view] = [full(page).locator('img.full'), full(page).locator('img.preview')];
    // The file of the test is no picture.
    await full(page).locator('img.full[data-state=missing]').waitFor({ state: 'attached' });
    assert.ok(await view.isVisible());
    await closed(page);
    const body = await drawPicture(1, 0, 2400);
    await page.route(/\/full\?h=/, (route) => route.fulfill({ contentType: 'image/jpeg', body }));
    await tileAt(page, 1).dblclick();
    await full(page).locator('img.full[data-state=shown]').waitFor();
    assert.equal(await view.isVisible(), false);
    await button(page, words.parts.picture.actual).click();
    assert.ok((await original.boundingBox())!.width > 1280);
    await button(page, words.parts.picture.fit).click();
    assert.ok((await original.boundingBox())!.width <= 1280);
  },
);

test('on Label, Results, Compare and Use a picture opens in full, too', { skip }, async (t) => {
  const label = await openStudioPage(t, chromium.browser, { at: 'label' });
  await tileAt(label.page, 1).dblclick();
  await label.page.getByRole('region', { name: words.label.single.title }).locator('.frame').dblclick();
  await assertFull(label.page, /betula-0002/);
  await closed(label.page);
  await button(label.page, 'Show the full picture: betula-0002.jpg').click();
  await assertFull(label.page, /betula-0002/);

  const results = await openModelScreen(t, chromium.browser, 'results', ({ runs }) => {
    runs.add();
  });
  const tile = results.page.getByRole('list', { name: words.results.review.title }).getByRole('button').nth(1);
  const name = /[a-z]+-\d+\.jpg/.exec((await tile.getAttribute('aria-label')) ?? '')![0];
  await tile.dblclick();
  await assertFull(results.page, new RegExp(name));
  await closed(results.page);
  await results.page.getByTitle(`Show the full picture: ${name}`).press('Enter');
  await assertFull(results.page, new RegExp(name));

  const compare = await openModelScreen(t, chromium.browser, 'compare?tab=two', ({ runs }) => {
    for (const right of [0.6, 0.95]) runs.add({ test: right });
  });
  await compare.page
    .getByRole('button', { name: /\.jpg, label .*: first .*, then / })
    .first()
    .click();
  await assertFull(compare.page, /\.jpg/);

  const use = await openModelScreen(t, chromium.browser, 'use', ({ runs }) => {
    runs.add();
  });
  await use.page
    .locator('input[type=file]')
    .setInputFiles({ name: 'leaf.jpg', mimeType: 'image/jpeg', buffer: await drawPicture(3, 1, 300) });
  await use.page.getByTitle('Show the full picture: leaf.jpg').click();
  await assertFull(use.page, /leaf/);
});
