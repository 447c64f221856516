import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { controlsWithoutName, cutOffAtTheRight, cutRings, outOfReach } from '../support/screens/accessible-names.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedTimes, askedWith } from '../support/screens/model-screens.ts';
import { button, hasKeyboard, tabTo, tileAt } from '../support/screens/studio-page.ts';
import { settled } from '../support/screens/settled.ts';
import { openView, testViews } from '../support/screens/views.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const themeOf = (page: Page) => page.evaluate(() => document.documentElement.dataset.theme);

/** 1280 by 800 at 150 % and at 200 % zoom, and the smallest window that is promised without. */
const smallWindows = [
  { width: 1024, height: 640 },
  { width: 853, height: 533 },
  { width: 640, height: 400 },
];
/** Less is no place to look at images. */
const leastGrid = 150;

testViews(
  (name) => `${name}: controls have names and whole focus rings, and everything can be reached at 1280 by 800 and at 150% and 200% zoom`,
  async (page) => {
    assert.deepEqual(await controlsWithoutName(page), []);
    assert.deepEqual(await cutOffAtTheRight(page), []);
    assert.deepEqual(await cutRings(page), []);
    for (const viewport of smallWindows) {
      await page.setViewportSize(viewport);
      await settled(page);
      const size = `${viewport.width} x ${viewport.height}`;
      // A table of figures may scroll inside its own frame.
      assert.deepEqual(
        (await cutOffAtTheRight(page)).filter((one) => !/^scrolls sideways: <div class="scroll[^>]*><table/.test(one)),
        [],
        size,
      );
      assert.deepEqual(await outOfReach(page), [], size);
      const grids = await page.getByRole('grid').evaluateAll((all) => all.map((one) => one.clientHeight));
      assert.ok(
        grids.every((height) => height >= leastGrid),
        `${size}: ${grids.join()} pixels for the images`,
      );
      const narrow = await page.getByRole('grid').evaluateAll((all) => all.map((one) => one.clientWidth));
      assert.ok(
        narrow.every((width) => width >= leastGrid * 1.5),
        `${size}: ${narrow.join()} pixels from left to right for the images`,
      );
      const columns = await page.evaluate(() =>
        [...document.querySelectorAll('.columns > *')].map((one) => Math.round(one.getBoundingClientRect().left)),
      );
      assert.ok(
        viewport.width > 900 || columns.every((left) => left === columns[0]),
        `${size}: columns stand beside each other: ${columns.join()}`,
      );
    }
  },
);

test('the checks of names and of width catch what they are for', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser, 'images');
  await page.evaluate(() => {
    const planted = document.createElement('div');
    planted.innerHTML = '<button><svg></svg></button><input><select><option>one</option></select><p>wide</p>';
    planted.querySelector('p')!.style.width = '3000px';
    document.querySelector('header')!.append(planted);
  });
  const unnamed = await controlsWithoutName(page);
  assert.deepEqual(unnamed.map((one) => String(one.split(':')[0])).sort(), ['button', 'combobox', 'textbox']);
  assert.ok((await cutOffAtTheRight(page)).some((one) => one.includes('wide')));
  assert.deepEqual(await outOfReach(page), []);
  await page.evaluate(() => {
    // The policy of the page refuses styles in markup.
    const [outside, cover] = [document.createElement('button'), document.createElement('div')];
    outside.textContent = 'outside';
    Object.assign(outside.style, { position: 'fixed', top: '-40px' });
    Object.assign(cover.style, { position: 'fixed', inset: '0 auto auto 0', width: '84px', height: '60px' });
    document.querySelector('header')!.append(outside, cover);
  });
  await page.evaluate(() => {
    const [frame, flush] = [document.createElement('div'), document.createElement('button')];
    flush.textContent = 'flush';
    Object.assign(frame.style, { position: 'fixed', top: '300px', left: '300px', width: '200px', overflow: 'hidden' });
    frame.append(flush);
    document.querySelector('header')!.append(frame);
  });
  assert.deepEqual(
    (await cutRings(page)).map((one) => one.includes('>flush<')),
    [true],
  );
  await page.evaluate(() => {
    [...document.querySelectorAll('button')].find((one) => one.textContent === 'flush')!.parentElement!.remove();
  });
  const lost = await outOfReach(page);
  assert.deepEqual(
    [lost.length, lost.some((one) => one.includes('>outside<')), lost.some((one) => one.includes(words.frame.screens.projects))],
    [2, true, true],
    lost.join('\n'),
  );
});

test('every screen of a project says which project it shows', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser, 'train');
  for (const name of [
    words.frame.screens.images,
    words.frame.screens.label,
    words.frame.screens.train,
    words.frame.screens.results,
    words.frame.screens.compare,
    words.frame.screens.use,
  ]) {
    await page.getByRole('navigation', { name: words.frame.navigation }).getByRole('button', { name, exact: true }).click();
    await page.getByRole('region', { name, exact: true }).locator('header').first().getByText('Herbarium', { exact: true }).waitFor();
  }
});

test('a name that is too long is not cut without a word', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser, 'label');
  const field = page.getByPlaceholder(words.label.classes.addPlaceholder);
  await field.fill('Betula');
  assert.equal(await page.getByText('At most 100 characters', { exact: false }).count(), 0);
  await field.fill('');
  await field.focus();
  await page.keyboard.insertText('x'.repeat(130));
  await page.getByText('At most 100 characters. Anything longer is cut off.').waitFor();
  assert.equal((await field.inputValue()).length, 100);
});

