import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright';
import type { CheckedInput, Failure, RunId } from '../../engine/contract/index.ts';
import { usualVariation } from '../../engine/domain/models/usual-variation.ts';
import { words } from '../../engine/words/words.ts';
import { cutOffAtTheRight } from '../support/screens/accessible-names.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { threeClasses } from '../support/screens/model-screens.ts';
import { fillMicroscope } from '../support/screens/picture-folders.ts';
import { button, hasKeyboard, openStudioPage, tabTo, type StudioPage } from '../support/screens/studio-page.ts';
import type { ProjectFiller, TestProject } from '../support/screens/test-project.ts';
import type { TestStudio } from '../support/test-studio.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

const full: Failure = { code: 'disk-full', facts: { path: '/home/ada/table.csv' } };

/** The kinds of work that a screen of a project begins and stops, each where it is watched. */
const stopped: { name: string; at: string; start: (opened: StudioPage) => Promise<unknown>; said: string }[] = [
  {
    name: 'an import',
    at: 'images',
    start: ({ studio, project }) => studio.ask('images.import', importOf(studio, project)),
    said: words.images.ended.stopped,
  },
  {
    name: 'a training',
    at: 'train',
    start: ({ studio, project }) => studio.ask('runs.start', { ...training, project: project.id }),
    said: 'Training was stopped, so there is no result',
  },
  {
    name: 'a tuning that can go on',
    at: 'train',
    start: ({ studio, project }) => studio.ask('runs.resume', { project: project.id, run: 2 as RunId }),
    said: 'Training was stopped. Its last checkpoint is kept',
  },
  {
    name: 'a ranking',
    at: 'train?tab=source',
    start: ({ studio, project }) => studio.ask('rankings.start', { project: project.id, seed: 1 }),
    said: 'The ranking was stopped.',
  },
  { name: 'a comparison of cuts', at: 'train?tab=reuse', start: ({ page }) => proposeCut(page), said: 'The comparison was stopped.' },
  {
    name: 'a report',
    at: 'compare',
    start: ({ studio, project }) => studio.ask('reports.start', { project: project.id, quick: true, seed: 1 }),
    said: 'This report is incomplete.',
  },
  { name: 'naming a folder', at: 'use?tab=folder', start: (opened) => naming(opened, { stepMs: 60_000 }), said: words.use.folder.stopped },
  {
    name: 'an export',
    at: 'use?tab=export',
    start: ({ studio, project }) =>
      studio.ask('exports.start', { project: project.id, format: 'saved-model', out: join(studio.folders.projects, 'model') }),
    said: words.use.export.stopped,
  },
];
const training = { method: 'head', seed: 1, variation: usualVariation } as const;
const importOf = (studio: TestStudio, { id }: TestProject): CheckedInput<'images.import'> => ({
  project: id,
  from: { paths: [join(studio.folders.start, 'Pictures/Microscope')] },
  labels: 'none',
  copy: false,
});
async function proposeCut(page: Page): Promise<void> {
  await page.locator('summary').filter({ hasText: words.parts.more }).click();
  await button(page, words.train.sweep.go).click();
}
/** Every sentence in sight that tells of an end before the end. */
const toldOfStops = (page: Page): Promise<string[]> =>
  page
    .locator('p:visible')
    .filter({ hasText: /(was|were) stopped|^Stopped\.|incomplete|interrupted/ })
    .allInnerTexts();

/** Names the twenty images of a folder, in as many steps of `stepMs`. */
async function naming(
  { studio, project }: Pick<StudioPage, 'studio' | 'project'>,
  { stepMs = 60, failure }: { stepMs?: number; failure?: Failure } = {},
): Promise<void> {
  studio.jobStepMs = stepMs;
  if (failure) studio.learner.failNext('predict', failure);
  const { start, projects } = studio.folders;
  await studio.ask('predictions.start', {
    project: project.id,
    folder: join(start, 'Pictures/Microscope'),
    out: join(projects, `${randomUUID()}.csv`),
  });
}
/** A screen of a project with a model to use. */
const open = (t: TestContext, at?: string, arrange: (studio: TestStudio) => unknown = () => {}, fill = oneRun): Promise<StudioPage> =>
  openStudioPage(t, chromium.browser, {
    ...(at === undefined ? {} : { at }),
    fill,
    arrange: async (studio, project) => {
      studio.open(project);
      fillMicroscope(studio.folders.start, 20);
      await arrange(studio);
    },
  });
function oneRun(project: ProjectFiller): void {
  threeClasses(project);
  project.runs.add();
}
const rail = (page: Page): Locator => page.getByRole('navigation', { name: words.frame.navigation });
const messages = (page: Page): Locator => page.getByRole('region', { name: words.parts.notices });
const goToScreen = async (page: Page, digit: number, title: string): Promise<void> => {
  await page.keyboard.press(`Alt+${digit}`);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};

