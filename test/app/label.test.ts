import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedTimes, askedWith } from '../support/screens/model-screens.ts';
import {
  button,
  drawFrame,
  focusComesTo,
  labelled,
  openStudioPage,
  saidOf,
  selectedPlaces,
  tabTo,
  tileAt,
  typeInFocus,
  unlabelled,
} from '../support/screens/studio-page.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const open = (images = 40) => ({ at: 'label', fill: unlabelled(images) });
const saved = (page: Page) => page.getByText(words.label.saved).waitFor();
const says = (page: Page, text: string) =>
  page.getByRole('region', { name: words.parts.notices }).getByText(text, { exact: true }).waitFor();
/** Places 0 and 1 are labelled from the beginning; these are not. */
const [first, second, third] = [2, 3, 4];

test('a newcomer adds classes and labels by keyboard alone: +, names, arrows, digits, 0 takes away', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { at: 'label', fill: (project) => project.addImages('Field', 20, 0) });
  await page.getByText(words.label.hints.noClasses).waitFor();
  await page.keyboard.press('+');
  await typeInFocus(page, 'Rust');
  await page.keyboard.press('Enter');
  await button(page, 'Label selection as Rust (key 1)').waitFor();
  await typeInFocus(page, 'Mildew');
  await page.keyboard.press('Enter');
  await button(page, 'Label selection as Mildew (key 2)').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('2');
  await labelled(page, 1, 'Mildew');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, 1, 'Rust');
  await labelled(page, 2, 'Rust');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('0');
  await labelled(page, 1, 'unlabelled');
  await saved(page);
  assert.deepEqual(
    askedWith(studio, 'labels.set').map((input) => [(input as { images: number[] }).images, (input as { class: number }).class]),
    [
      [[2], 2],
      [[2, 3], 1],
      [[2], null],
    ],
  );
  await page.getByText('1 of 20 images').waitFor();
});

test('classes beyond the ninth have letters; a digit without a class says so; the French row of digits works too', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    at: 'label',
    fill: (project) => {
      for (let index = 1; index <= 11; index += 1) project.addImages(`Class ${index}`, 3, 3);
    },
  });
  await tileAt(page, 0).click();
  await page.keyboard.press('q');
  await labelled(page, 0, 'Class 10');
  await page.keyboard.press('w');
  await labelled(page, 0, 'Class 11');
  await page.keyboard.press('Shift+W');
  await page.getByRole('grid').dispatchEvent('keydown', { key: 'é', code: 'Digit2', bubbles: true, cancelable: true });
  await labelled(page, 0, 'Class 2');
  await button(page, 'Options for class Class 9').click();
  await page.getByRole('menuitem', { name: words.label.classes.remove }).click();
  await button(page, words.label.removeDialog.confirm).click();
});

test('a digit that no class has is answered in words', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  await page.keyboard.press('7');
  await says(page, 'No class uses the key 7.');
  assert.equal(askedTimes(studio, 'labels.set'), 0);
});

test('images are selected by click, Ctrl and click, Shift and click, a drawn frame, and all at once', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open(200));
  const columns = Number(await page.getByRole('grid').getAttribute('aria-colcount'));
  await tileAt(page, 1).click();
  assert.deepEqual(await selectedPlaces(page), [1]);
  await tileAt(page, 3).click({ modifiers: ['Control'] });
  assert.deepEqual(await selectedPlaces(page), [1, 3]);
  await tileAt(page, 1).click({ modifiers: ['Control'] });
  assert.deepEqual(await selectedPlaces(page), [3]);
  await tileAt(page, 1 + columns).click({ modifiers: ['Shift'] });
  assert.deepEqual(
    await selectedPlaces(page),
    Array.from({ length: columns + 1 }, (_, index) => 1 + index),
    'from the last image that was clicked',
  );
  await drawFrame(page, 1, 2 + columns);
  assert.deepEqual(await selectedPlaces(page), [1, 2, 1 + columns, 2 + columns]);
  await page.keyboard.press('Control+a');
  await page.getByText('202 selected').waitFor();
  await page.keyboard.press('Escape');
  assert.deepEqual(await selectedPlaces(page), []);
  await page.getByText('202 images', { exact: true }).first().waitFor();
});

