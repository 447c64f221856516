import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { pictureContent } from '../support/screens/drawn-pool.ts';
import { fillGivenSplit, fillHerbarium, fillMicroscope } from '../support/screens/picture-folders.ts';
import { settled } from '../support/screens/settled.ts';
import { button, dropPaths, openStudioPage, tabTo, tileAt, typeFolder, typeInFocus } from '../support/screens/studio-page.ts';
import type { TestStudio } from '../support/test-studio.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const empty = {
  at: 'images',
  fill: () => {},
  arrange: ({ folders }: TestStudio) => {
    fillHerbarium(folders.start);
  },
};
const importDialog = (page: Page) => page.getByRole('dialog', { name: words.images.import });
const report = (page: Page) => page.getByRole('dialog', { name: words.images.report.title });
const course = (page: Page) => page.getByRole('region', { name: words.frame.jobs.kinds.import });

/** Opens the dialog for the folder Herbarium 2025, by mouse. */
async function chooseHerbarium(page: Page): Promise<void> {
  await button(page, words.images.import).click();
  const picker = page.getByRole('dialog', { name: words.images.importDialog.choose });
  await button(picker, 'Pictures').first().click();
  await button(picker, 'Herbarium 2025').click();
  await picker.getByText('Betula').waitFor();
  await button(picker, words.images.importDialog.chooseThis).click();
  await importDialog(page).getByText('/Pictures/Herbarium 2025').waitFor();
}

/** Two files and a folder with files of more than one piece that Chromium reads at a time. */
async function picturesOnDisk(t: TestContext, inFolder: number): Promise<{ folder: string; loose: string[] }> {
  const root = await mkdtemp(join(tmpdir(), 'graft-drop-'));
  t.after(() => rm(root, { recursive: true, force: true }));
  const folder = join(root, 'Herbarium');
  await mkdir(join(folder, 'Salix', 'old'), { recursive: true });
  await writeFile(join(folder, 'Salix', 'old', 'deep äö #1.jpg'), pictureContent(0, 0));
  for (let index = 1; index < inFolder; index += 1) await writeFile(join(folder, `leaf-${index}.jpg`), pictureContent(index, 0));
  const loose = ['one.jpg', 'two.jpg'].map((name) => join(root, name));
  for (const [index, path] of loose.entries()) await writeFile(path, pictureContent(1000 + index, 0));
  return { folder, loose };
}

test('a folder is imported by mouse: choices, progress with the time left, a report of every verdict', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, empty);
  studio.pictureMs = 500;
  const folder = `${studio.folders.start}/Pictures/Herbarium 2025`;
  await chooseHerbarium(page);
  await importDialog(page)
    .getByRole('radio', { name: /Copy the files into the project/ })
    .check();
  await button(importDialog(page), words.images.importDialog.start).click();
  await course(page).getByRole('progressbar').waitFor();
  await course(page)
    .getByText(/Reading images · \d+ of 127 · about \d+ seconds left/i)
    .waitFor();
  await course(page).getByText(words.images.running.keepsWorking).waitFor();
  const said = report(page);
  await said.getByText('120 images imported').waitFor();
  for (const text of [
    '6 other files were skipped: not an image format.',
    'New classes: Betula, Quercus, Salix.',
    'The names Salix, salix were merged into one class, Salix.',
    '2 images need your decision',
    '2 files are exact copies of other images',
    'copy of Betula/betula-0001.jpg',
    '3 files were rejected',
    'Quercus/notes.png',
    /It is not an image\. If it should be an image, copy it again/,
  ])
    await said.getByText(text).waitFor();
  assert.deepEqual(askedWith(studio, 'images.import'), [
    { project: project.id, from: { paths: [folder] }, labels: 'folders', classLevel: 3, copy: true },
  ]);
  await button(said, words.images.report.done).click();
  await page.getByText('120 images', { exact: true }).first().waitFor();
  await button(page, words.images.lastReport).click();
  await said.getByText('120 images imported').waitFor();
});

