import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Browser, Page } from 'playwright';
import type { JobId, ProjectId } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../browser.ts';
import { brokenWords, tellIfFailed } from './open-over.ts';
import { settled } from './settled.ts';
import { threeClasses } from './model-screens.ts';
import type { Fill, TestStudio } from '../test-studio.ts';
import { fillHerbarium } from './picture-folders.ts';
import { button, herbarium, openStudioPage, tileAt, type StudioPage } from './studio-page.ts';
import type { ProjectFiller } from './test-project.ts';

/** Matches a sentence with any figures, and any text for "…". */
function whatever(sentence: string): RegExp {
  return new RegExp(
    sentence
      .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
      .replace(/\d+/g, '[\\d,.]+')
      .replace(/…/g, '.*')
      .replace(/·[· ]*/g, '[· ]+'),
  );
}

/** Chooses one of the annotation files found. */
async function chooseFile(page: Page, name: string): Promise<void> {
  const files = page.getByLabel(words.annotations.choose.found);
  await files.selectOption(await files.locator(`option[value$="${name}"]`).getAttribute('value'));
}

interface View {
  readonly name: string;
  /** Screen with an optional query, as in the address. Default: Projects. */
  readonly at?: string;
  /** Default: images and labels, with runs and reports on the screens that show them. */
  readonly fill?: Fill;
  /** What opens over the screen. */
  readonly then?: (page: Page) => Promise<void>;
  /** It changes the project. */
  readonly alters?: boolean;
}

