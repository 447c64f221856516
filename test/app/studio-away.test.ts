import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright';
import { usualVariation } from '../../engine/domain/models/usual-variation.ts';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { eventually } from '../support/processes/child-processes.ts';
import { threeClasses } from '../support/screens/model-screens.ts';
import { button, openStudioPage, type StudioPage } from '../support/screens/studio-page.ts';
import type { ProjectFiller } from '../support/screens/test-project.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

const banner = words.frame.away.title;
/** The screens by the digit that leads there, with what is on them once a studio has answered. */
const screens = [
  [2, words.frame.screens.images, '[role=gridcell]'],
  [3, words.frame.screens.label, '[role=gridcell]'],
  [4, words.frame.screens.review, `text=${words.review.first.title}`],
  [5, words.frame.screens.train, `text=${words.train.auto.goWithout}`],
  [6, words.frame.screens.results, `text=${words.results.meaning.title}`],
  [7, words.frame.screens.compare, `text=${words.compareScreen.transfer.curves.title}`],
  [8, words.frame.screens.use, 'text=Try one image'],
  [9, words.frame.screens.sources, `text=${words.library.offers.title}`],
] as const;

function trained(project: ProjectFiller): void {
  threeClasses(project);
  project.runs.add();
  project.reports.add();
}
/** Everything in sight that speaks of the studio or of a failure. */
const saidOfStudio = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('[role=alert], [role=status], .toast, p')]
      .filter(
        (one) =>
          one.offsetParent !== null
          && (one.role === 'alert' || /\b(studio|engine)\b/i.test(one.innerText))
          && !one.parentElement?.closest('[role=status]'),
      )
      .map((one) => one.innerText),
  );

for (const [digit, title, there] of screens) {
  test(`${title} while the studio is away: one sentence says so, and everything comes by itself when it is back`, { skip }, async (t) => {
    const { page, studio }: StudioPage = await openStudioPage(t, chromium.browser, {
      at: title === words.frame.screens.train ? 'results' : 'train',
      fill: trained,
    });
    await page
      .locator('main')
      .getByText(title === words.frame.screens.train ? words.results.meaning.title : words.train.auto.goWithout)
      .first()
      .waitFor();
    await studio.stop();
    await page.getByText(banner).waitFor();
    await page.keyboard.press(`Alt+${digit}`);
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
    const said = await saidOfStudio(page);
    assert.ok(said.length === 1 && said[0]!.startsWith(banner), said.join('\n'));
    await studio.start();
    await page.getByText(banner).waitFor({ state: 'detached' });
    await page.locator('main').locator(there).first().waitFor();
    assert.deepEqual(await saidOfStudio(page), []);
  });
}

for (const at of ['images', 'label', 'compare'])
  test(
    `a page that shows ${at} while its studio restarts waits until the project is open again, however long that takes`,
    { skip },
    async (t) => {
      const { page, studio } = await openStudioPage(t, chromium.browser, { at, fill: trained });
      const content = page.locator('main').locator(screens.find(([, title]) => title.toLowerCase() === at)![2]);
      await content.first().waitFor();
      const asked: string[] = [];
      await page.route('**/api/projects.open', async (route) => {
        asked.push('opens');
        await new Promise((resolve) => {
          setTimeout(resolve, 700);
        });
        await route.continue();
        asked.push('opened');
      });
      await studio.stop();
      await page.getByText(banner).waitFor();
      page.on('request', (request) => {
        const name = new URL(request.url()).pathname.split('/').at(-1)!;
        if (/^(images|runs|reports)\./.test(name)) asked.push(name);
      });
      await studio.start();
      await page.getByText(banner).waitFor({ state: 'detached' });
      assert.ok(await eventually(() => asked.length > 2, 2000));
      await content.first().waitFor();
      assert.deepEqual(asked.slice(0, 2), ['opens', 'opened']);
      assert.deepEqual(await saidOfStudio(page), []);
    },
  );

test(
  'a training whose studio ended says that it did, and a change that got no answer says so and waits for nobody',
  { skip },
  async (t) => {
    const { page, studio, project } = await openStudioPage(t, chromium.browser, { at: 'train', fill: trained });
    studio.jobStepMs = 60_000;
    await studio.ask('runs.start', { project: project.id, method: 'head', seed: 1, variation: usualVariation });
    await button(page, words.frame.jobs.stop).waitFor();
    await studio.stop();
    await page.getByText(banner).waitFor();
    await studio.start();
    await page.getByRole('alert').getByText('Graft closed before this was finished.').waitFor();
    assert.equal(await page.getByRole('alert').count(), 1);
    await page.route('**/api/runs.start', (route) => route.abort(), { times: 1 });
    await page.locator('button.start').click();
    await page.getByText("Graft's engine did not respond.").waitFor();
    await page.getByText(banner).waitFor({ state: 'detached' });
  },
);

test('a question that a studio never answers is given up, so that it is not ended again and again', { skip }, async (t) => {
  const { page } = await openStudioPage(t, chromium.browser, { at: 'images', fill: trained });
  let asked = 0;
  await page.route('**/api/reports.plan', (route) => {
    asked += 1;
    return route.abort();
  });
  await page.keyboard.press('Alt+7');
  await page.getByText("Graft's engine did not respond.").waitFor();
  assert.equal(asked, 3);
});
