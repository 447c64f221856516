import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { drawPicture } from '../support/drawn-pictures.ts';
import { cutShortContent, pictureContent } from '../support/screens/drawn-pool.ts';
import type { KeptRuns } from '../support/screens/kept-runs.ts';
import { askedTimes, askedWith, assertRests, openModelScreen, type ModelScreen } from '../support/screens/model-screens.ts';
import { button, typeFolder } from '../support/screens/studio-page.ts';
import { fillMicroscope } from '../support/screens/picture-folders.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();

const oneRun = ({ runs }: { runs: KeptRuns }): void => {
  runs.add();
};
const picture = async (name = 'leaf.jpg') => ({ name, mimeType: 'image/jpeg', buffer: await drawPicture(3, 1, 320) });
const choose = async (page: Page, file: Awaited<ReturnType<typeof picture>>): Promise<void> => {
  await page.locator('input[type=file]').setInputFiles(file);
};
const tab = (page: Page, name: string) => page.getByRole('tab', { name });

/** Drops a file that the studio can read, but not the browser, on the page as a desktop would. */
async function drop(page: Page, name: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], file, { type: 'image/png' }));
      return data;
    },
    [name, pictureContent(1, 1)] as const,
  );
  await page.dispatchEvent('main', 'dragover', { dataTransfer: transfer });
  await page.getByText(words.use.drop.title).waitFor();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
}

test('one image is tried: the answer with how sure it is, and that it knows its classes only', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'use', ({ runs, learner }) => {
    runs.add();
    learner.says = [0.04, 0.95, 0.01];
  });
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: words.use.one.choose }).click();
  await (await chooser).setFiles(await picture());
  await page.getByText('95% confident', { exact: true }).waitFor();
  await page.getByRole('img', { name: 'The image leaf.jpg' }).waitFor();
  const bars = page.getByRole('list', { name: words.use.one.probabilities }).getByRole('listitem');
  assert.deepEqual(await bars.allInnerTexts().then((all) => all.map((one) => one.split('\n')[0])), ['Quercus', 'Betula', 'Salix']);
  await page.getByText(words.use.one.onlyKnown).waitFor();
  assert.equal(await page.getByText(/The model is unsure/).count(), 0);
  const [asked] = askedWith(studio, 'predictions.one') as [{ project: string; run: number; image: { upload: string } }];
  assert.deepEqual([asked.project, asked.run, studio.uploads.get(asked.image.upload)], [project.id, 1, ['leaf.jpg']]);
  await assertRests(studio, page);
});

test('a dropped image is tried; an unsure answer says so; a picture that cannot be shown says so', { skip }, async (t) => {
  const { page, learner } = await openModelScreen(t, chromium.browser, 'use', (world) => {
    oneRun(world);
    world.learner.says = [0.46, 0.44, 0.1];
  });
  await drop(page, 'odd.png');
  await page.getByText(words.use.one.unsure.close).waitFor();
  await page.getByText(words.use.one.noPicture, { exact: false }).waitFor();
  learner.says = [0.2, 0.3, 0.5];
  await choose(page, await picture('second.jpg'));
  await page.getByText('50% confident', { exact: true }).waitFor();
  await page.getByRole('img', { name: 'The image second.jpg' }).waitFor();
});

test('a refused image is told with its reason and what to do; another one then goes well', { skip }, async (t) => {
  const { page } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  await choose(page, { ...(await picture('torn.jpg')), buffer: Buffer.from(cutShortContent) });
  await page.getByText('torn.jpg cannot be used.').waitFor();
  await page.getByText('The jpeg file is truncated: part of the image is missing.').waitFor();
  await choose(page, await picture());
  await page.getByText('90% confident', { exact: true }).waitFor();
  assert.equal(await page.getByText('cannot be used').count(), 0);
});

test('a look that fails is told and can be tried again; another model looks at the same image', { skip }, async (t) => {
  const { page, studio, learner } = await openModelScreen(t, chromium.browser, 'use', (world) => {
    oneRun(world);
    oneRun(world);
  });
  studio.failNext('predictions.one', { code: 'learner-died', facts: {} });
  await choose(page, await picture());
  await page.getByText('The training process crashed.').waitFor();
  await page.getByRole('button', { name: words.parts.tryAgain }).click();
  await page.getByText('90% confident', { exact: true }).waitFor();
  learner.says = [0.2, 0.8, 0];
  await page.getByLabel(words.use.model, { exact: true }).selectOption('1');
  await page.getByText('80% confident', { exact: true }).waitFor();
  assert.deepEqual(
    askedWith(studio, 'predictions.one').map((input) => (input as { run: number }).run),
    [2, 2, 1],
  );
});