/** Every screen with content, and what opens over it. */
const views: View[] = [
  { name: 'Projects' },
  { name: 'Projects, making one', then: (page) => button(page, words.projects.create).click() },
  {
    name: 'Projects, choosing a folder',
    then: async (page) => {
      await button(page, words.projects.open).click();
      await page.getByText('Pictures').first().waitFor();
    },
  },
  {
    name: 'Projects, saving one as a file',
    then: async (page) => {
      await button(page, `${words.parts.more}: Herbarium`).click();
      await page.getByRole('menuitem', { name: words.projectFile.pack.item }).click();
      await page.getByRole('checkbox').uncheck();
    },
  },
  { name: 'Projects, opening a file', then: (page) => button(page, words.projectFile.unpack.open).click() },
  { name: 'Images', at: 'images', then: (page) => tileAt(page, 3).click() },
  {
    name: 'Images, similar ones',
    at: 'images',
    then: async (page) => {
      await tileAt(page, 3).click();
      await button(page, words.similar.more(1)).click();
      await page.getByText(whatever(words.similar.total(2))).waitFor();
      await tileAt(page, 1).waitFor();
    },
  },
  {
    name: 'Images, map',
    at: 'images?view=map&colour=finding',
    then: async (page) => {
      await button(page, words.map.selectInView).click();
      await page.getByRole('grid', { name: words.map.selected }).waitFor();
    },
  },
  {
    name: 'Images, more filters',
    at: 'images?by=folder',
    then: (page) => page.getByRole('navigation', { name: words.images.filters.more }).waitFor(),
  },
  { name: 'Images, refused', at: 'images?show=refused', then: (page) => page.getByRole('table').waitFor() },
  {
    name: 'Images, importing',
    at: 'images',
    then: async (page) => {
      await button(page, words.images.import).click();
      await button(page, words.images.importDialog.chooseThis).click();
    },
  },
  {
    name: 'Images, report',
    at: 'images',
    alters: true,
    then: async (page) => {
      await button(page, words.images.import).click();
      await button(page, words.images.importDialog.chooseThis).click();
      await button(page, words.images.importDialog.start).click();
      await page.getByRole('dialog', { name: words.images.report.title }).waitFor();
    },
  },
  {
    name: 'Images, pages and channels',
    at: 'images',
    fill: (project) => {
      project.addStacks('Betula', [1, 2, 3, 4]);
      project.addStacks('Quercus', [31, 32, 33, 34]);
    },
    then: async (page) => {
      await button(page, words.readings.open).click();
      await page.getByRole('radio', { name: words.readings.channels.colours }).check();
      await page.getByRole('group', { name: words.readings.preview }).getByRole('img').nth(3).waitFor();
    },
  },
  {
    name: 'Images, brightness',
    at: 'images',
    fill: (project) => {
      project.addDeepImages('Betula', [1, 2, 3, 4]);
      project.addDeepImages('Quercus', [31, 32, 33, 34]);
      project.store.windows.choose({ low: 400, high: 3000 }, { at: 1, by: '' });
    },
    then: async (page) => {
      await button(page, words.images.windows.open).click();
      await page.getByRole('slider', { name: words.images.windows.histogram.ends.high }).waitFor();
      await page.getByRole('group', { name: words.images.windows.preview }).getByRole('img').nth(3).waitFor();
    },
  },
  {
    name: 'Images, labels from a sheet',
    at: 'images',
    then: async (page) => {
      await button(page, words.images.import).click();
      await button(page, words.images.importDialog.chooseThis).click();
      await page.getByRole('radio', { name: whatever(`${words.images.importDialog.fromFile} …`) }).check();
      await chooseFile(page, 'species.csv');
      await page.getByRole('table').waitFor();
    },
  },
  {
    name: 'Images, boxes cut out',
    at: 'images',
    then: async (page) => {
      await button(page, words.images.import).click();
      await button(page, words.images.importDialog.chooseThis).click();
      await page.getByRole('radio', { name: whatever(`${words.images.importDialog.fromFile} …`) }).check();
      await chooseFile(page, 'detections.json');
      await page.getByLabel(words.annotations.choose.boxes).selectOption('cut');
      await page.getByText(whatever(words.annotations.cut.images(3))).waitFor();
    },
  },
  {
    name: 'Images, labels for these images',
    at: 'images',
    then: async (page) => {
      await button(page, words.images.labelFiles).click();
      await page.getByRole('menuitem', { name: words.annotations.dialog.open }).click();
      await page.getByText(words.annotations.choose.forProject).waitFor();
    },
  },
  {
    name: 'Images, exporting labels',
    at: 'images',
    then: async (page) => {
      await button(page, words.images.labelFiles).click();
      await page.getByRole('menuitem', { name: words.labelExport.dialog.open }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'Images, missing files',
    at: 'images?show=missing',
    then: async (page) => {
      await button(page, words.images.findFiles.open).first().click();
      await page.getByRole('dialog', { name: words.images.findFiles.title }).waitFor();
    },
  },
  { name: 'Label', at: 'label', then: (page) => tileAt(page, 3).click() },
  {
    name: 'Label, one image',
    at: 'label',
    then: async (page) => {
      await tileAt(page, 3).click();
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: words.label.single.title }).waitFor();
    },
  },
  { name: 'Label, menu of a class', at: 'label', then: (page) => button(page, words.label.classes.menu('Betula')).click() },
  {
    name: 'Label, colour',
    at: 'label',
    then: async (page) => {
      await button(page, words.label.classes.menu('Betula')).click();
      await page.getByRole('menuitem', { name: words.label.classes.recolour }).click();
    },
  },
  {
    name: 'Label, merge',
    at: 'label',
    then: async (page) => {
      await button(page, words.label.classes.menu('Betula')).click();
      await page.getByRole('menuitem', { name: words.label.classes.merge }).click();
    },
  },
  { name: 'Review, the first time', at: 'review', then: (page) => button(page, words.review.start).waitFor() },
  {
    name: 'Review, label errors',
    at: 'review?kind=label-error',
    then: (page) => page.getByRole('heading', { name: words.review.kinds['label-error'] }).waitFor(),
  },
  {
    name: 'Review, shortcuts',
    at: 'review?kind=shortcuts',
    then: (page) => page.getByRole('heading', { name: words.review.shortcuts.facts['border-brightness'] }).waitFor(),
  },
  {
    name: 'Review, classes',
    at: 'review?kind=classes',
    then: (page) => page.getByRole('table').waitFor(),
  },
  {
    name: 'Review, groups',
    at: 'review?kind=groups',
    then: (page) =>
      page
        .getByRole('heading', { name: whatever(words.groups.reviewed.byTime(1)) })
        .first()
        .waitFor(),
  },
  {
    name: 'Grouping images',
    at: 'review?kind=groups',
    then: async (page) => {
      await button(page, words.groups.open).click();
      const dialog = page.getByRole('dialog', { name: words.groups.title });
      await dialog.getByRole('button', { name: '0001', exact: true }).click();
      await dialog.getByRole('region', { name: words.groups.preview }).waitFor();
    },
  },
  {
    name: 'Grouping images as suggested',
    at: 'images',
    then: async (page) => {
      await tileAt(page, 3).click();
      await button(page, words.groups.open).click();
      const suggested = page.getByRole('dialog', { name: words.groups.title }).getByRole('region', { name: words.groups.proposed.title });
      const compute = suggested.getByRole('button', { name: words.groups.proposed.compute });
      const byTime = suggested.getByRole('button', { name: whatever(words.groups.reviewed.byTime(1)) }).first();
      await compute.or(byTime).first().waitFor();
      if (await compute.isVisible()) await compute.click();
      await byTime.click();
    },
  },
  { name: 'Shortcuts', at: 'label', then: (page) => page.keyboard.press('?') },
  {
    name: 'Train',
    at: 'train',
    then: (page) =>
      page
        .getByText(whatever(words.train.glance.data.parts({ train: 1, validation: 1, test: 1 })))
        .first()
        .waitFor(),
  },
  { name: 'Train, data', at: 'train?tab=data', then: (page) => page.getByRole('radio').first().waitFor() },
  { name: 'Train, source model', at: 'train?tab=source', then: (page) => button(page, words.whichSource.scores).click() },
  {
    name: 'Train, reuse',
    at: 'train?tab=reuse',
    then: async (page) => {
      await page.getByRole('radio', { name: words.train.method.names['fine-tune'], exact: true }).check();
      await page.getByText(words.train.dial.every).click();
      await page.locator('summary').filter({ hasText: words.parts.more }).click();
    },
  },
  { name: 'Results', at: 'results', then: (page) => page.getByRole('heading', { name: words.results.meaning.title }).waitFor() },
  {
    name: 'Compare',
    at: 'compare',
    then: (page) => page.getByRole('img', { name: whatever(words.compareScreen.transfer.curves.label('…', [1, 1])) }).waitFor(),
  },
  {
    name: 'Compare, table',
    at: 'compare',
    then: async (page) => {
      await page.getByText(words.use.folder.file, { exact: true }).click();
      await page.getByRole('table').waitFor();
    },
  },
  { name: 'Compare, saving', at: 'compare', then: (page) => button(page, words.compareScreen.transfer.files.csv).click() },
  {
    name: 'Compare, all runs',
    at: 'compare?tab=ladder',
    then: (page) =>
      page
        .getByText(whatever(words.compareScreen.ladder.run(1, words.compareScreen.ladder.kinds.head)))
        .first()
        .waitFor(),
  },
  {
    name: 'Compare, two runs',
    at: 'compare?tab=two',
    then: (page) => page.getByRole('heading', { name: words.compareScreen.two.title }).waitFor(),
  },
  { name: 'Source models', at: 'sources', then: (page) => page.getByRole('article').first().waitFor() },
  {
    name: 'Source models, adding',
    at: 'sources',
    then: async (page) => {
      await button(page, words.library.add).click();
      await page.getByText(words.library.adding.about).click();
    },
  },
  { name: 'Source models, inside', at: 'sources?source=mobilenet-v2', then: (page) => page.getByRole('table').waitFor() },
  {
    name: 'Source models, developing',
    at: 'sources?view=develop',
    then: async (page) => {
      await page.getByRole('radio', { name: /Herbarium/ }).check();
      await page.getByText(words.developWizard.step(2, words.developWizard.method.title)).waitFor();
    },
  },
  { name: 'Use', at: 'use', then: (page) => page.getByRole('tab').first().waitFor() },
  {
    name: 'Use, a folder named',
    at: 'use?tab=folder',
    then: (page) => page.getByRole('heading', { name: words.use.named.title }).waitFor(),
  },
  { name: 'Use, export', at: 'use?tab=export', then: (page) => page.getByRole('radio').first().waitFor() },
];

