import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserForTests, openPage, whyNoBrowser } from '../support/browser.ts';
import { button } from '../support/screens/studio-page.ts';
import { TestStudio } from '../support/test-studio.ts';

const chromium = browserForTests();

test('two studios in one browser both work, also after a reload and in a second tab', { skip: whyNoBrowser() }, async (t) => {
  const studios = [new TestStudio(), new TestStudio()] as const;
  for (const studio of studios) {
    t.after(() => studio.end());
    await studio.start();
  }
  const [one, other] = studios;
  const { page, errors } = await openPage(chromium.browser, one.address);
  await page.locator('h1').waitFor();
  const second = await page.context().newPage();
  await second.goto(other.address);
  await second.locator('h1').waitFor();
  for (const [view, studio, theme] of [
    [page, one, 'light'],
    [second, other, 'light'],
  ] as const) {
    const kept = view.waitForResponse((response) => response.url().endsWith('/settings.set'));
    await button(view, 'Appearance: System').click();
    assert.equal((await kept).status(), 200);
    assert.equal((await studio.ask('settings.get', {})).theme, theme);
    assert.equal(new URL(view.url()).search, '', 'the key does not stay in the address');
  }
  await page.reload();
  await button(page, 'Appearance: Light').waitFor();
  const tab = await page.context().newPage();
  await tab.goto(one.origin);
  const kept = tab.waitForResponse((response) => response.url().endsWith('/settings.set'));
  await button(tab, 'Appearance: Light').click();
  assert.equal((await kept).status(), 200);
  await page.context().close();
  assert.deepEqual(errors, []);
});
