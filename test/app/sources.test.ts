import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { zipSync } from 'fflate';
import type { ContentHash } from '../../engine/domain/ids.ts';
import { words } from '../../engine/words/words.ts';
import { browserForTests, whyNoBrowser } from '../support/browser.ts';
import { addHundredsOfSources, makeUntunable, removeSources, writeTornSource } from '../support/screens/drawn-sources.ts';
import { usualTraining } from '../support/screens/drawn-training.ts';
import { FileServer } from '../support/processes/file-server.ts';
import { askedTimes, askedWith, assertRests, openModelScreen, type ModelScreen } from '../support/screens/model-screens.ts';
import { button, dropPaths } from '../support/screens/studio-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { TestStudio } from '../support/test-studio.ts';
import { writeTinySource } from '../support/models/tiny-source.ts';

const chromium = browserForTests();
const skip = whyNoBrowser();
/** Files of a source model in one. */
const zipped = (folder: string, ...names: readonly string[]): Buffer =>
  Buffer.from(zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]))));
/** A server on this machine from which one more model can be fetched, first in the list. */
async function offerAt(t: TestContext, studio: TestStudio): Promise<FileServer> {
  const server = await FileServer.start(t);
  const folder = await writeTinySource(temporaryFolder(t));
  const zip = zipped(folder, 'model.json', 'weights.bin', 'source.json');
  server.files.set('/pond.zip', zip);
  const sha256 = createHash('sha256').update(zip).digest('hex') as ContentHash;
  studio.offers.unshift({
    id: 'pond',
    title: 'Pond life',
    task: 'ponds',
    licence: 'CC0-1.0',
    address: `${server.address}/pond.zip`,
    bytes: zip.length,
    sha256,
  });
  return server;
}

