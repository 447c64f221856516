import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import type { RequestName } from '../../../engine/contract/index.ts';
import type { ProjectStore } from '../../../engine/store/project-store.ts';
import type { DrawnLearner } from './drawn-learner.ts';
import type { KeptReports } from './kept-reports.ts';
import type { KeptRuns } from './kept-runs.ts';
import { openOver } from './open-over.ts';
import { asksNoMore } from './settled.ts';
import type { ProjectFiller, TestProject } from './test-project.ts';
import { TestStudio, type Fill } from '../test-studio.ts';

export interface ModelScreen {
  page: Page;
  studio: TestStudio;
  learner: DrawnLearner;
  project: TestProject;
  address: string;
}
/** Prepares the project before it is opened. */
type Arrange = (world: { studio: TestStudio; learner: DrawnLearner; store: ProjectStore; runs: KeptRuns; reports: KeptReports }) => unknown;

/** Three classes of sixty labelled images each. */
export function threeClasses(project: ProjectFiller): void {
  for (const name of ['Betula', 'Quercus', 'Salix']) project.addImages(name, 60, 60);
}

/**
 * Opens one of the screens Train, Results, Compare, Use and Source models of a project. When the test ends, asserts that the page has
 * logged no error and shown no broken text.
 */
export async function openModelScreen(
  t: TestContext,
  browser: Browser,
  screen: 'train' | 'results' | 'compare' | 'use' | 'sources' | `train?${string}` | `compare?${string}` | `sources?${string}`,
  arrange: Arrange = () => {},
  { fill = threeClasses, ...options }: BrowserContextOptions & { fill?: Fill } = {},
): Promise<ModelScreen> {
  const studio = new TestStudio();
  const { learner } = studio;
  const project = await studio.addProject('Herbarium', async (filler) => {
    await fill(filler);
    await arrange({ studio, learner, store: filler.store, runs: filler.runs, reports: filler.reports });
  });
  studio.open(project);
  await studio.start();
  const place = `#/${project.id}/${screen}`;
  const page = await openOver(t, browser, studio, place, options);
  return { page, studio, learner, project, address: `${studio.origin}${place}` };
}

/** The number of times a request was made. */
export const askedTimes = (studio: TestStudio, name: RequestName): number => studio.asked.filter((one) => one.name === name).length;

/** The inputs of a request, oldest first. */
export const askedWith = (studio: TestStudio, name: RequestName): unknown[] =>
  studio.asked.filter((one) => one.name === name).map((one) => one.input);

/** Waits until the page is idle and asserts that it makes no further requests: a screen that requests in a loop never becomes idle. */
export async function assertRests(studio: TestStudio, page: Page, most = 40): Promise<void> {
  await asksNoMore(page, 400);
  assert.ok(studio.asked.length <= most, `${studio.asked.length} requests for one screen`);
}