test('folders of classes and dates below a given split: what they mean is shown, asked and kept', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, {
    ...empty,
    arrange: ({ folders }) => {
      fillGivenSplit(folders.start);
    },
  });
  const folder = `${studio.folders.start}/Pictures/Plates`;
  await button(page, words.images.import).click();
  const picker = page.getByRole('dialog', { name: words.images.importDialog.choose });
  await typeFolder(picker, folder);
  await page.keyboard.press('Enter');
  await button(picker, words.images.importDialog.chooseThis).click();
  const level = importDialog(page).getByRole('group', { name: words.images.importDialog.classLevel });
  assert.ok(await level.getByRole('radio', { name: /^healthy, rust/ }).isChecked());
  await level.getByText(words.images.importDialog.levelHint.date).waitFor();
  assert.ok(
    await importDialog(page)
      .getByRole('radio', { name: /^Keep this split: train, test/ })
      .isChecked(),
  );
  await button(importDialog(page), words.images.importDialog.start).click();
  await report(page).getByText('The split was kept: 12 images for training, 4 for validation, 8 for testing.').waitFor();
  await report(page).getByText('New classes: healthy, rust.').waitFor();
  assert.deepEqual(askedWith(studio, 'images.import'), [
    { project: project.id, from: { paths: [folder] }, labels: 'folders', split: 'keep', classLevel: 2, copy: false },
  ]);
  assert.deepEqual(
    project.summary().classes.map(({ name, train, validation, test: tested }) => [name, train, validation, tested]),
    [
      ['healthy', 6, 2, 4],
      ['rust', 6, 2, 4],
    ],
  );
});

test('images that are in the project from the same place are not imported again, and counted', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, {
    at: 'images',
    fill: (project) => {
      project.addImages('Betula', 14, 14);
    },
  });
  await button(page, words.images.import).click();
  const picker = page.getByRole('dialog', { name: words.images.importDialog.choose });
  await typeFolder(picker, studio.pictures);
  await page.keyboard.press('Enter');
  await button(picker, 'Betula').waitFor();
  await button(picker, words.images.importDialog.chooseThis).click();
  await button(importDialog(page), words.images.importDialog.start).click();
  await report(page).getByText('14 images were already in the project.').waitFor();
});

test('the whole import is done by keyboard, without labels', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, {
    ...empty,
    arrange: ({ folders }) => {
      fillMicroscope(folders.start);
    },
  });
  const folder = `${studio.folders.start}/Pictures/Microscope`;
  await tabTo(page, button(page, words.images.importDialog.choose));
  await page.keyboard.press('Enter');
  const path = page.getByRole('textbox', { name: words.parts.folders.path });
  await button(page, 'Documents').first().waitFor();
  await tabTo(page, path);
  await page.keyboard.press('Control+a');
  await typeInFocus(page, folder);
  await page.keyboard.press('Enter');
  await page.getByText('1,203 images in this folder').waitFor();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('radio', { name: /Use folder names as labels/ }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await report(page).getByText('1,203 images imported').waitFor();
  assert.deepEqual(askedWith(studio, 'images.import'), [{ project: project.id, from: { paths: [folder] }, labels: 'none', copy: false }]);
  await page.keyboard.press('Escape');
  await report(page).waitFor({ state: 'detached' });
});

test('conflicts are decided in the report; a decision that is refused is said there and can be made again', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, empty);
  await chooseHerbarium(page);
  await button(importDialog(page), words.images.importDialog.start).click();
  const first = report(page).getByRole('group', { name: 'Which class is correct for betula-0004.jpg?' });
  studio.failNext('labels.set', { code: 'disk-full', facts: { path: '/home/ada' } });
  await button(first, 'Quercus').click();
  await report(page).getByRole('alert').getByText('The disk that holds /home/ada is full.').waitFor();
  await button(first, 'Quercus').click();
  await report(page).getByText('Labelled Quercus').waitFor();
  assert.equal(await report(page).getByRole('alert').count(), 0);
  await button(report(page).getByRole('group', { name: 'Which class is correct for quercus-0005.jpg?' }), 'Quercus').click();
  await report(page).getByText('Labelled Quercus').nth(1).waitFor();
  assert.equal(project.summary().conflicts, 0);
  await button(report(page), words.images.report.goLabel).click();
  await page.getByRole('heading', { name: words.label.hints.allLabelled.title }).waitFor();
});

test('a folder that cannot be imported is said in the dialog, which keeps the choices', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  const folder = `${studio.folders.start}/Documents`;
  studio.failNext('images.import', { code: 'folder-not-found', facts: { path: folder } });
  await button(page, words.images.import).click();
  await button(page.getByRole('dialog'), 'Documents').click();
  await button(page, words.images.importDialog.chooseThis).click();
  await importDialog(page)
    .getByRole('radio', { name: /Import without labels/ })
    .check();
  await button(importDialog(page), words.images.importDialog.start).click();
  await importDialog(page).getByRole('alert').getByText(folder, { exact: false }).first().waitFor();
  assert.ok(
    await importDialog(page)
      .getByRole('radio', { name: /Import without labels/ })
      .isChecked(),
  );
  await button(importDialog(page), words.images.importDialog.change).click();
  await page.getByRole('dialog', { name: words.images.importDialog.choose }).waitFor();
  await page.keyboard.press('Escape');
  await importDialog(page).getByText(folder).first().waitFor();
  await button(importDialog(page), words.parts.cancel).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
});

