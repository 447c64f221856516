import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright';
import type { Failure, JobResult } from '../../engine/contract/index.ts';
import { cutOffAtTheRight } from '../support/accessible-names.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { pretendJob, type PretendedJob } from '../support/fake-jobs.ts';
import { FakeLibrary } from '../support/fake-library.ts';
import { FakeRankings } from '../support/fake-rankings.ts';
import { FakeRuns } from '../support/fake-runs.ts';
import { threeClasses } from '../support/model-screens.ts';
import { button, hasKeyboard, openStudioPage, tabTo, type StudioPage } from '../support/studio-page.ts';
import type { TestProject } from '../support/test-project.ts';
import type { TestStudio } from '../support/test-studio.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

const table: JobResult = { kind: 'predict', report: { file: '/home/ada/table.csv', predicted: 3, refused: [], seconds: 2 } };
const full: Failure = { code: 'disk-full', facts: { path: '/home/ada/table.csv' } };

/** Naming the images of a folder, watched on Use: some steps of `jobStepMs` each. */
const naming = ({ studio, project }: Pick<StudioPage, 'studio' | 'project'>, { steps = 20, ...rest }: Partial<PretendedJob> & { steps?: number } = {}): void => {
  pretendJob(studio, { kind: 'predict', project: project.id, stages: [['predicting', steps]], end: () => table, ...rest });
};
/** A screen of a project with a model to use. */
const open = (t: TestContext, at?: string, arrange: (studio: TestStudio) => unknown = () => {}): Promise<StudioPage> => openStudioPage(t, chromium.browser, {
  ...at === undefined ? {} : { at }, fill: threeClasses, arrange: async (studio, project) => {
    studio.open(project);
    const runs = new FakeRuns(studio, project);
    runs.add();
    new FakeLibrary(studio, runs);
    new FakeRankings(studio, project);
    await arrange(studio);
  },
});
const rail = (page: Page): Locator => page.getByRole('navigation', { name: 'Screens' });
const messages = (page: Page): Locator => page.getByRole('region', { name: 'Messages' });
const goToScreen = async (page: Page, digit: number, title: string): Promise<void> => {
  await page.keyboard.press(`Alt+${digit}`);
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
};

test('the navigation shows on every screen what runs and how far it is, and that it has ended until one has been there', { skip }, async (t) => {
  const opened = await open(t, 'images');
  const { page } = opened;
  const before = await button(rail(page), 'Use').boundingBox();
  naming(opened);
  const mark = rail(page).getByRole('progressbar', { name: /^Predicting: predicting · \d+ of 20/ });
  await mark.waitFor();
  await page.waitForFunction((bar) => Number(bar?.getAttribute('aria-valuenow')) > 10, await mark.elementHandle());
  assert.equal(await button(rail(page), 'Use').getAttribute('aria-describedby'), await mark.getAttribute('id'));
  await goToScreen(page, 3, 'Label');
  await mark.waitFor();
  const ended = rail(page).getByRole('img', { name: 'Predicting is done', exact: true });
  await ended.waitFor();
  assert.deepEqual(await button(rail(page), 'Use').boundingBox(), before, 'nothing moves');
  await page.reload();
  await ended.waitFor();
  await goToScreen(page, 7, 'Use');
  await ended.waitFor();
  await page.getByRole('tab', { name: 'A whole folder' }).click();
  await ended.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Use' }).waitFor();
  assert.equal(await ended.count(), 0, 'what was looked at stays so');
});

test('the end of a job is told once, wherever one is, with the way there by keyboard', { skip }, async (t) => {
  const opened = await open(t, 'label');
  const { page } = opened;
  naming(opened, { steps: 3 });
  await messages(page).getByText('Predicting in Herbarium is done.').waitFor();
  await tabTo(page, button(messages(page), 'Go there'), 60);
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'A whole folder', selected: true }).waitFor();
  assert.equal(await messages(page).getByText('is done').count(), 0);
  naming(opened, { steps: 3, end: () => full });
  await page.getByRole('alert').first().waitFor();
  await goToScreen(page, 2, 'Images');
  assert.equal(await messages(page).getByText('has failed').count(), 0, 'it was seen where it is watched');
});