test('many classes: the first eight are shown, the rest when asked for', { skip }, async (t) => {
  const { page } = await openModelScreen(
    t,
    chromium.browser,
    'use',
    (world) => {
      oneRun(world);
      world.learner.says = Array.from({ length: 20 }, (_, at) => (at === 19 ? 0.43 : 0.03));
    },
    {
      fill: (project) => {
        for (let at = 1; at <= 20; at += 1) project.addImages(`Class ${at}`, 5, 5);
      },
    },
  );
  await choose(page, await picture());
  await page.getByText(words.use.one.unsure.spread).waitFor();
  const bars = page.getByRole('list', { name: words.use.one.probabilities }).getByRole('listitem');
  assert.equal(await bars.count(), 8);
  await page.getByRole('button', { name: 'Show all 20 classes' }).click();
  assert.equal(await bars.count(), 20);
});

test('a folder is named into a table by keyboard alone, from the tab to the outcome', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'use', (world) => {
    oneRun(world);
    fillMicroscope(world.studio.folders.start, 40);
    writeFileSync(join(world.studio.folders.start, 'Pictures/Microscope/scan 7.tif'), '');
  });
  await tab(page, words.use.tabs.one).focus();
  await page.keyboard.press('ArrowRight');
  assert.equal(await tab(page, words.use.tabs.folder).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: words.use.folder.chooseInput });
  await typeFolder(dialog, `${studio.folders.start}/Pictures/Microscope`);
  await page.keyboard.press('Enter');
  await dialog.getByText('41 images in this folder').waitFor();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const name = page.getByLabel(words.use.folder.name);
  assert.equal(await name.inputValue(), 'Microscope-run-1.csv');
  await name.focus();
  await page.keyboard.press('Enter');
  const course = page.getByRole('region', { name: words.frame.jobs.kinds.predict });
  await course.getByText(/of 41/).waitFor();
  await page.getByText(/^40 images classified in /).waitFor();
  await page.getByText(`${studio.folders.projects}/Microscope-run-1.csv`).waitFor();
  await page.getByText('1 file could not be read').waitFor();
  await page.getByText('The file is empty.').waitFor();
  assert.deepEqual(askedWith(studio, 'predictions.start'), [
    {
      project: project.id,
      run: 1,
      folder: `${studio.folders.start}/Pictures/Microscope`,
      out: `${studio.folders.projects}/Microscope-run-1.csv`,
      table: { separator: 'comma', bom: true },
    },
  ]);
  const again = page.getByRole('button', { name: words.use.folder.again });
  for (let at = 0; at < 4 && !(await again.evaluate((one) => one === document.activeElement)); at += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText(words.use.folder.notChosen).waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.textContent?.trim()), words.use.folder.choose);
});

/** Forty pictures of which the model is less and less certain that they show the first class, and a file that is none. */
async function namedFolder(t: TestContext, options: BrowserContextOptions = {}): Promise<ModelScreen> {
  const screen = await openModelScreen(
    t,
    chromium.browser,
    'use',
    (world) => {
      oneRun(world);
      for (let at = 1; at <= 130; at += 1)
        writeFileSync(join(world.studio.folders.start, `Pictures/Microscope/plate-${at}.jpg`), pictureContent(5000 + at, 2));
      writeFileSync(join(world.studio.folders.start, 'Pictures/Microscope/scan 7.tif'), '');
      world.learner.saysOf = (at) => (at % 5 === 0 ? [0.2, 0.41 + at / 1000, 0.39 - at / 1000] : [0.9 - at / 1000, 0.06, 0.04 + at / 1000]);
    },
    options,
  );
  const { studio, project } = screen;
  await studio.done(
    await studio.ask('predictions.start', {
      project: project.id,
      folder: `${studio.folders.start}/Pictures/Microscope`,
      out: `${studio.folders.projects}/said.csv`,
    }),
  );
  await tab(screen.page, words.use.tabs.folder).click();
  return screen;
}
const named = (page: Page) => page.getByRole('group', { name: words.use.named.title }).getByRole('button');
const count = (page: Page, name: string) => page.getByRole('list', { name: words.use.named.counts }).getByRole('button', { name });

