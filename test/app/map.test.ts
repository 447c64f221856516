import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { button, openStudioPage, tileAt, unlabelled } from '../support/screens/studio-page.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
const said = words.map;

test('a map is drawn on request; what is surrounded on it is selected, listed and excluded', { skip }, async (t) => {
  const { page, studio, project, address } = await openStudioPage(t, chromium.browser, { at: 'images' });
  const images = project.images.length;
  await page.getByText(said.views.map, { exact: true }).click();
  studio.jobStepMs = 200;
  await button(page, said.first.draw).click();
  await page.getByRole('progressbar', { name: words.frame.jobs.kinds.map, exact: true }).waitFor();
  const map = page.getByRole('application', { name: said.label(images) });
  await map.waitFor();
  const legend = page.getByRole('region', { name: said.legend });
  assert.match(await legend.innerText(), new RegExp(`${said.none.class}\\s+75\\s+Betula\\s+39`));

  await page.getByText(said.tools.rectangle, { exact: true }).click();
  const { x, y, width, height } = (await map.boundingBox())!;
  await page.mouse.move(x + width / 2 - 60, y + height / 2 - 60);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 + 60, y + height / 2 + 60, { steps: 3 });
  await page.mouse.up();
  const selected = page.getByRole('grid', { name: said.selected });
  await selected.waitFor();
  const chosen = Number((await page.getByRole('status').first().innerText()).match(/(\d+) selected/)![1]);
  assert.ok(chosen > 1 && chosen < images, `${chosen} of ${images} are in the middle`);

  await tileAt(page, 1).click();
  await button(page, words.images.details.exclude(chosen)).click();
  await page.getByText(words.images.details.excluded).waitFor();
  assert.equal(project.images.filter(({ excluded }) => excluded).length, chosen);

  // The address keeps the view, and the map is there at once.
  assert.notEqual(page.url(), address);
  await page.getByLabel(said.colourBy).selectOption('split');
  await page.reload();
  await map.waitFor();
  assert.match(await legend.innerText(), new RegExp(`${words.images.filters.splits.train}\\s+34`));
});

test('by keyboard, the map is zoomed and moved, and all that is in view is selected', { skip }, async (t) => {
  const { page, project } = await openStudioPage(t, chromium.browser, {
    at: 'images?view=map',
    arrange: async (studio, { id }) => {
      await studio.done(await studio.ask('map.start', { project: id, seed: 1 }));
    },
  });
  const map = page.getByRole('application');
  await map.focus();
  for (let times = 0; times < 4; times++) await page.keyboard.press('+');
  await page.keyboard.press('ArrowLeft');
  await button(page, said.selectInView).press('Enter');
  await page.getByRole('grid', { name: said.selected }).waitFor();
  const status = page.getByRole('status').first();
  const few = Number((await status.innerText()).match(/(\d+) selected/)![1]);
  assert.ok(few < project.images.length);
  await map.focus();
  await page.keyboard.press('0');
  await button(page, said.selectInView).press('Enter');
  await status.getByText(words.label.selected(project.images.length)).waitFor();

  // A filter leaves the others faint, and they are not selected.
  await page.getByRole('button', { name: /^Quercus/ }).click();
  await button(page, said.selectInView).click();
  await status.getByText(words.label.selected(10)).waitFor();
});

test('few images are told apart better in the grid', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, { at: 'images?view=map', fill: unlabelled(5) });
  await page.getByRole('heading', { name: said.tooFew(16) }).waitFor();
});