test('light, dark and as the system: chosen by one button, kept by the studio, followed over a reload', { skip }, async (t) => {
  const { page, studio } = await openView(t, chromium.browser, 'images', { colorScheme: 'dark' });
  assert.equal(await themeOf(page), 'dark', 'the system is dark');
  const kept = page.waitForResponse((response) => response.url().endsWith('/settings.set'));
  await button(page, 'Appearance: System').click();
  await button(page, 'Appearance: Light').waitFor();
  assert.equal(await themeOf(page), 'light');
  await kept;
  await page.reload();
  await button(page, 'Appearance: Light').click();
  assert.equal(await themeOf(page), 'dark');
  await button(page, 'Appearance: Dark').click();
  await button(page, 'Appearance: System').waitFor();
  assert.deepEqual(askedWith(studio, 'settings.set'), [{ theme: 'light' }, { theme: 'dark' }, { theme: 'system' }]);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
});

test('an appearance chosen while the studio is still asked for it stays', { skip }, async (t) => {
  const { page, studio } = await openView(t, chromium.browser, 'images', { colorScheme: 'dark' });
  const settings = studio.handlerOf('settings.get');
  studio.answerWith({
    'settings.get': async (input) => {
      const before = await settings(input);
      await sleep(600);
      return before;
    },
  });
  const late = page.waitForResponse((response) => response.url().endsWith('/settings.get'));
  await page.reload();
  await button(page, 'Appearance: System').click();
  await late;
  await settled(page);
  assert.equal(await themeOf(page), 'light');
});

test('? lists the keys, Escape closes the list and gives the keyboard back; it is not opened while typing', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser, 'label');
  await tileAt(page, 0).click();
  await page.keyboard.press('?');
  const list = page.getByRole('dialog', { name: words.frame.shortcuts.open });
  for (const text of [
    words.frame.shortcuts.nextUnlabelled,
    words.frame.shortcuts.clear,
    words.frame.shortcuts.range,
    words.frame.shortcuts.redo,
  ])
    await list.getByText(text).waitFor();
  await page.keyboard.press('Escape');
  assert.ok(await hasKeyboard(page.getByRole('grid')));
  await page.keyboard.press('f');
  await page.keyboard.type('?');
  assert.equal(await list.count(), 0);
  await button(page, words.frame.shortcuts.open).click();
  await list.waitFor();
});

test('Alt and a digit go from screen to screen; reload, back and an address keep the place', { skip }, async (t) => {
  const { page, project } = await openView(t, chromium.browser, 'images?show=unlabelled');
  await tileAt(page, 0).waitFor();
  await page.keyboard.press('Alt+3');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.label }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.label }).waitFor();
  await page.goBack();
  await page.getByText('75 of 130 images').waitFor();
  await page.keyboard.press('Alt+1');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.projects }).waitFor();
  await page.keyboard.press('Alt+2');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.images }).waitFor();
  await page.goto(page.url().replace(/#.*/, `#/${project.id}/no-such-screen`));
  await page.getByRole('heading', { level: 1, name: words.frame.screens.projects }).waitFor();
});

test('without a project the other screens cannot be gone to, and say why', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser);
  assert.ok(await button(page, words.frame.screens.label).isDisabled());
  assert.equal(await button(page, words.frame.screens.label).getAttribute('title'), words.frame.openProjectFirst);
  await page.keyboard.press('Alt+3');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.projects }).waitFor();
});

/** Waits for what was asked for: pictures of a project that is closed meanwhile would be errors of the page. */
async function picturesAreThere(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      [...document.images].every((one) => one.complete && one.naturalWidth > 0) && !document.querySelector('canvas[data-state=loading]'),
  );
}

test('a page that is loaded again after the studio was started again opens its project by itself', { skip }, async (t) => {
  const { page, studio, project } = await openView(t, chromium.browser, 'label');
  await tileAt(page, 0).waitFor();
  await picturesAreThere(page);
  await studio.close(project);
  await page.reload();
  await tileAt(page, 0).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.open'), [{ path: project.path }]);
});

test('a project that is gone from a page that is loaded again is told in words, with the way back', { skip }, async (t) => {
  const { page, studio, project } = await openView(t, chromium.browser, 'label');
  await tileAt(page, 0).waitFor();
  await picturesAreThere(page);
  await studio.close(project);
  studio.forget(project);
  await page.reload();
  await page.getByRole('alert').waitFor();
  await button(page, words.frame.backToProjects).click();
  await page.getByRole('heading', { name: words.projects.empty.title }).waitFor();
});

test('a request that gets no answer while the rest stands is noticed and got over', { skip }, async (t) => {
  const { page, studio } = await openView(t, chromium.browser, 'images');
  await tileAt(page, 0).waitFor();
  await page.route('**/api/images.ids', (route) => route.abort(), { times: 1 });
  await page
    .getByRole('navigation', { name: words.images.filters.title })
    .getByRole('button', { name: /^Unlabelled/ })
    .click();
  await page.getByText('75 of 130 images').waitFor();
  await page.getByText("Graft's engine is not responding").waitFor({ state: 'detached' });
  assert.ok(askedTimes(studio, 'projects.get') >= 1);
});

test('where the keyboard is can be seen, and Tab comes round to the content and back', { skip }, async (t) => {
  const { page } = await openView(t, chromium.browser, 'images');
  await tileAt(page, 0).waitFor();
  await page.keyboard.press('Tab');
  assert.ok(await page.getByRole('link', { name: words.frame.skip }).isVisible());
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'main');
  const unseen: string[] = [];
  for (let stop = 0; stop < 16; stop += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      const marked = at.getAttribute('role') === 'grid' ? (at.querySelector('.focused') ?? at) : at;
      const style = getComputedStyle(marked);
      const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
      return { ring, markup: at.outerHTML.slice(0, 100), body: at === document.body };
    });
    if (!seen.ring && !seen.body) unseen.push(seen.markup);
  }
  assert.deepEqual(unseen, []);
  await tabTo(page, button(page, words.frame.shortcuts.open));
});
