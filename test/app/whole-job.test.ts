import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright';
import { browserForTests, openPage, whyNoBrowser } from '../support/browser.ts';
import { sharedPath } from '../support/shared.ts';
import { ServedStudio } from '../support/served-studio.ts';
import { typeInFocus } from '../support/screens/studio-page.ts';
import { pooledSource, poolOfModels, writeFiveClasses } from '../support/five-classes.ts';
import { words } from '../../engine/words/words.ts';

/** Drawn images are more, since the starter, which then is the source, needs them to do clearly better than chance. */
const perClass = sharedPath('data', 'flowers') === null ? 24 : 12;
const total = 5 * perClass;
const longMs = 180_000;
const askSavedModel = join(import.meta.dirname, '../support/ask-saved-model.ts');
const skip = whyNoBrowser();
const tests = browserForTests();

interface Scene {
  readonly folder: string;
  readonly images: string;
  readonly loose: string;
}

/** Flower images in class folders, and two of them, daisies, apart without a label. */
async function scene(t: TestContext): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-screens-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const [images, loose] = [join(folder, 'flowers'), join(folder, 'unsorted')];
  await writeFiveClasses(images, perClass);
  await mkdir(loose);
  const [first = '', second = ''] = await readdir(join(images, 'daisy'));
  await rename(join(images, 'daisy', first), join(loose, `first${extname(first)}`));
  await rename(join(images, 'daisy', second), join(loose, `second${extname(second)}`));
  return { folder, images, loose };
}

const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true }).first();
const tile = (page: Page, name: string): Locator => page.getByRole('gridcell', { name: new RegExp(`^${name}`) });
const goTo = (page: Page, screen: string): Promise<void> => page.getByRole('navigation').getByText(screen, { exact: true }).click();

async function importFolder(page: Page, path: string, labels: 'folders' | 'none'): Promise<void> {
  await button(page, words.images.import).click();
  const picker = page.getByRole('dialog', { name: words.images.importDialog.choose });
  await picker.getByRole('textbox').fill(path);
  await button(page, words.images.importDialog.chooseThis).click();
  const dialog = page.getByRole('dialog', { name: words.images.import });
  if (labels === 'none') await dialog.getByRole('radio', { name: /Import without labels/ }).check();
  await dialog.getByRole('button', { name: words.images.importDialog.start, exact: true }).click();
}

async function makeProject(page: Page): Promise<void> {
  await button(page, words.projects.create).click();
  await typeInFocus(page, 'Flowers');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: words.images.empty.title }).waitFor();
}

async function importBoth(page: Page, { images, loose }: Scene): Promise<void> {
  await importFolder(page, images, 'folders');
  const report = page.getByRole('dialog', { name: words.images.report.title });
  await report.getByText(`${total - 2} images imported`).waitFor({ timeout: longMs });
  await report.getByText('New classes: daisy, dandelion, roses, sunflowers, tulips.').waitFor();
  await report.getByRole('button', { name: words.images.report.done }).click();
  await importFolder(page, loose, 'none');
  await report.getByText('2 images imported').waitFor({ timeout: longMs });
  await report.getByRole('button', { name: words.images.report.goLabel }).click();
}

async function labelTheRest(page: Page): Promise<void> {
  await page.getByLabel(words.label.show, { exact: true }).selectOption(words.images.filters.unlabelled);
  await tile(page, 'first').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('1');
  await tile(page, 'first.*, daisy').waitFor();
  await page.keyboard.press('Control+z');
  await tile(page, 'second.*, unlabelled').waitFor();
  await page.keyboard.press('Control+Shift+z');
  await tile(page, 'second.*, daisy').waitFor();
  await page.getByText(words.label.saved).waitFor();
}

async function trainAndRead(page: Page): Promise<void> {
  await goTo(page, words.frame.screens.train);
  if (pooledSource('mobilenet_v2_100_224_imagenet') !== 'starter') {
    await button(page, 'Change: Source model').click();
    await page.getByRole('radio', { name: /^MobileNetV2 1\.0, 224 px/ }).check();
  }
  await page.locator('button.start').click();
  await button(page, words.train.outcome.results).click({ timeout: longMs });
  await page.getByRole('heading', { name: words.results.meaning.title }).waitFor();
  await page
    .getByText(/95% interval: \d/)
    .first()
    .waitFor();
  await page.getByText(/^Clearly better than always predicting the largest class/).waitFor();
}