test('a folder that is pressed and chosen at once is the one that is imported, however long it takes to read', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  const browse = studio.handlerOf('files.browse');
  studio.answerWith({
    'files.browse': async (input) => {
      if (input.path !== undefined) await sleep(600);
      return browse(input);
    },
  });
  await button(page, words.images.import).click();
  await button(page.getByRole('dialog'), 'Documents').click();
  await button(page, words.images.importDialog.chooseThis).click();
  await importDialog(page).getByText(`${studio.folders.start}/Documents`).first().waitFor();
});

test('a folder without a picture is said on the screen', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  await button(page, words.images.import).click();
  await button(page.getByRole('dialog'), 'Documents').click();
  await button(page, words.images.importDialog.chooseThis).click();
  await button(importDialog(page), words.images.importDialog.start).click();
  await page.getByRole('alert').getByText(`There are no images in ${studio.folders.start}/Documents.`).waitFor();
});

test('an import is stopped and says what stays', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  studio.pictureMs = 400;
  await chooseHerbarium(page);
  await button(importDialog(page), words.images.importDialog.start).click();
  await button(course(page), words.images.running.stop).click();
  await page.getByText(words.images.ended.stopped).waitFor();
  await course(page).waitFor({ state: 'detached' });
});

test('an import that fails says why and what is safe', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  studio.pictureMs = 200;
  await chooseHerbarium(page);
  await button(importDialog(page), words.images.importDialog.start).click();
  await course(page).waitFor();
  studio.pictureFailure = { code: 'disk-full', facts: { path: '/home/ada' } };
  await page.getByRole('alert').getByText('The disk that holds /home/ada is full.').waitFor();
  await button(page, words.parts.dismiss).click();
  await page.getByRole('alert').waitFor({ state: 'detached' });
});

test('an import under way is shown again after a reload, and reports at its end', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  studio.pictureMs = 700;
  await chooseHerbarium(page);
  await button(importDialog(page), words.images.importDialog.start).click();
  await course(page).waitFor();
  await page.reload();
  await course(page).getByRole('progressbar').waitFor();
  studio.pictureMs = 5;
  await report(page).getByText('120 images imported').waitFor();
});

test('an import that ends while another screen is shown is told there; the report waits', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, empty);
  studio.pictureMs = 400;
  await chooseHerbarium(page);
  await button(importDialog(page), words.images.importDialog.start).click();
  await course(page).waitFor();
  await page.keyboard.press('Alt+3');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.label }).waitFor();
  studio.pictureMs = 5;
  await page.getByText('120 images imported. 3 files were rejected. 2 images need your decision.').waitFor();
  await tileAt(page, 0).waitFor();
  await page.keyboard.press('Alt+2');
  await button(page, words.images.lastReport).click();
  await report(page).getByText('120 images imported').waitFor();
});

test('dropped files are handed over and imported into the project', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, empty);
  const { loose } = await picturesOnDisk(t, 1);
  await dropPaths(page, loose);
  await importDialog(page).getByText('2 dropped files').waitFor();
  await importDialog(page).getByText(words.images.importDialog.uploadHint).waitFor();
  await button(importDialog(page), words.images.importDialog.start).click();
  await report(page).getByText('2 images imported').waitFor();
  const [[id, files] = []] = studio.uploads;
  assert.deepEqual(files, ['one.jpg', 'two.jpg']);
  assert.deepEqual(askedWith(studio, 'images.import'), [{ project: project.id, from: { upload: id }, labels: 'folders', copy: true }]);
});

test('a dropped folder is read through and through, with the paths that name its classes', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { at: 'images' });
  const { folder, loose } = await picturesOnDisk(t, 230);
  await dropPaths(page, [folder, loose[0]!]);
  await importDialog(page).getByText('231 dropped files').waitFor();
  await button(importDialog(page), words.images.importDialog.start).click();
  await report(page).waitFor();
  const files = [...studio.uploads.values()][0] ?? [];
  assert.equal(files.length, 231);
  assert.ok(files.includes('Herbarium/Salix/old/deep äö #1.jpg') && files.includes('one.jpg'));
});

test('a file dropped on a screen that takes none changes nothing', { skip }, async (t) => {
  const { page, address } = await openStudioPage(t, chromium.browser, { at: 'label' });
  await tileAt(page, 0).waitFor();
  const { loose } = await picturesOnDisk(t, 1);
  await dropPaths(page, loose);
  await settled(page);
  assert.equal(page.url(), address);
  await page.keyboard.press('ArrowRight');
  await page.getByText('1 selected').waitFor();
});
