import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { askedWith } from '../support/screens/model-screens.ts';
import { button, openStudioPage, tileAt, type StudioPage } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const said = words.groups;

/** Opens the dialog from the details of an image. */
async function opened(t: TestContext): Promise<StudioPage & { dialog: ReturnType<StudioPage['page']['getByRole']> }> {
  const studio = await openStudioPage(t, chromium.browser, { at: 'images' });
  await tileAt(studio.page, 0).click();
  await button(studio.page, said.open).click();
  return { ...studio, dialog: studio.page.getByRole('dialog', { name: said.title }) };
}

test('images are grouped by parts of their names that a user marks, after a preview, and undo takes it back', { skip }, async (t) => {
  const { page, studio, project, dialog } = await opened(t);
  await dialog.getByText(said.nothingMarked).waitFor();
  const apply = dialog.getByRole('button', { name: said.apply });
  assert.equal(await apply.isDisabled(), true);

  await dialog.getByRole('button', { name: 'betula', exact: true }).click();
  await dialog.getByText('betula', { exact: true }).nth(1).waitFor();
  await dialog.getByRole('button', { name: '0001', exact: true }).click();
  await dialog.getByText(said.noGroups).waitFor();
  assert.equal(await apply.isDisabled(), true, 'a group of its own for each image is none');
  await dialog.getByRole('button', { name: 'betula', exact: true }).click();
  await dialog.getByRole('region', { name: said.preview }).getByText('0001').waitFor();
  assert.ok((await dialog.getByRole('img').count()) > 3);

  await apply.click();
  await dialog.waitFor({ state: 'detached' });
  const rule = { by: 'name', marks: [{ field: 1 }] };
  assert.deepEqual(askedWith(studio, 'groups.set'), [{ project: project.id, rule }]);
  const [image] = project.images;
  const groupOf = async () => (await studio.ask('images.get', { project: project.id, image: image!.id })).group;
  assert.equal(await groupOf(), '0001');
  await page.locator('aside').getByText('0001', { exact: true }).waitFor();
  await page.keyboard.press('Control+z');
  await page.locator('aside').getByText(words.images.details.noGroup).waitFor();
  assert.equal(await groupOf(), null);
});

test(
  'what an image has in common with others filters by it, together with other filters, until it is chosen again',
  { skip },
  async (t) => {
    const { page, project, studio } = await openStudioPage(t, chromium.browser, { at: 'images' });
    await studio.ask('images.group', { project: project.id, images: project.images.slice(0, 3).map(({ id }) => id), group: 'North bog' });
    await tileAt(page, 0).click();
    const details = words.images.details;
    await button(page, details.showLike.group('North bog')).click();
    const counted = (images: number) => page.getByRole('status').getByText(words.images.total(images, project.images.length));
    await counted(3).waitFor();
    const filters = page.getByRole('navigation', { name: words.images.filters.title });
    await filters.getByRole('button', { name: words.images.filters.like.group('North bog') }).click();
    await counted(project.images.length).waitFor();
    await tileAt(page, 0).click();
    await button(page, details.showLike.camera('Drawn D1')).click();
    await filters.getByRole('button', { name: words.images.filters.like.camera('Drawn D1') }).waitFor();
    await page.getByLabel(words.images.order.title).selectOption(words.images.order.taken);
    await page.reload();
    await filters.getByRole('button', { name: words.images.filters.like.camera('Drawn D1') }).waitFor();
    assert.equal(await page.getByLabel(words.images.order.title).inputValue(), 'taken');
  },
);

test('images are grouped by capture time, and groups are removed', { skip }, async (t) => {
  const { page, studio, project, dialog } = await opened(t);
  await dialog.getByText(said.rules.time).click();
  await dialog.getByText(said.timed(project.images.length, project.images.length)).waitFor();
  await dialog.getByLabel(said.pause).selectOption(said.pauseOf(1));
  await dialog.getByRole('region', { name: said.preview }).getByRole('listitem').first().waitFor();
  await dialog.getByRole('button', { name: said.apply }).click();
  await dialog.waitFor({ state: 'detached' });
  const grouped = (await studio.ask('groups.get', { project: project.id })).now;
  assert.ok(grouped.groups > 10 && grouped.largest === 6, JSON.stringify(grouped));

  await button(page, said.open).click();
  await dialog.getByText(said.now(grouped)).waitFor();
  await dialog.getByText(said.rules.none).click();
  await dialog.getByRole('button', { name: said.applyNone }).click();
  await dialog.waitFor({ state: 'detached' });
  assert.equal((await studio.ask('groups.get', { project: project.id })).now.groups, 0);
});

test('a review proposes groups that make scores look too high, and says what is divided by the split', { skip }, async (t) => {
  const { page, studio, project } = await openStudioPage(t, chromium.browser, { at: 'review?kind=groups' });
  await button(page, words.review.start).click();
  await page.getByText(said.reviewed.misleads).first().waitFor();
  await button(page, said.reviewed.use).last().click();
  await page.getByText(said.now({ groups: 0, images: 0, alone: 0, largest: 0 })).waitFor({ state: 'detached' });
  const { now, divided } = await studio.ask('groups.get', { project: project.id });
  assert.ok(now.groups > 0 && divided > 0, JSON.stringify([now, divided]));
  await page.getByText(said.now(now)).waitFor();
  await page.getByText(said.divided(divided)).waitFor();
  await button(page, said.draw).click();
  await page.getByText(said.drawn).waitFor();
  await page.getByText(said.divided(divided)).waitFor({ state: 'detached' });
  assert.equal((await studio.ask('groups.get', { project: project.id })).divided, 0);
});

test(
  'groups that pictures support are suggested without a review, after images are compared, and chosen with their preview',
  { skip },
  async (t) => {
    const { page, studio, project, dialog } = await opened(t);
    const suggested = dialog.getByRole('region', { name: said.proposed.title });
    await suggested.getByText(said.proposed.missing(project.images.length)).waitFor();
    await suggested.getByRole('button', { name: said.proposed.compute }).click();
    const byTime = suggested.getByRole('button', { name: said.reviewed.byTime(1) });
    await byTime.waitFor();
    const { groupings } = await studio.ask('groups.proposed', { project: project.id });
    const grouping = groupings.find(({ rule }) => rule.by === 'time' && rule.minutes === 1)!;
    await byTime.getByText(said.proposed.evidence(grouping.likeness)).waitFor();
    await byTime.click();
    assert.equal(await byTime.getAttribute('aria-pressed'), 'true');
    assert.equal(await dialog.getByLabel(said.pause).inputValue(), '1');
    await dialog.getByRole('region', { name: said.preview }).getByText(said.summary(grouping)).waitFor();
    await dialog.getByRole('button', { name: said.apply }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(askedWith(studio, 'groups.set'), [{ project: project.id, rule: { by: 'time', minutes: 1 } }]);
    await page.keyboard.press('Control+z');
  },
);