test(
  'after a folder was named: counts of the classes, the least certain images first, a class alone, pages, and a picture in full',
  { skip },
  async (t) => {
    const { page, studio } = await namedFolder(t);
    await page.getByText(/^130 images classified in /).waitFor();
    await page.getByText('1 file could not be read').waitFor();
    await count(page, 'Quercus: 26 of 130 images (20%)').waitFor();
    await count(page, 'Salix: 0 of 130 images (0%)').waitFor();
    assert.equal(await named(page).count(), 60);
    assert.match((await named(page).first().getAttribute('aria-label')) ?? '', /^plate-\d+\.jpg, Quercus, 41%, or Salix, 39%$/u);
    await page.getByText('1 to 60 of 130 images').waitFor();
    await named(page).first().locator('img[data-state=shown]').waitFor();
    await button(page, words.use.named.after).click();
    await page.getByText('61 to 120 of 130 images').waitFor();
    await count(page, 'Quercus: 26 of 130').click();
    await page.waitForFunction(() => document.querySelectorAll('button.tile').length === 26);
    await named(page).first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const full = page.getByRole('dialog', { name: /^Full picture: plate-/ });
    await full.locator('img.preview').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(askedWith(studio, 'predictions.page').length, 3, 'a page at a time');

    await page.keyboard.press('Alt+6');
    await page.getByRole('heading', { level: 1, name: words.frame.screens.results }).waitFor();
    await page.keyboard.press('Alt+8');
    await tab(page, words.use.tabs.folder).click();
    await count(page, 'Quercus: 26 of 130').waitFor();
    await studio.stop();
    await studio.start();
    await page.reload();
    await tab(page, words.use.tabs.folder).click();
    await count(page, 'Quercus: 26 of 130').waitFor();
    await assertRests(studio, page, 400);
  },
);

test('images are taken into the project without a label: those selected, or those of a class; links lead to them', { skip }, async (t) => {
  const { page, studio, project } = await namedFolder(t);
  const before = project.summary();
  await named(page).nth(1).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  const take = page.getByRole('region', { name: words.use.named.take.title });
  await take.getByText('They are added without labels', { exact: false }).waitFor();
  assert.equal(await take.getByLabel(words.use.named.take.title).inputValue(), 'chosen');
  await button(take, words.use.named.take.start).click();
  await take.getByText('2 images added.').waitFor();
  assert.deepEqual(
    [project.summary().images, project.summary().unlabelled, project.summary().labelled],
    [before.images + 2, before.unlabelled + 2, before.labelled],
  );
  assert.ok(project.images.slice(-2).every((image) => image.class === null && image.split === null));
  await page.waitForFunction(() => document.querySelectorAll('button.tile .mark').length === 2);
  await count(page, 'Quercus: 26 of 130').click();
  await page.waitForFunction(() => document.querySelectorAll('button.tile').length === 26);
  await button(take, words.use.named.take.start).click();
  await take.getByText('24 images added. 2 images were already in the project.').waitFor();
  assert.equal(await page.getByRole('region', { name: words.parts.notices }).locator('p').count(), 0, 'what is told here is told once');
  assert.deepEqual(
    askedWith(studio, 'predictions.take').map((input) => Object.keys((input as { which: object }).which)),
    [['places'], ['class']],
  );
  await button(take, words.use.named.take.look).click();
  await page.getByText('24 of 206 images').waitFor();
  assert.equal(await button(page, words.images.filters.justAdded).getAttribute('aria-pressed'), 'true');
  await page.goBack();
  await tab(page, words.use.tabs.folder).click();
  await button(take, words.use.named.take.label).click();
  await page.getByRole('heading', { level: 1, name: words.frame.screens.label }).waitFor();
  assert.equal(await page.getByLabel(words.label.show, { exact: true }).inputValue(), 'since');
});

test('what came of a folder leaves room for its images, and its classes are not cut in a small window', { skip }, async (t) => {
  const { page } = await namedFolder(t);
  const first = await named(page).first().boundingBox();
  assert.ok(first && first.y + first.height <= 800, `the first images end at ${first && first.y + first.height}`);
  await page.setViewportSize({ width: 640, height: 400 });
  const hidden = await page.getByRole('list', { name: words.use.named.counts }).evaluate((list) => list.scrollHeight - list.clientHeight);
  assert.ok(hidden <= 1, `${hidden} pixels of the classes are hidden`);
});

