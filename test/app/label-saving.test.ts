import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright';
import { StudioError } from '../../engine/domain/failure.ts';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedTimes } from '../support/screens/model-screens.ts';
import { button, labelled, openStudioPage, saidOf, selectedPlaces, tileAt, unlabelled } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const open = (images = 40) => ({ at: 'label', fill: unlabelled(images) });
const saved = (page: Page) => page.getByText(words.label.saved).waitFor();
const says = (page: Page, text: string) =>
  page.getByRole('region', { name: words.parts.notices }).getByText(text, { exact: true }).waitFor();
/** Places 0 and 1 are labelled from the beginning; these are not. */
const [first, second, third] = [2, 3, 4];

test('undo and redo by keyboard and by button say what they did', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  await tileAt(page, third).click({ modifiers: ['Shift'] });
  await page.keyboard.press('2');
  await saved(page);
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: labelling 3 images Quercus');
  await labelled(page, second, 'unlabelled');
  await page.keyboard.press('Control+Shift+z');
  await says(page, 'Redone: labelling 3 images Quercus');
  await labelled(page, second, 'Quercus');
  await page.keyboard.press('0');
  await labelled(page, second, 'unlabelled');
  await button(page, 'Undo: removing the label of 3 images').click();
  await says(page, 'Undone: removing the label of 3 images');
  await labelled(page, second, 'Quercus');
  await page.keyboard.press('Control+z');
  await labelled(page, second, 'unlabelled');
  await page.keyboard.press('Control+y');
  await labelled(page, second, 'Quercus');
  await button(page, 'Redo: removing the label of 3 images').click();
  await labelled(page, second, 'unlabelled');
  assert.ok(await button(page, 'Nothing to redo').isDisabled());
});

test('what was done before this page was opened can be undone, and the images show it', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    at: 'label',
    fill: (project) => {
      unlabelled(40)(project);
      project.setLabels([3, 4], 1);
    },
  });
  await labelled(page, second, 'Betula');
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: labelling 2 images Betula');
  await labelled(page, second, 'unlabelled');
  await page.keyboard.press('Control+y');
  await labelled(page, second, 'Betula');
});

test('a label is painted at once and marked until the studio has saved it', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open());
  studio.delaysMs.set('labels.set', 900);
  await tileAt(page, first).click();
  await page.keyboard.press('1');
  await labelled(page, first, 'Betula, saving');
  await page.getByText('Saving 1').waitFor();
  assert.equal(await page.getByText(words.label.saved).count(), 0);
  await saved(page);
  assert.equal(await saidOf(page, first), 'field-0001.jpg, Betula');
});

test('labels that the studio refuses are taken back, and one message counts all of them', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open());
  studio.answerWith({
    'labels.set': () => {
      throw new StudioError('disk-full', { path: '/home/ada' });
    },
  });
  studio.delaysMs.set('labels.set', 400);
  await tileAt(page, first).click();
  await tileAt(page, third).click({ modifiers: ['Shift'] });
  await page.keyboard.press('1');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, third + 1, 'Betula, saving');
  await page.getByText('4 images could not be labelled and were reset.').waitFor();
  await page.getByRole('alert').getByText('The disk that holds /home/ada is full.').first().waitFor();
  await page.getByText(words.label.notSaved).waitFor();
  assert.deepEqual(await Promise.all([second, third + 1].map((place) => saidOf(page, place))), [
    'field-0002.jpg, unlabelled',
    'field-0004.jpg, unlabelled',
  ]);
  assert.deepEqual(await selectedPlaces(page), [third + 1], 'the selection is there for another attempt');
});

test('a refused label does not take a later label of the same image away', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open());
  studio.delaysMs.set('labels.set', 400);
  studio.failNext('labels.set', { code: 'disk-full', facts: { path: '/home/ada' } });
  await tileAt(page, first).click();
  await page.keyboard.press('1');
  await page.keyboard.press('2');
  await page.getByText('1 image could not be labelled and was reset.').waitFor();
  await labelled(page, first, 'Quercus');
  await page.waitForFunction(() => !document.querySelector('[aria-label*="saving"]'));
  assert.equal(await saidOf(page, first), 'field-0001.jpg, Quercus');
});

test('labels given while the studio is away wait, are shown as waiting, and are saved when it is back', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, open());
  await tileAt(page, first).click();
  await page.keyboard.press('1');
  await saved(page);
  await studio.stop();
  await page.getByText('If Graft was stopped, start it again and open the address it prints.', { exact: false }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('2');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('1');
  await labelled(page, third, 'Betula, saving');
  await page.getByText('2 images to save').waitFor();
  assert.equal(project.onDisk().labelled, 3);
  const question = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  await (await question).dismiss();
  await studio.start();
  await saved(page);
  await page.getByText("Graft's engine is not responding").waitFor({ state: 'detached' });
  assert.deepEqual(
    [first, second, third].map((place) => project.images[place]?.class),
    [1, 2, 1],
  );
  for (const [place, name] of [
    [first, 'Betula'],
    [second, 'Quercus'],
    [third, 'Betula'],
  ] as const)
    await labelled(page, place, name);
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: labelling 1 image Betula');
  await labelled(page, third, 'unlabelled');
});

test('a thousand images are labelled in one action and with one undo', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, { ...open(1000), at: 'label?show=unlabelled' });
  await page.getByText('1,000 images', { exact: true }).first().waitFor();
  await tileAt(page, 0).click();
  await page.keyboard.press('Control+a');
  await page.getByText('1,000 selected').waitFor();
  await page.keyboard.press('2');
  await saved(page);
  assert.equal(project.summary().labelled, 1002);
  assert.equal(askedTimes(studio, 'labels.set'), 1);
  await page.keyboard.press('Control+End');
  await labelled(page, 999, 'Quercus');
  await button(page, 'Refresh (1,000 changed)').waitFor();
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: labelling 1,000 images Quercus');
  await labelled(page, 999, 'unlabelled');
  assert.equal(project.summary().labelled, 2);
});