/** Waits for what no screen shows. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await sleep(50);
}

const card = (page: ModelScreen['page'], title: string) => page.getByRole('article', { name: title });

test('the library tells in plain words what each model is; its speed is measured here when asked', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources', async ({ studio: { sources } }) => {
    const lineage = {
      project: 'Mosses',
      run: 4,
      method: 'fine-tune',
      images: 1440,
      classes: 23,
      from: 'MobileNetV2 1.0',
      accuracy: 0.93,
      baseline: 0.61,
    };
    await writeTinySource(join(sources.own, 'own'), {
      id: 'own',
      card: { title: 'My mosses', lineage, library: { origin: 'own', from: 'Mosses' } },
    });
    await writeTornSource(sources);
  });
  for (const text of [
    'Trained on drawn shapes and textures',
    '2,416 weights',
    '96 × 96 pixels',
    'Apache-2.0',
    words.library.origins.shipped,
    'verified',
  ])
    await card(page, 'Graft starter').getByText(text, { exact: true }).waitFor();
  await card(page, 'My mosses')
    .getByText('Fine-tuned from MobileNetV2 1.0 in Mosses, run 4, on 1,440 images of 23 classes: accuracy 93%, best simple baseline 61%.')
    .waitFor();
  await page.getByText(/its weights are incomplete or damaged: weights\.bin has 12 bytes instead of/).waitFor();
  await button(page, 'Measure the speed of Graft starter').click();
  await card(page, 'Graft starter').getByText('84 images per second').waitFor();
  studio.failNext('sources.measure', { code: 'tensorflow-missing', facts: {} });
  await button(page, 'Measure the speed of My mosses').click();
  await page.getByRole('alert').getByText('TensorFlow cannot be loaded.').waitFor();
  await assertRests(studio, page);
});

test('the library is there without a project; Alt and 8 go to it, and an address leads into a model', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'train');
  await page.keyboard.press('Alt+9');
  await card(page, 'Graft starter').waitFor();
  await page.goto(`${studio.origin}#/sources?source=mobilenet-v2`);
  await page.reload();
  await page.getByRole('heading', { name: 'Architecture of MobileNetV2 1.0' }).waitFor();
  assert.ok(await page.getByRole('navigation').getByRole('button', { name: words.frame.screens.train }).isDisabled());
  await button(page, words.library.back).click();
  await card(page, 'Graft starter').waitFor();
});

test('inside a model: blocks as a diagram and a table, layers when asked; one that cannot be read says why', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources', ({ studio: { sources } }) => makeUntunable(sources));
  await button(page, 'Architecture of Graft starter').click();
  await page.getByRole('img', { name: /^7 blocks from input to output, 2,304 weights/ }).waitFor();
  await page.getByText(/Can be reused but not fine-tuned: .*with dilation of the layer/).waitFor();
  await page.getByRole('row', { name: /^block_4 .* block_4 / }).waitFor();
  await button(page, 'Layers of stem').click();
  await page.getByRole('row', { name: /stem_bn 48 × 48 × 16 64 BatchNormalization/ }).waitFor();
  await page.goBack();
  studio.failNext('sources.inspect', { code: 'source-weights-damaged', facts: { path: '/home/ada/sources/mobilenet' } });
  await button(page, 'Architecture of MobileNetV2 1.0').click();
  await page.getByRole('alert').getByText('The weights of the source model at /home/ada/sources/mobilenet are damaged.').waitFor();
  await button(page, words.parts.tryAgain).click();
  await page.getByRole('img', { name: /^17 blocks/ }).waitFor();
});

test('a file is added through the gate, each check told; what it is called can be said', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources');
  await button(page, words.library.add).click();
  const dialog = page.getByRole('dialog', { name: words.library.add });
  assert.ok(await dialog.getByRole('button', { name: words.library.adding.go, exact: true }).isDisabled());
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: words.library.adding.chooseFile }).click();
  await (
    await chooser
  ).setFiles({
    name: 'pond.zip',
    mimeType: 'application/zip',
    buffer: zipped(await writeTinySource(temporaryFolder(t)), 'model.json', 'weights.bin'),
  });
  await dialog.getByText('pond.zip').waitFor();
  await dialog.getByText(words.library.adding.about).click();
  await dialog.getByLabel(words.library.adding.name).fill('Pond life 2');
  await dialog.getByLabel(words.library.adding.scaling, { exact: true }).selectOption('zero-to-one');
  studio.jobStepMs = 120;
  await dialog.getByLabel(words.library.adding.name).press('Enter');
  const gate = page.getByRole('region', { name: words.library.gate.running });
  await gate.getByRole('listitem').filter({ hasText: words.library.gate.names['layers-known'] }).getByText('passed').waitFor();
  await page.getByText('Pond life 2 was added and passed every check.').waitFor();
  await page.getByText(words.library.gate.found['layers-known']({ layers: 52, kinds: 6 })).waitFor();
  await card(page, 'Pond life 2').waitFor();
  await button(page, words.library.gate.dismiss).click();
  const [asked] = askedWith(studio, 'sources.add') as [{ from: { upload: string }; title: string; scaling: string }];
  assert.deepEqual(
    [studio.uploads.get(asked.from.upload), asked.title, asked.scaling, askedTimes(studio, 'sources.add')],
    [['pond.zip'], 'Pond life 2', 'zero-to-one', 1],
  );
});

test('a refusal is told in words, by what reads the model and by the checks; nothing is added', { skip }, async (t) => {
  const { page, learner } = await openModelScreen(t, chromium.browser, 'sources', ({ studio }) => offerAt(t, studio));
  await button(page, words.library.add).click();
  const dialog = page.getByRole('dialog', { name: words.library.add });
  await dialog.getByRole('radio', { name: /^Folder/ }).check();
  await dialog.getByRole('button', { name: words.use.folder.choose }).last().click();
  const picker = page.getByRole('dialog', { name: words.library.adding.whichFolder });
  await picker.getByRole('button', { name: 'Documents' }).click();
  await picker.getByText(words.parts.folders.none).waitFor();
  await picker.getByRole('button', { name: words.use.folder.chooseThis }).or(picker.locator('footer .main')).first().click();
  await dialog.getByRole('button', { name: words.library.adding.go, exact: true }).click();
  await page
    .getByRole('alert')
    .getByText(/cannot be read as a model: it holds no model\.json/)
    .waitFor();
  await page.getByRole('button', { name: words.library.gate.dismiss }).click();
  learner.failNext('add-source', { code: 'source-not-finite', facts: { detail: 'block_3_conv: 12 weights' } });
  await button(page, 'Download Pond life').click();
  await page.getByRole('alert').getByText('The weights of this model contain invalid numbers: block_3_conv: 12 weights.').waitFor();
  assert.equal(await page.getByRole('article').count(), 2);
  await page.getByRole('button', { name: words.library.gate.dismiss }).click();
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a dropped folder is offered to be added', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources');
  await card(page, 'Graft starter').waitFor();
  const folder = temporaryFolder(t);
  await writeTinySource(folder, { card: { title: 'Pond life' } });
  await dropPaths(page, [folder]);
  const dialog = page.getByRole('dialog', { name: words.library.add });
  await dialog.getByRole('button', { name: words.library.adding.go, exact: true }).click();
  await page.getByText('Pond life was added and passed every check.').waitFor();
  const [asked] = askedWith(studio, 'sources.add') as [{ from: { upload: string } }];
  assert.match(studio.uploads.get(asked.from.upload)![0]!, /\/model\.json$/);
});

test('models from the network are fetched only when asked; a fetch that was cut off goes on', { skip }, async (t) => {
  let server!: FileServer;
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources', async (world) => {
    server = await offerAt(t, world.studio);
  });
  await page.getByText('Graft goes online only when you choose Download', { exact: false }).waitFor();
  assert.equal(askedTimes(studio, 'sources.download'), 0);
  studio.failNext('sources.download', { code: 'no-network', facts: { address: 'models.example.org' } });
  await button(page, 'Download Pond life').click();
  await page
    .getByRole('alert')
    .getByText(/models\.example\.org.* cannot be reached/)
    .waitFor();
  const all = server.files.get('/pond.zip')!.length;
  server.mood = { silentAfter: Math.round(0.28 * all) };
  await button(page, 'Download Pond life').click();
  const fetching = page.getByRole('region', { name: words.library.gate.fetching });
  await until(async () => (await studio.ask('sources.offers', {})).offers[0]!.partBytes > 0);
  assert.ok(await button(page, 'Download EfficientNet-Lite2, 260 px, ImageNet').isDisabled());
  await fetching.getByRole('button', { name: words.frame.jobs.stop }).click();
  await page.getByText(words.library.gate.stopped).waitFor();
  server.mood = { cutAfter: Math.round(0.35 * all) };
  await button(page, /^Resume \([1-9]\d?%\)$/).click();
  await until(() => studio.queue.list()[0]!.state === 'failed');
  server.mood = {};
  await button(page, /^Resume \([1-9]\d?%\)$/).click();
  await page.getByText('Pond life was added and passed every check.').waitFor();
  assert.deepEqual(
    server.asked.map(({ range }) => range !== undefined),
    [false, true, true],
    'nothing is fetched twice',
  );
  await assertRests(studio, page);
});

test('a model is removed only after a question, one that came with Graft not at all; one is saved as one file', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources');
  await button(page, 'More options: Graft starter').click();
  assert.equal(await page.getByRole('menuitem').count(), 1);
  await page.keyboard.press('Enter');
  writeFileSync(join(studio.folders.start, 'taken.zip'), '');
  const save = page.getByRole('dialog', { name: 'Save Graft starter' });
  await save.getByLabel(words.parts.save.name).fill('taken.zip');
  await page.keyboard.press('Enter');
  await save.getByRole('alert').waitFor();
  await save.getByLabel(words.parts.save.name).fill('starter.zip');
  await page.keyboard.press('Enter');
  await page.getByText(`Saved: ${studio.folders.start}/starter.zip`, { exact: false }).waitFor();
  assert.ok(existsSync(join(studio.folders.start, 'starter.zip')));
  await button(page, 'More options: MobileNetV2 1.0').click();
  await page.getByRole('menuitem', { name: words.library.remove.go }).click();
  await page.keyboard.press('Escape');
  assert.equal(askedTimes(studio, 'sources.remove'), 0);
  await button(page, 'More options: MobileNetV2 1.0').click();
  await page.getByRole('menuitem', { name: words.library.remove.go }).click();
  await page.getByRole('dialog').getByRole('button', { name: words.library.remove.go, exact: true }).click();
  await card(page, 'MobileNetV2 1.0').waitFor({ state: 'detached' });
  assert.deepEqual(askedWith(studio, 'sources.remove'), [{ source: 'mobilenet-v2' }]);
});

test('of hundreds of models with long names any is found at once; an empty library says what to do', { skip }, async (t) => {
  const { page, studio } = await openModelScreen(t, chromium.browser, 'sources', (world) =>
    addHundredsOfSources(world.studio.sources, (at) => `Leaf-litter invertebrates of the northern uplands, season ${at}`),
  );
  await page.getByRole('searchbox', { name: words.library.find }).fill('season 217');
  await card(page, 'Leaf-litter invertebrates of the northern uplands, season 217').waitFor();
  await page.waitForFunction(() => document.querySelectorAll('article').length === 1);
  await page.getByRole('searchbox', { name: words.library.find }).fill('');
  await button(page, 'Show all 302 source models').click();
  await page.getByRole('article').nth(301).waitFor();
  removeSources(studio.sources);
  await page.reload();
  await page.getByText(words.library.none.title).waitFor();
  studio.failNext('sources.list', { code: 'unexpected', facts: { detail: 'no folder' } });
  await page.reload();
  await page.getByText(/An unexpected error occurred: no folder/).waitFor();
  await button(page, words.library.unusable.again).click();
  await page.getByText(words.library.none.title).waitFor();
});

const wizard = async ({ page }: ModelScreen): Promise<void> => {
  await button(page, words.library.develop).click();
  await page.getByRole('radio', { name: /Herbarium/ }).check();
  await page.getByText('Its smallest class has 60 images.', { exact: false }).waitFor();
};

test('a project becomes a source model: chosen, trained, compared with its baselines, added with its lineage', { skip }, async (t) => {
  const screen = await openModelScreen(t, chromium.browser, 'sources', ({ learner }) => {
    learner.training = () => ({ ...usualTraining, naive: { 'colour-and-texture': 0.5, 'raw-pixels': 0.4 } });
  });
  const { page, studio, project } = screen;
  await wizard(screen);
  await page.getByRole('radio', { name: /^From scratch/ }).check();
  await page.getByLabel(words.developWizard.method.architecture).selectOption('mobilenet-v2');
  studio.jobStepMs = 150;
  await page.getByRole('region', { name: '3. Training' }).getByRole('button', { name: words.frame.screens.train, exact: true }).click();
  await page.getByRole('img', { name: /^Loss at step/ }).waitFor();
  studio.jobStepMs = 20;
  await page
    .getByText(/colour and texture alone/)
    .first()
    .waitFor();
  assert.equal(await page.getByText('Training in Herbarium: finished').count(), 0, 'who watched it to its end is not told besides');
  await page.getByLabel(words.library.adding.name).fill('Trees of the valley');
  await button(page, words.developWizard.add.go).click();
  await page.getByText('Trees of the valley was added to the library. Every project can now reuse it.').waitFor();
  assert.deepEqual(askedWith(studio, 'runs.start'), [
    {
      project: project.id,
      source: 'mobilenet-v2',
      method: 'scratch',
      seed: 1,
      variation: { orientation: 'mirror', framing: true, light: true },
    },
  ]);
  assert.deepEqual(askedWith(studio, 'sources.add'), [
    { from: { project: project.id, run: 1 }, title: 'Trees of the valley', task: 'Betula, Quercus, Salix' },
  ]);
  await page.getByRole('region', { name: '5. Add to the library' }).getByRole('button', { name: words.library.inspect }).click();
  await page.getByText('Trained from scratch in Herbarium, run 1, on 108 images of 3 classes: accuracy 92%', { exact: false }).waitFor();
});

test('a run that does not beat its baselines is refused, and why is said', { skip }, async (t) => {
  const screen = await openModelScreen(t, chromium.browser, 'sources', ({ runs }) => {
    runs.add({ method: 'fine-tune', tuneFrom: 'all', test: 0.42 });
    runs.add();
  });
  const { page } = screen;
  await wizard(screen);
  await page.getByText('It does not clearly beat colour and texture alone: 44% vs. 81%.', { exact: false }).waitFor();
  await button(page, words.developWizard.add.go).click();
  await page.getByRole('alert').getByText('This run does not beat its simple baselines (44% vs. 81%)', { exact: false }).waitFor();
  assert.equal(
    await page.getByLabel(words.developWizard.train.or).getByRole('option').count(),
    1,
    'a new head alone is no network of its own',
  );
});
