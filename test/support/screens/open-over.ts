import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { openPage } from '../browser.ts';
import type { TestStudio } from '../test-studio.ts';

/** Opens a place of a studio that has begun, which ends with the test: then the page must have logged no error and shown no broken word. */
export async function openOver(t: TestContext, browser: Browser, studio: TestStudio, place: string, options: BrowserContextOptions): Promise<Page> {
  const { page, errors } = await openPage(browser, `${studio.address}${place}`, options);
  t.after(async () => {
    const broken = await brokenWords(page);
    await page.context().close();
    await studio.end();
    assert.deepEqual({ errors, broken }, { errors: [], broken: [] });
  });
  await page.locator('h1').waitFor();
  return page;
}

/** Words on the page that stand for a value that was not filled in, with what is around them. */
async function brokenWords(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  const labels = await page.locator('[aria-label], [title]').evaluateAll((all) =>
    all.map((one) => `${one.getAttribute('aria-label') ?? ''} ${one.getAttribute('title') ?? ''}`));
  return [text, ...labels].flatMap((one) => one.match(/.{0,30}(undefined|NaN|Infinity|\[object|=>|\bnull\b).{0,30}/g) ?? []);
}
