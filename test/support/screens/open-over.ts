import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { openPage } from '../browser.ts';
import type { TestStudio } from '../test-studio.ts';

/** Opens a page of a started studio, which ends with the test; then asserts that the page has logged no error and shown no broken text. */
export async function openOver(
  t: TestContext,
  browser: Browser,
  studio: TestStudio,
  place: string,
  options: BrowserContextOptions,
): Promise<Page> {
  const { page, errors } = await openPage(browser, `${studio.address}${place}`, options);
  t.after(async () => {
    await tellIfFailed(t, page);
    const broken = await brokenWords(page);
    await page.context().close();
    await studio.end();
    assert.deepEqual({ errors, broken }, { errors: [], broken: [] });
  });
  await page.locator('h1').waitFor();
  return page;
}

/** Prints what the page of a failed test shows: it says more than the line that timed out. */
export async function tellIfFailed(t: TestContext, page: Page): Promise<void> {
  // Its types do not know the property.
  const { passed } = t as TestContext & { readonly passed: boolean };
  if (!passed) console.error(`${t.name}\n${page.url()}\n${await page.locator('body').ariaSnapshot()}`);
}

/** Finds texts on the page that show a missing value, with their context. */
export async function brokenWords(page: Page): Promise<string[]> {
  const text = await page.locator('body').innerText();
  const labels = await page
    .locator('[aria-label], [title]')
    .evaluateAll((all) => all.map((one) => `${one.getAttribute('aria-label') ?? ''} ${one.getAttribute('title') ?? ''}`));
  return [text, ...labels].flatMap((one) => one.match(/.{0,30}(undefined|NaN|Infinity|\[object|=>|\bnull\b).{0,30}/g) ?? []);
}