test('a click leaves the keyboard with the grid, also a click on a class, so that both hands work', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  assert.ok(await page.getByRole('grid').evaluate((grid) => grid === document.activeElement));
  await button(page, 'Label selection as Quercus (key 2)').click();
  await labelled(page, first, 'Quercus');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, second, 'Betula');
  await page.getByLabel(words.label.show, { exact: true }).selectOption(words.label.filters.all);
  await button(page, /^Undo/).click();
  await labelled(page, second, 'unlabelled');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, third, 'Betula');
});

test(
  'one image at a time: Enter, arrows, a label goes on to the next unlabelled image, undo comes back to it, Escape leaves',
  { skip },
  async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, open(6));
    const single = page.getByRole('region', { name: words.label.single.title });
    await tileAt(page, 1).click();
    await page.keyboard.press('Enter');
    await single.getByText('2 of 8').waitFor();
    await single.getByRole('img', { name: 'The image quercus-0001.jpg' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await single.getByText('field-0001.jpg').waitFor();
    await single.getByText(words.label.single.unlabelled).waitFor();
    await page.keyboard.press('1');
    await single.getByText('field-0002.jpg').waitFor();
    await page.keyboard.press('Control+z');
    await single.getByText('field-0001.jpg').waitFor();
    await single.getByText(words.label.single.unlabelled).waitFor();
    for (let image = 0; image < 6; image += 1) await page.keyboard.press('2');
    await says(page, words.label.single.allDone);
    await single.getByRole('status').getByText('Quercus').waitFor();
    await button(single, words.label.single.previous).click();
    await single.getByText('field-0005.jpg').waitFor();
    await page.keyboard.press('Escape');
    await focusComesTo(page, 6);
    await page.keyboard.press('g');
    await single.getByText('7 of 8').waitFor();
    await button(page, words.label.views.grid).click();
    await page.getByRole('grid').waitFor();
  },
);

test(
  'among the unlabelled a labelled image keeps its place until the list is refreshed; at the end everything is labelled',
  { skip },
  async (t) => {
    const { page } = await openStudioPage(t, chromium.browser, { ...open(3), at: 'label?show=unlabelled' });
    await tileAt(page, 0).click();
    await page.keyboard.press('1');
    await labelled(page, 0, 'Betula');
    await button(page, 'Refresh (1 changed)').click();
    await page.getByText('2 images', { exact: true }).first().waitFor();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('2');
    await button(page, 'Refresh (2 changed)').click();
    await page.getByRole('heading', { name: words.label.hints.allLabelled.title }).waitFor();
    await button(page, words.label.hints.allLabelled.go).click();
    await labelled(page, 4, 'Quercus');
  },
);

test('N goes to the next image without a label; F finds; the choice of what is shown gives the keyboard back', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, 0).click();
  await page.keyboard.press('n');
  await focusComesTo(page, first);
  await page.keyboard.press('f');
  await typeInFocus(page, '0007');
  await page.keyboard.press('Enter');
  await page.getByText('1 image', { exact: true }).first().waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, 0, 'Betula');
  assert.match(await saidOf(page, 0), /^field-0007\.jpg/);
});

test('keys do not label while a name is typed or a dialog is open', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  await page.getByLabel(words.label.classes.add).click();
  await typeInFocus(page, '12');
  await page.keyboard.press('Escape');
  await button(page, 'Options for class Betula').click();
  await page.getByRole('menuitem', { name: words.label.classes.recolour }).click();
  await page.keyboard.press('2');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.keyboard.press('1');
  await page.keyboard.press('Escape');
  assert.equal(askedTimes(studio, 'labels.set'), 0);
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('2');
  await labelled(page, first, 'Quercus');
});

test('the way by keyboard to the classes: Tab, the menu, a dialog, and back', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  const menu = button(page, 'Options for class Quercus');
  await tabTo(page, menu);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: words.label.renameDialog.title }).getByLabel(words.label.renameDialog.name).fill('Oak');
  await page.keyboard.press('Enter');
  await button(page, 'Label selection as Oak (key 2)').waitFor();
  await button(page, 'Options for class Oak').and(page.locator(':focus')).waitFor();
});