/** A sheet about the herbarium: the species of some images, where they were taken, and one that is not there. */
const sheet = [
  'file;species;plot',
  ...['betula-0001', 'betula-0002', 'quercus-0001'].map((name, at) => `${name}.jpg;${at < 2 ? 'Betula' : 'Quercus'};A${at}`),
  'gone.jpg;Salix;A9',
].join('\n');

/** What a detector found in two images: a box of each of two classes, and one that it was hardly certain of. */
const detections = JSON.stringify({
  images: ['betula-0001', 'quercus-0001'].map((name, id) => ({ id, file_name: `${name}.jpg` })),
  categories: ['Betula', 'Quercus'].map((name, id) => ({ id, name })),
  annotations: [0, 1, 1].map((image, at) => ({
    image_id: image,
    category_id: image,
    bbox: [10 + at, 20, 120, 90],
    score: [0.9, 0.8, 0.1][at],
  })),
});

/** Two runs and a report. */
function trained(project: ProjectFiller): void {
  threeClasses(project);
  project.runs.add({ test: 0.6 });
  project.runs.add();
  project.reports.add();
}

/** What jobs leave behind for the screens that show it, by their addresses. */
const outcomes: { of: RegExp; start: (studio: TestStudio, project: ProjectId) => Promise<{ job: JobId }> }[] = [
  { of: /^images\?view=map/, start: (studio, project) => studio.ask('map.start', { project, seed: 1 }) },
  { of: /^review\?/, start: (studio, project) => studio.ask('review.start', { project, seed: 1 }) },
  { of: /^train/, start: (studio, project) => studio.ask('rankings.start', { project, seed: 1 }) },
  {
    of: /^use\?tab=folder$/,
    start: (studio, project) =>
      studio.ask('predictions.start', {
        project,
        folder: join(studio.folders.start, 'Pictures/Herbarium 2025'),
        out: join(studio.folders.projects, 'said.csv'),
      }),
  },
];
const hasModels = (at: string): boolean => /^(train|results|compare|use|sources)/.test(at);