test(
  'the navigation shows on every screen what runs and how far it is, and that it has ended until one has been there',
  { skip },
  async (t) => {
    const opened = await open(t, 'images');
    const { page } = opened;
    const before = await button(rail(page), words.frame.screens.use).boundingBox();
    await naming(opened);
    const mark = rail(page).getByRole('progressbar', { name: /^Predicting: predicting · \d+ of 20/ });
    await mark.waitFor();
    await page.waitForFunction((bar) => Number(bar?.getAttribute('aria-valuenow')) > 10, await mark.elementHandle());
    assert.equal(await button(rail(page), words.frame.screens.use).getAttribute('aria-describedby'), await mark.getAttribute('id'));
    await goToScreen(page, 3, words.frame.screens.label);
    await mark.waitFor();
    const ended = rail(page).getByRole('img', { name: 'Predicting: finished', exact: true });
    await ended.waitFor();
    assert.deepEqual(await button(rail(page), words.frame.screens.use).boundingBox(), before, 'nothing moves');
    await page.reload();
    await ended.waitFor();
    await goToScreen(page, 8, words.frame.screens.use);
    await ended.waitFor();
    await page.getByRole('tab', { name: words.use.tabs.folder }).click();
    await ended.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('heading', { level: 1, name: words.frame.screens.use }).waitFor();
    assert.equal(await ended.count(), 0, 'what was looked at stays so');
  },
);

test('the end of a job is told once, wherever one is, with the way there by keyboard', { skip }, async (t) => {
  const opened = await open(t, 'label');
  const { page } = opened;
  await naming(opened, { stepMs: 10 });
  await messages(page).getByText('Predicting in Herbarium: finished.').waitFor();
  await tabTo(page, button(messages(page), words.frame.jobs.goThere), 60);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: words.use.tabs.folder, selected: true }).waitFor();
  assert.equal(await messages(page).getByText('finished').count(), 0);
  await naming(opened, { stepMs: 10, failure: full });
  await page.getByRole('alert').first().waitFor();
  await goToScreen(page, 2, words.frame.screens.images);
  assert.equal(await messages(page).getByText('failed').count(), 0, 'it was seen where it is watched');
});

test('a failure tells which job it befell; a job that was stopped is not told of', { skip }, async (t) => {
  const opened = await open(t, 'label');
  const { page } = opened;
  await naming(opened, { stepMs: 10, failure: full });
  await messages(page).getByText('Predicting in Herbarium: failed').waitFor();
  await rail(page).getByRole('img', { name: 'Predicting: failed' }).waitFor();
  await button(messages(page), words.frame.jobs.goThere).click();
  await messages(page).getByText('failed').waitFor({ state: 'detached' });
  await goToScreen(page, 2, words.frame.screens.images);
  await naming(opened, { stepMs: 60_000 });
  await naming(opened, { stepMs: 60_000 });
  await rail(page).getByRole('progressbar').waitFor();
  await page.evaluate(async () => {
    for (const job of ['queued', 'running']) {
      const headers = { 'x-graft-key': localStorage.getItem('graft.key') ?? '' };
      const {
        value: { jobs },
      } = (await (await fetch('/api/jobs.list', { method: 'POST', body: '{}', headers })).json()) as {
        value: { jobs: { id: string; state: string }[] };
      };
      for (const { id, state } of jobs)
        if (state === job) await fetch('/api/jobs.stop', { method: 'POST', body: JSON.stringify({ job: id }), headers });
    }
  });
  await rail(page).getByRole('progressbar').waitFor({ state: 'detached' });
  assert.deepEqual(
    [
      await messages(page).locator('p').count(),
      await rail(page)
        .getByRole('img', { name: /Predicting/ })
        .count(),
    ],
    [0, 0],
  );
});

test('a job that waits says behind which one, and leads there, also into another project', { skip }, async (t) => {
  let moths!: TestProject;
  const opened = await open(t, 'use?tab=folder', async (made) => {
    moths = await made.addProject('Moths', threeClasses);
    made.open(moths);
    made.jobStepMs = 60_000;
  });
  const { page, studio } = opened;
  await studio.ask('runs.start', { project: moths.id, method: 'head', seed: 1, variation: usualVariation });
  await rail(page)
    .getByRole('progressbar', { name: /^Training in Moths: computing features/ })
    .waitFor();
  await naming(opened);
  await rail(page).getByRole('progressbar', { name: 'Predicting: queued' }).waitFor();
  const waits = page.getByRole('status').filter({ hasText: 'Waiting for: Training in Moths' });
  await waits.waitFor();
  assert.deepEqual(await cutOffAtTheRight(page), []);
  await tabTo(page, button(waits, words.frame.jobs.goThere), 60);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.train }).waitFor();
  await page.waitForFunction((id) => location.hash.startsWith(`#/${id}/train`), moths.id);
  await button(page, words.frame.jobs.stop).click();
  await rail(page)
    .getByRole('progressbar', { name: /^Predicting in Herbarium: predicting/ })
    .waitFor();
});

