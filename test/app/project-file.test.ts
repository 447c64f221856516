import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { button, openStudioPage, tabTo, typeFolder } from '../support/screens/studio-page.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const said = words.projectFile;

test('a project is saved as one file by keyboard, and opened from it again', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, { fill: (filler) => filler.addImages('Betula', 30, 20) });
  await tabTo(page, button(page, 'More: Herbarium'));
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: said.pack.item }).press('Enter');
  const dialog = page.getByRole('dialog', { name: said.pack.title('Herbarium') });
  await dialog.getByLabel(said.pack.name).fill('a/b');
  await dialog.getByText(said.pack.invalid).waitFor();
  await dialog.getByLabel(said.pack.name).fill('For Ben');
  await dialog.getByLabel(said.pack.images).uncheck();
  await dialog.getByText(said.pack.without).waitFor();
  await dialog.getByLabel(said.pack.images).check();
  await page.keyboard.press('Enter');
  const out = join(studio.folders.projects, 'For Ben.graft.zip');
  await page.getByText(`Saved as ${out}`).waitFor();
  assert.deepEqual(askedWith(studio, 'projects.pack'), [{ project: project.id, out, images: true }]);
  await button(page, said.close).click();
  await page.getByText(`Saved as ${out}`).waitFor({ state: 'detached' });

  await studio.close(project);
  renameSync(project.path, join(studio.folders.start, 'Projects/old.graft'));
  await button(page, said.unpack.open).click();
  const unpack = page.getByRole('dialog', { name: said.unpack.title });
  assert.ok(await button(unpack, said.unpack.start).isDisabled());
  await button(unpack, said.unpack.choose).click();
  const picker = page.getByRole('dialog', { name: said.unpack.pick });
  await typeFolder(picker, studio.folders.projects);
  await page.keyboard.press('Enter');
  await button(picker, 'For Ben.graft.zip').click();
  await unpack.getByText('For Ben.graft.zip').waitFor();
  await button(unpack, said.unpack.start).click();
  await button(page, said.unpack.go).click();
  await page.getByRole('status').getByText('30 images').waitFor();
  assert.equal(project.summary().missing, 0);
});

test('a file that is no project is refused in words, which can be put away', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser);
  const { job } = await studio.ask('projects.unpack', { file: join(studio.folders.start, 'Pictures/holiday-1.jpg') });
  await studio.queue.ended(job);
  await page.getByText('is not a project file from Graft').or(page.getByText('is damaged or incomplete')).waitFor();
  await button(page, words.parts.dismiss).click();
  await page.getByText('is damaged or incomplete').waitFor({ state: 'detached' });
});