test('an answer whose table is gone is shown no more', { skip }, async (t) => {
  const { page, studio } = await namedFolder(t);
  await count(page, 'Quercus: 26 of 130').waitFor();
  await page.waitForFunction(() => {
    const all = [...document.querySelectorAll<HTMLElement>('button.tile img')];
    return all.length > 0 && all.every((one) => one.dataset.state === 'shown');
  });
  rmSync(join(studio.folders.projects, 'said.csv'));
  await count(page, 'Quercus: 26 of 130').click();
  await page.getByRole('alert').getByText('The predictions for this folder are no longer available', { exact: false }).waitFor();
  await tab(page, words.use.tabs.export).click();
  await tab(page, words.use.tabs.folder).click();
  await page.getByRole('heading', { name: words.use.folder.title }).waitFor();
});

test('what keeps a table from being written is said before or at once: a bad name, a file that is there', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  await chooseFolder(page);
  const start = page.getByRole('button', { name: words.use.folder.start });
  for (const bad of ['table', '.csv', 'a/b.csv', '..\\b.csv']) {
    await page.getByLabel(words.use.folder.name).fill(bad);
    assert.ok(await start.isDisabled(), bad);
  }
  await page.getByLabel(words.use.folder.name).fill('leaves.csv');
  studio.failNext('predictions.start', { code: 'output-exists', facts: { path: '/home/ada/Graft/leaves.csv' } });
  await start.click();
  await page.getByText('The file /home/ada/Graft/leaves.csv already exists.').waitFor();
  assert.equal(await page.getByLabel(words.use.folder.name).inputValue(), 'leaves.csv');
  await start.click();
  await page.getByText(/^12 images classified in /).waitFor();
  await page.getByText(words.use.folder.noneRefused).waitFor();
  assert.equal(askedTimes(studio, 'predictions.start'), 2);
});

test('the form of a table is chosen where one is saved, kept by the studio, and used by every table after it', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  await chooseFolder(page);
  const separator = page.getByLabel(words.parts.table.separator),
    mark = page.getByRole('checkbox', { name: /^Add a byte order mark/ });
  assert.deepEqual([await separator.inputValue(), await mark.isChecked()], ['comma', true]);
  const kept = () => page.waitForResponse((response) => response.url().endsWith('/settings.set'));
  await Promise.all([kept(), separator.selectOption('semicolon')]);
  await page.getByText(words.parts.table.semicolonFor).waitFor();
  await Promise.all([kept(), mark.uncheck()]);
  assert.deepEqual((await studio.ask('settings.get', {})).table, { separator: 'semicolon', bom: false });
  await page.reload();
  await chooseFolder(page);
  await page.getByRole('checkbox', { name: /^Add a byte order mark/, checked: false }).waitFor();
  await page.getByRole('button', { name: words.use.folder.start }).click();
  await page.getByText(/^12 images classified in /).waitFor();
  const [asked] = askedWith(studio, 'predictions.start') as [{ out: string; table: unknown }];
  assert.deepEqual(asked.table, { separator: 'semicolon', bom: false });
  assert.match(readFileSync(asked.out, 'utf8'), /^file;label;probability;/);
  studio.failNext('settings.set', { code: 'disk-full', facts: { path: '/home/ada' } });
  await page.getByRole('button', { name: words.use.folder.again }).click();
  await chooseFolder(page);
  await separator.selectOption('tab');
  await page.getByText('The disk that holds /home/ada is full.').waitFor();
  assert.equal(await separator.inputValue(), 'tab');
});