/** Opens a screen with images, labels, runs and reports. */
export function openView(t: TestContext, browser: Browser, at = '', options = {}): Promise<StudioPage> {
  return openStudioPage(t, browser, {
    ...(at ? { at } : {}),
    fill: hasModels(at) ? trained : herbarium,
    ...options,
    arrange: async (studio, project) => {
      fillHerbarium(studio.folders.start);
      writeFileSync(join(studio.folders.start, 'species.csv'), sheet);
      writeFileSync(join(studio.folders.start, 'Pictures', 'detections.json'), detections);
      for (const { of, start } of outcomes) if (of.test(at)) await studio.done(await start(studio, project.id));
    },
  });
}

/** Two views that find the same can be shown one after the other. */
const contentOf = ({ name, at = '', fill, alters = false }: View): string =>
  fill !== undefined || alters
    ? name
    : [at === '' ? 'closed' : 'open', hasModels(at) ? 'models' : 'images', outcomes.findIndex(({ of }) => of.test(at))].join();

/**
 * Makes a test for each view, named by `title`. Views with the same content share a studio and a page, which is loaded again for each: to
 * make them anew takes longer than most checks.
 */
export function testViews(title: (name: string) => string, check: (page: Page) => Promise<void>): void {
  const chromium = browserForTests();
  for (const [content, alike] of Map.groupBy(views, contentOf))
    test(title(`views of ${content}`), { skip: whyNoBrowser() }, async (t) => {
      const { at, fill } = alike[0]!;
      const { page, project } = await openView(t, chromium.browser, at, fill ? { fill } : {});
      for (const [turn, view] of alike.entries())
        await t.test(title(view.name), async (own) => {
          own.after(() => tellIfFailed(own, page));
          if (turn > 0) await loadAgain(page, view.at === undefined ? '' : `#/${project.id}/${view.at}`);
          await view.then?.(page);
          await settled(page);
          await check(page);
          assert.deepEqual(await brokenWords(page), []);
        });
    });
}

/** Loads the page at another place, as a new page would be. */
async function loadAgain(page: Page, place: string): Promise<void> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate((hash) => {
    history.replaceState(null, '', hash === '' ? location.pathname : hash);
  }, place);
  await page.reload();
  await page.locator('h1').waitFor();
}