test('a failure tells which job it befell; a job that was stopped is not told of', { skip }, async (t) => {
  const opened = await open(t, 'label');
  const { page } = opened;
  naming(opened, { steps: 3, end: () => full });
  await messages(page).getByText('Predicting in Herbarium has failed').waitFor();
  await rail(page).getByRole('img', { name: 'Predicting has failed' }).waitFor();
  await button(messages(page), 'Go there').click();
  await messages(page).getByText('has failed').waitFor({ state: 'detached' });
  await goToScreen(page, 2, 'Images');
  naming(opened, { steps: 200 });
  naming(opened, { steps: 200 });
  await rail(page).getByRole('progressbar').waitFor();
  await page.evaluate(async () => {
    for (const job of ['queued', 'running']) {
      const { value: { jobs } } = await (await fetch('/api/jobs.list', { method: 'POST', body: '{}' })).json() as { value: { jobs: { id: string; state: string }[] } };
      for (const { id, state } of jobs) if (state === job) await fetch('/api/jobs.stop', { method: 'POST', body: JSON.stringify({ job: id }) });
    }
  });
  await rail(page).getByRole('progressbar').waitFor({ state: 'detached' });
  assert.deepEqual([await messages(page).locator('p').count(), await rail(page).getByRole('img', { name: /Predicting/ }).count()], [0, 0]);
});

test('a job that waits says behind which one, and leads there, also into another project', { skip }, async (t) => {
  let moths!: TestProject;
  const opened = await open(t, 'use?tab=folder', async (made) => {
    moths = await made.addProject('Moths', threeClasses);
    made.open(moths);
  });
  const { page, studio } = opened;
  pretendJob(studio, { kind: 'train', project: moths.id, stages: [['testing', 400]], end: () => full });
  naming(opened);
  await rail(page).getByRole('progressbar', { name: 'Predicting: waiting for its turn' }).waitFor();
  await rail(page).getByRole('progressbar', { name: /^Training in Moths: testing/ }).waitFor();
  const waits = page.getByRole('status').filter({ hasText: 'Waits behind: Training in Moths' });
  await waits.waitFor();
  assert.deepEqual(await cutOffAtTheRight(page), []);
  await tabTo(page, button(waits, 'Go there'), 60);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Train' }).waitFor();
  await page.waitForFunction((id) => location.hash.startsWith(`#/${id}/train`), moths.id);
  await button(page, 'Stop').click();
  await rail(page).getByRole('progressbar', { name: /^Predicting in Herbarium: predicting/ }).waitFor();
});

test('the card of a project tells what runs in it and what has ended, leads there, and does not grow', { skip }, async (t) => {
  const opened = await open(t);
  const { page, project } = opened;
  const card = page.getByRole('article');
  await card.getByText('180 images · 3 classes').waitFor();
  const before = await card.boundingBox();
  naming(opened);
  await button(card, /^Predicting: predicting · \d+ of 20/).waitFor();
  assert.deepEqual(await card.boundingBox(), before);
  await button(card, 'Predicting is done').waitFor();
  assert.deepEqual(await card.boundingBox(), before);
  await tabTo(page, button(card, 'Predicting is done'));
  assert.ok(await hasKeyboard(button(card, 'Predicting is done')));
  await page.keyboard.press('Enter');
  await page.getByRole('tab', { name: 'A whole folder', selected: true }).waitFor();
  assert.ok(page.url().includes(project.id));
  await goToScreen(page, 1, 'Projects');
  await card.getByText('180 images · 3 classes').waitFor();
  assert.equal(await card.getByText('Predicting').count(), 0);
});

test('a speed is not measured beside other work: the refusal names it and leads there', { skip }, async (t) => {
  const opened = await open(t, 'sources');
  const { page, studio, project } = opened;
  naming(opened, { steps: 400 });
  await rail(page).getByRole('progressbar').waitFor();
  const { id: job } = studio.queue.list()[0]!;
  studio.failNext('sources.measure', { code: 'machine-busy', facts: { job, kind: 'predict', project: project.summary().name } });
  await button(page, 'Measure the speed of MobileNetV2 1.0').click();
  await messages(page).getByText('Predicting in Herbarium is under way.', { exact: false }).waitFor();
  await button(messages(page), 'Go there').click();
  await page.getByRole('tab', { name: 'A whole folder', selected: true }).waitFor();
});