test('the card of a project tells what runs in it and what has ended, leads there, and does not grow', { skip }, async (t) => {
  const opened = await open(t);
  const { page, project } = opened;
  const card = page.getByRole('article');
  await card.getByText('180 images · 3 classes').waitFor();
  const before = await card.boundingBox();
  await naming(opened);
  await button(card, /^Predicting: predicting · \d+ of 20/).waitFor();
  assert.deepEqual(await card.boundingBox(), before);
  await button(card, 'Predicting: finished').waitFor();
  assert.deepEqual(await card.boundingBox(), before);
  await tabTo(page, button(card, 'Predicting: finished'));
  assert.ok(await hasKeyboard(button(card, 'Predicting: finished')));
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: words.use.tabs.folder, selected: true }).waitFor();
  assert.ok(page.url().includes(project.id));
  await goToScreen(page, 1, words.frame.screens.projects);
  await card.getByText('180 images · 3 classes').waitFor();
  assert.equal(await card.getByText(words.frame.jobs.kinds.predict).count(), 0);
});

test('a speed is not measured beside other work: the refusal names it and leads there', { skip }, async (t) => {
  const opened = await open(t, 'sources');
  const { page } = opened;
  await naming(opened, { stepMs: 60_000 });
  await rail(page).getByRole('progressbar').waitFor();
  await button(page, 'Measure the speed of MobileNetV2 1.0').click();
  await messages(page).getByText('Another task is running: Predicting in Herbarium.', { exact: false }).waitFor();
  await button(messages(page), words.frame.jobs.goThere).click();
  await page.getByRole('tab', { name: words.use.tabs.folder, selected: true }).waitFor();
});

test(
  'after a restart the last import can be read, and a ranking that was cut off is told of until it is dismissed',
  { skip },
  async (t) => {
    const opened = await open(t, 'train?tab=source'),
      { page, studio, project } = opened;
    await studio.done(await studio.ask('images.import', importOf(studio, project)));
    studio.jobStepMs = 60_000;
    await studio.ask('rankings.start', { project: project.id, seed: 1 });
    await page.getByRole('region', { name: words.frame.jobs.kinds.rank }).getByRole('progressbar').waitFor();
    const restarted = async (): Promise<void> => {
      // A page that stayed open might ask the new studio for pictures before the project is open there.
      const place = page.url();
      await page.goto('about:blank');
      await studio.stop();
      await studio.start();
      await page.goto(place);
      await page.getByRole('heading', { level: 1 }).waitFor();
    };
    await restarted();
    const told = page.getByText('Ranking source models: Graft closed before this was finished.');
    await told.waitFor();
    await button(page, 'Close: Source model').click();
    await page.getByText(words.train.glance.source.rankingFailed).waitFor();
    await goToScreen(page, 2, words.frame.screens.images);
    await button(page, words.images.lastReport).click();
    await page.getByRole('dialog').getByText('20 images').first().waitFor();
    await page.keyboard.press('Escape');
    await restarted();
    await goToScreen(page, 5, words.frame.screens.train);
    await button(page, 'Change: Source model').click();
    await told.waitFor();
    await button(page, words.parts.dismiss).click();
    await told.waitFor({ state: 'detached' });
    await restarted();
    await button(page, words.whichSource.go).waitFor();
    assert.equal(await told.count(), 0);
    assert.equal(await rail(page).getByRole('img', { name: 'Importing images: finished' }).count(), 0, 'it is no news');
  },
);

for (const { name, at, start, said } of stopped) {
  test(`${name} that is stopped is told of once, and not again when that is put away`, { skip }, async (t) => {
    const opened = await open(
      t,
      at,
      (studio) => {
        [studio.jobStepMs, studio.pictureMs] = [60_000, 400];
        fillMicroscope(studio.folders.start, 200);
      },
      (project) => {
        oneRun(project);
        if (name.startsWith('a tuning'))
          project.runs.add({ method: 'fine-tune', tuneFrom: 'block_3', failure: { code: 'stopped', facts: {} }, resumable: true });
      },
    );
    const { page, studio } = opened;
    await start(opened);
    await button(page.locator('main'), words.frame.jobs.stop).click();
    await page.getByText(said, { exact: false }).first().waitFor();
    await page.waitForFunction(() => document.querySelector('main [role=progressbar]') === null);
    const told = await toldOfStops(page);
    assert.ok(told.length === 1 && told[0]!.startsWith(said), told.join('\n'));
    const dismiss = button(page.locator('main'), words.parts.dismiss);
    if ((await dismiss.count()) > 0) {
      await dismiss.click();
      await page.getByText(said, { exact: false }).waitFor({ state: 'detached' });
      assert.deepEqual(await toldOfStops(page), []);
    }
    assert.ok(studio.queue.list().every((job) => job.state === 'stopped'));
  });
}
