import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { button, openStudioPage, type StudioPage } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const said = words.review;

/** Opens the Review screen and has the images reviewed. */
async function reviewed(t: TestContext): Promise<StudioPage> {
  const opened = await openStudioPage(t, chromium.browser, { at: 'review' });
  await button(opened.page, said.start).click();
  await tiles(opened, 'label-error').first().waitFor();
  return opened;
}
const tiles = ({ page }: StudioPage, kind: keyof typeof said.kinds) =>
  page.getByRole('list', { name: said.kinds[kind] }).getByRole('button');
/** How many findings of a kind are open, as the list of kinds says. */
const openOf = ({ page }: StudioPage, kind: keyof typeof said.kinds) =>
  page.getByRole('navigation', { name: said.kindsTitle }).getByRole('button', { name: new RegExp(`^${said.kinds[kind]}`) });

test('a review is started by hand, shows how far it is, and can be stopped', { skip }, async (t) => {
  const { page, studio } = await openStudioPage(t, chromium.browser, { at: 'review' });
  await page.getByRole('heading', { name: said.first.title }).waitFor();
  studio.jobStepMs = 2_000;
  await button(page, said.start).click();
  await page.getByRole('progressbar', { name: words.frame.jobs.kinds.review, exact: true }).waitFor();
  await button(page, words.frame.jobs.stop).click();
  await page.getByText(said.stopped).waitFor();
  await page.getByRole('heading', { name: said.first.title }).waitFor();
});

test('each doubtful label is decided with one key, and undo brings it back', { skip }, async (t) => {
  const opened = await reviewed(t);
  const { page, studio, project } = opened;
  assert.equal(await tiles(opened, 'label-error').count(), 3);
  const [first, second, third] = project.images.filter((image) => image.class !== null);
  await tiles(opened, 'label-error').first().focus();

  await page.keyboard.press('Enter');
  await page.getByText(said.total(2, true)).waitFor();
  assert.deepEqual(askedWith(studio, 'labels.set').at(-1), {
    project: project.id,
    images: [first!.id],
    class: project.images.find((image) => image.id === first!.id)!.class,
    how: 'corrected-in-review',
  });
  assert.notEqual(project.images.find((image) => image.id === first!.id)!.class, first!.class);

  await page.keyboard.press('n');
  await page.getByText(said.total(1, true)).waitFor();
  assert.equal(project.images.find((image) => image.id === second!.id)!.class, second!.class, 'kept as it is');

  await page.keyboard.press('Delete');
  await page.getByText(said.none(3)).waitFor();
  assert.equal(project.images.find((image) => image.id === third!.id)!.excluded, true);
  await openOf(opened, 'label-error').getByText('0').waitFor();

  for (const left of [1, 2, 3]) {
    await page.keyboard.press('Control+z');
    await page.getByText(said.total(left, true)).waitFor();
  }
  assert.deepEqual(
    project.images.slice(0, 3).map((image) => [image.class, image.excluded]),
    [first, second, third].map((image) => [image!.class, false]),
  );
  await page.keyboard.press('Control+Shift+z');
  await page.getByText(said.total(2, true)).waitFor();
});

test('by mouse: another label, the picture in full, decided findings shown again', { skip }, async (t) => {
  const opened = await reviewed(t);
  const { page } = opened;
  await page.getByRole('complementary').getByRole('button', { name: 'Quercus' }).last().click();
  await page.getByText(said.total(2, true)).waitFor();
  await page.getByText(said.shown.all, { exact: true }).click();
  await page.getByText(said.total(3, false)).waitFor();
  await tiles(opened, 'label-error').first().getByText(said.states.relabelled).waitFor();
  await page.getByRole('complementary').getByRole('img').click();
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  assert.equal(await tiles(opened, 'label-error').count(), 3, 'keys do nothing behind the picture');
});

test('all findings of a kind that are shown are kept at once', { skip }, async (t) => {
  const opened = await reviewed(t);
  const { page } = opened;
  await openOf(opened, 'blurred').click();
  await page.getByRole('heading', { name: said.kinds.blurred }).waitFor();
  assert.equal(await tiles(opened, 'blurred').count(), 2);
  await button(page, said.keepShown(2)).click();
  await page.getByText(said.none(2)).waitFor();
  await button(page, said.undo).click();
  await page.getByText(said.total(2, true)).waitFor();
});

test('shortcuts are told with what they predict and their typical values', { skip }, async (t) => {
  const opened = await reviewed(t);
  const { page } = opened;
  await page.getByRole('navigation', { name: said.kindsTitle }).getByRole('button', { name: said.shortcuts.title }).click();
  const panel = page.getByRole('region', { name: said.shortcuts.facts.format });
  await panel.getByText('Alone predicts 51% of the labels, as the mean over the classes; guessing predicts 33% (p = 0.010).').waitFor();
  assert.deepEqual(await panel.getByRole('listitem').allInnerTexts(), ['Betula\nPNG', 'Quercus\nJPEG', 'Salix\nJPEG']);
  assert.equal(await page.getByRole('complementary').count(), 0, 'there is nothing to decide');
});
