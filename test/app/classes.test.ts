import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { button, labelled, openStudioPage, tileAt, typeInFocus, unlabelled } from '../support/screens/studio-page.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const open = { at: 'label', fill: unlabelled(20) };
const says = (page: Page, text: string) =>
  page.getByRole('region', { name: words.parts.notices }).getByText(text, { exact: true }).waitFor();

async function change(page: Page, name: string, what: string): Promise<void> {
  await button(page, `Options for class ${name}`).click();
  await page.getByRole('menuitem', { name: what }).click();
}

test('a class is added, gets a colour and the next key; a name that is taken in another case is refused in words', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open);
  await page.getByLabel(words.label.classes.add).fill('betula');
  await button(page, words.label.classes.addButton).click();
  await page.getByRole('alert').getByText('There is already a class named "Betula".', { exact: false }).waitFor();
  assert.equal(await page.getByLabel(words.label.classes.add).inputValue(), 'betula', 'what was typed is kept');
  await page.getByLabel(words.label.classes.add).fill('Salix');
  await page.keyboard.press('Enter');
  await button(page, 'Label selection as Salix (key 3)').waitFor();
  await page.getByRole('alert').waitFor({ state: 'detached' });
  await button(page, 'Undo: adding class Salix').click();
  await says(page, 'Undone: adding class Salix');
  await button(page, 'Label selection as Salix (key 3)').waitFor({ state: 'detached' });
});

test('names typed fast one after another all become classes, however slow the studio is', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open);
  studio.delaysMs.set('classes.add', 500);
  await page.getByLabel(words.label.classes.add).click();
  for (const name of ['Salix', 'Populus', 'Alnus']) {
    await typeInFocus(page, name);
    await page.keyboard.press('Enter');
  }
  for (const [index, name] of ['Salix', 'Populus', 'Alnus'].entries())
    await button(page, `Label selection as ${name} (key ${index + 3})`).waitFor();
  assert.equal(await page.getByLabel(words.label.classes.add).inputValue(), '');
});

test('a class is renamed: its images say the new name; undo brings the old one back', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open);
  await change(page, 'Betula', words.label.classes.rename);
  const dialog = page.getByRole('dialog', { name: words.label.renameDialog.title });
  await dialog.getByLabel(words.label.renameDialog.name).fill('Quercus');
  await page.keyboard.press('Enter');
  await dialog
    .getByRole('alert')
    .getByText(/Quercus/)
    .first()
    .waitFor();
  await dialog.getByLabel(words.label.renameDialog.name).fill('Birch');
  await button(dialog, words.label.classes.rename).click();
  await labelled(page, 0, 'Birch');
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: renaming class Betula → Birch');
  await labelled(page, 0, 'Betula');
});

test('two classes are merged: the dialog says what will happen, the images follow, one undo takes it back', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, open);
  await change(page, 'Betula', words.label.classes.merge);
  const dialog = page.getByRole('dialog', { name: 'Merge Betula into another class' });
  await dialog.getByText('1 image labelled Betula will be labelled Quercus, and Betula will be removed. You can undo this.').waitFor();
  await button(dialog, 'Move 1 label and merge').click();
  await labelled(page, 0, 'Quercus');
  assert.equal(await button(page, 'Options for class Betula').count(), 0);
  assert.deepEqual(askedWith(studio, 'classes.merge'), [{ project: project.id, from: [1], into: 2 }]);
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: merging classes Betula → Quercus (1 image)');
  await labelled(page, 0, 'Betula');
});

test('a class is removed: its images become unlabelled, and undo gives both back', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open);
  await change(page, 'Betula', words.label.classes.remove);
  await page.getByText('1 image will become unlabelled. You can undo this.').waitFor();
  await button(page, words.label.removeDialog.confirm).click();
  await labelled(page, 0, 'unlabelled');
  await page.keyboard.press('Control+z');
  await says(page, 'Undone: removing class Betula (1 image)');
  await labelled(page, 0, 'Betula');
});

test('a class gets another colour, from the palette by keyboard or any other', { skip }, async (t) => {
  const { page, project } = await openStudioPage(t, chromium.browser, open);
  await change(page, 'Betula', words.label.classes.recolour);
  await page.getByRole('radio').first().focus();
  await page.keyboard.press('ArrowRight');
  const chosen = await page.getByRole('radio', { checked: true }).inputValue();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(project.classSummaries()[0]?.colour, chosen);
  await change(page, 'Betula', words.label.classes.recolour);
  await page.getByLabel(words.label.classes.otherColour).fill('#123456');
  await button(page, words.label.recolourDialog.save).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(project.classSummaries()[0]?.colour, '#123456');
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role=gridcell] i')].some((dot) => getComputedStyle(dot).backgroundColor === 'rgb(18, 52, 86)'),
  );
});

test('only the images of one class are shown on request', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, open);
  await change(page, 'Quercus', words.label.classes.showOnly);
  await page.getByText('1 image', { exact: true }).first().waitFor();
  await labelled(page, 0, 'Quercus');
  assert.equal(await tileAt(page, 1).count(), 0);
});

test('a change that fails keeps the dialog open with the reason', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, open);
  studio.failNext('classes.remove', { code: 'disk-full', facts: { path: '/home/ada' } });
  await change(page, 'Betula', words.label.classes.remove);
  await button(page, words.label.removeDialog.confirm).click();
  await page.getByRole('dialog').getByRole('alert').getByText('The disk that holds /home/ada is full.').waitFor();
  await button(page, words.label.removeDialog.confirm).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await labelled(page, 0, 'unlabelled');
});

test('many classes with long names stay in their panel, with their keys in sight', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, {
    at: 'label',
    fill: (project) => {
      for (let index = 0; index < 34; index += 1) project.addImages(`A species with quite a long name, number ${index}`, 2, 2);
    },
  });
  await tileAt(page, 0).waitFor();
  const panel = page.getByRole('complementary', { name: words.label.classes.title });
  const box = await panel.boundingBox();
  const key = await panel.locator('kbd').first().boundingBox();
  assert.ok(box && key && key.x + key.width <= box.x + box.width, 'the key lies inside the panel');
  assert.ok(await page.getByLabel(words.label.classes.add).isVisible());
  await panel.locator('li').last().scrollIntoViewIfNeeded();
  await button(panel, words.label.classes.clearHint).click();
  await labelled(page, 0, 'unlabelled');
});
