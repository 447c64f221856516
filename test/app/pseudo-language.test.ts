import '../support/pseudo-language.ts';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { cutOffAtTheRight } from '../support/screens/accessible-names.ts';
import { settled } from '../support/screens/settled.ts';
import { cutTexts, textsFromElsewhere } from '../support/screens/texts.ts';
import { openView, views } from '../support/screens/views.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

for (const { name, at, then } of views) {
  test(`${name}: in another language every text is of that language, and none is cut off where it is 40 % longer`, { skip }, async (t) => {
    const { page } = await openView(t, chromium.browser, at);
    await then?.(page);
    await settled(page);
    assert.deepEqual(await textsFromElsewhere(page, /Herbarium/g), []);
    assert.deepEqual(await cutTexts(page), []);
    assert.deepEqual(await cutOffAtTheRight(page), []);
  });
}