async function chooseFolder(page: Page): Promise<void> {
  await tab(page, words.use.tabs.folder).click();
  await page.getByRole('button', { name: words.use.folder.choose, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Pictures' }).first().click();
  await dialog.getByText('12 images in this folder').waitFor();
  await dialog.getByRole('button', { name: words.use.folder.chooseThis }).click();
}

test('a folder that fails or is stopped leaves the choices for the next try', { skip }, async (t) => {
  const { page, studio, learner } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  learner.failNext('predict', { code: 'learner-died', facts: {} });
  await chooseFolder(page);
  const start = page.getByRole('button', { name: words.use.folder.start });
  await start.click();
  await page.getByText('The training process crashed.').waitFor();
  studio.jobStepMs = 60_000;
  await start.click();
  await page.getByRole('button', { name: words.frame.jobs.stop }).click();
  await page.getByText(words.use.folder.stopped).waitFor();
  await page.getByRole('button', { name: words.parts.dismiss }).click();
  await page.getByText(words.use.folder.stopped).waitFor({ state: 'detached' });
  await page.getByTitle(`${studio.folders.start}/Pictures`, { exact: true }).waitFor();
});

test('an export is started, goes on while other screens are shown, and ends with its check in words', { skip }, async (t) => {
  const { page, studio, project } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  studio.jobStepMs = 500;
  await tab(page, words.use.tabs.export).click();
  await page.getByRole('radio', { name: /TensorFlow.js graph model/ }).check();
  assert.equal(await page.getByLabel(words.use.export.name).inputValue(), 'Herbarium-run-1-tfjs-graph');
  await page.getByRole('button', { name: words.use.tabs.export, exact: true }).click();
  await page.getByRole('region', { name: words.frame.jobs.kinds.export }).waitFor();
  await page.keyboard.press('Alt+6');
  await page.getByRole('heading', { level: 1, name: words.frame.screens.results }).waitFor();
  await page.keyboard.press('Alt+8');
  await tab(page, words.use.tabs.export).click();
  await page.getByRole('region', { name: words.frame.jobs.kinds.export }).getByRole('progressbar').waitFor();
  studio.jobStepMs = 20;
  await page.getByText(words.use.export.done).waitFor();
  await page
    .getByText(
      'Loaded from disk, the exported model gives the same prediction for all 36 test images. Largest difference in a probability: 0.0000003.',
    )
    .waitFor();
  await page.getByText('model.json').waitFor();
  await page.getByText('Signature "serving_default"').waitFor();
  await page.getByText('float32, any × any × any × 3').waitFor();
  assert.deepEqual(askedWith(studio, 'exports.start'), [
    { project: project.id, run: 1, format: 'tfjs-graph', out: `${studio.folders.projects}/Herbarium-run-1-tfjs-graph` },
  ]);
  await page.getByRole('button', { name: words.use.export.another }).click();
  await page.getByRole('button', { name: words.use.tabs.export, exact: true }).waitFor();
});

test('an export that the comparison refuses says what is safe and what to do, and that nothing was left', { skip }, async (t) => {
  const { page, learner, studio } = await openModelScreen(t, chromium.browser, 'use', oneRun);
  learner.failNext('export', { code: 'export-differs', facts: { error: 0.02 } });
  await tab(page, words.use.tabs.export).click();
  const start = page.getByRole('button', { name: words.use.tabs.export, exact: true });
  await start.click();
  const alert = page.getByRole('alert');
  await alert.getByText('gave different predictions from the trained one (largest difference 0.02)', { exact: false }).waitFor();
  await alert.getByText('The export was deleted, so that nobody uses it by mistake.', { exact: false }).waitFor();
  assert.equal(await page.getByText(words.use.export.done).count(), 0);
  studio.jobStepMs = 60_000;
  await start.click();
  await page.getByRole('button', { name: words.frame.jobs.stop }).click();
  await page.getByText(words.use.export.stopped).waitFor();
  studio.failNext('exports.start', { code: 'export-folder-not-empty', facts: { path: '/home/ada/Graft/full' } });
  await start.click();
  await page.getByText('The folder /home/ada/Graft/full is not empty.').waitFor();
  await page.getByLabel(words.use.export.name).fill('a/b');
  assert.ok(await start.isDisabled());
});

test('without a model it leads to Train; a stale one can still be used and says so', { skip }, async (t) => {
  const none = await openModelScreen(t, chromium.browser, 'use', ({ runs }) => {
    runs.add({ failure: { code: 'learner-died', facts: {} } });
  });
  await none.page.getByText(words.use.empty.title).waitFor();
  await assertRests(none.studio, none.page);
  await none.page.getByRole('button', { name: words.use.empty.go }).click();
  await none.page.getByRole('heading', { level: 1, name: words.frame.screens.train }).waitFor();
  const stale = await openModelScreen(t, chromium.browser, 'use', ({ runs }) => {
    runs.add({ stale: true });
  });
  await stale.page.getByText('You can still use and export this model', { exact: false }).waitFor();
  assert.ok(await stale.page.getByRole('button', { name: words.use.one.choose }).isEnabled());
});

test('the list of models that cannot be had is told and fetched again', { skip }, async (t) => {
  let isGone = true;
  const { page, studio } = await openModelScreen(t, chromium.browser, 'use', (world) => {
    oneRun(world);
    const list = world.studio.handlerOf('runs.list');
    world.studio.answerWith({
      'runs.list': (input) => {
        if (isGone) throw new Error('no list');
        return list(input);
      },
    });
  });
  await page.getByText(/An unexpected error occurred: no list/).waitFor();
  await assertRests(studio, page);
  isGone = false;
  await page.getByRole('button', { name: words.parts.tryAgain }).click();
  await page.getByRole('button', { name: words.use.one.choose }).waitFor();
});