/** Corrects the worst mistake by keyboard, which makes the run stale, and takes it back. */
async function correctAndTakeBack(page: Page): Promise<void> {
  const review = page.locator('section', { has: page.getByRole('heading', { name: words.results.review.title }) });
  await review
    .getByRole('button', { name: /label: (?!tulips).*predicted/ })
    .first()
    .click();
  await page.keyboard.press('5');
  await review.getByText(words.results.review.fixed).first().waitFor();
  await page.getByText(/^Stale: labels or the test set have changed/).waitFor();
  await page.keyboard.press('Control+z');
  await review.getByText(words.results.review.fixed).first().waitFor({ state: 'detached' });
}

async function nameFolder(page: Page, { folder, loose }: Scene): Promise<string> {
  await goTo(page, words.frame.screens.use);
  await page.getByRole('tab', { name: words.use.tabs.folder }).click();
  await page.getByRole('tabpanel').getByRole('button', { name: words.use.folder.choose, exact: true }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(loose);
  await page.keyboard.press('Enter');
  await button(page, words.use.folder.chooseThis).click();
  await page.getByLabel(words.parts.save.name).fill('answers.csv');
  await page.keyboard.press('Enter');
  await page.getByText(/^2 images classified/).waitFor({ timeout: longMs });
  return readFile(join(folder, 'projects', 'answers.csv'), 'utf8');
}

async function exportSavedModel(page: Page, { folder }: Scene): Promise<string> {
  await page.getByRole('tab', { name: words.use.tabs.export }).click();
  await page.getByLabel(words.use.export.name).fill('flower-model');
  await button(page, words.use.tabs.export).click();
  await page.getByText(words.use.export.done).waitFor({ timeout: longMs });
  await page.getByText(/^Loaded from disk, the exported model gives the same prediction for all \d+ test images/).waitFor();
  return join(folder, 'projects', 'flower-model');
}

/** Rows of a table as objects: class probability by name, and the label. */
function rowsOf(csv: string): { file: string; label: string; probabilities: number[] }[] {
  const [head = '', ...lines] = csv
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('\r\n');
  assert.equal(head, 'file,label,probability,daisy,dandelion,roses,sunflowers,tulips,failure');
  return lines.map((line) => {
    const cells = line.split(',');
    return { file: cells[0] ?? '', label: cells[1] ?? '', probabilities: cells.slice(3, 8).map(Number) };
  });
}

test('a newcomer turns flower images into a tested, exported model with mouse and keyboard', { skip }, async (t) => {
  const here = await scene(t);
  const studio = await ServedStudio.start(here.folder, { env: poolOfModels, enter: false });
  t.after(() => studio.end());
  const { page, errors } = await openPage(tests.browser, studio.address);
  await makeProject(page);
  await importBoth(page, here);
  await labelTheRest(page);
  await trainAndRead(page);
  await correctAndTakeBack(page);
  const rows = rowsOf(await nameFolder(page, here));
  const model = await exportSavedModel(page, here);
  assert.deepEqual(errors, []);

  const files = rows.map(({ file }) => join(here.loose, file));
  const answers = JSON.parse(execFileSync(process.execPath, [askSavedModel, model, ...files], { encoding: 'utf8' })) as Record<
    string,
    number
  >[];
  assert.equal(answers.length, 2);
  const differences = rows.flatMap(({ probabilities }, index) =>
    Object.values(answers[index] ?? {}).map((value, at) => Math.abs(value - (probabilities[at] ?? NaN))),
  );
  t.diagnostic(`largest difference between the table and the exported model: ${Math.max(...differences)}`);
  assert.equal(differences.length, 10);
  assert.ok(Math.max(...differences) < 1e-3, 'the exported model answers in another process as the studio does');
  assert.deepEqual(
    rows.map(({ label }) => label),
    answers.map((answer) => Object.entries(answer).toSorted(([, a], [, b]) => b - a)[0]?.[0]),
  );
});
