import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { button, openStudioPage, tileAt } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const said = words.similar;

test('the images most similar to one are listed, labelled like any list, and found again by their address', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, { at: 'images' });
  const [, , third, fourth] = project.images;
  studio.jobStepMs = 300;
  await tileAt(page, 2).click();
  await button(page, said.more(1)).click();
  await page.getByRole('progressbar', { name: words.frame.jobs.kinds.features, exact: true }).waitFor();
  await page.getByText(said.total(project.images.length)).waitFor();
  assert.match((await tileAt(page, 0).getAttribute('aria-label'))!, new RegExp(`^${third!.name}.*${said.similarityIs(1)}`));
  await tileAt(page, 1)
    .getByText(said.similarity(Math.cos(1 / 50)))
    .waitFor();
  await page.getByRole('button', { name: said.like(third!.name, 1) }).waitFor();

  // An action applies to this list as to any other.
  await tileAt(page, 0).click();
  await tileAt(page, 1).click({ modifiers: ['Shift'] });
  await button(page, words.images.details.exclude(2)).click();
  await page.getByText(words.images.details.excluded).waitFor();
  const { images } = askedWith(studio, 'images.exclude').at(-1) as { images: number[] };
  assert.equal(images.length, 2);
  assert.ok(images.includes(third!.id) && (images.includes(fourth!.id) || images.includes(project.images[1]!.id)));

  await page.reload();
  await page.getByText(said.total(project.images.length)).waitFor();
  await page.getByRole('button', { name: said.like(third!.name, 1) }).click();
  await page.getByText(words.images.total(project.images.length, project.images.length)).waitFor();
});

test('computing features for a comparison can be stopped, and is offered again', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, { at: 'images' });
  studio.jobStepMs = 2_000;
  await tileAt(page, 0).click();
  await tileAt(page, 1).click({ modifiers: ['Shift'] });
  await button(page, said.more(2)).click();
  await button(page, words.frame.jobs.stop).click();
  await page.getByText(said.stopped).waitFor();
  await page.getByRole('heading', { name: said.none.title }).waitFor();
  studio.jobStepMs = 10;
  await button(page, said.compute).click();
  await page.getByText(said.total(project.images.length)).waitFor();
});
