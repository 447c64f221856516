import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browserForTests, openPage, whyNoBrowser } from '../support/browser.ts';
import { kerasModel } from '../support/keras-models.ts';
import { placingCuts, placingLayers, placingSide, writePlacedPictures } from '../support/models/placed-pictures.ts';
import { ServedStudio } from '../support/served-studio.ts';
import { button } from '../support/screens/studio-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { writeTinySource } from '../support/models/tiny-source.ts';
import { words } from '../../engine/words/words.ts';

const chromium = browserForTests();

test(
  'a real studio: a file is added, saved for a colleague and removed; a project becomes a source model',
  { skip: whyNoBrowser() },
  async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'shipped'));
    await writeTinySource(join(folder, 'shipped', 'places'), { id: 'places', size: placingSide, layers: placingLayers, cuts: placingCuts });
    await writePlacedPictures(join(folder, 'images'), 120);
    const studio = await ServedStudio.start(folder, {
      enter: false,
      env: { GRAFT_MODELS: '', GRAFT_SHIPPED_MODELS: join(folder, 'shipped'), HOME: folder },
    });
    t.after(() => studio.end());
    const { page, errors } = await openPage(chromium.browser, studio.address);
    t.after(() => page.context().close());
    page.setDefaultTimeout(45_000);
    await page.keyboard.press('Alt+9');

    await button(page, words.library.add).click();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('dialog').getByRole('button', { name: words.library.adding.chooseFile }).click();
    await (await chooser).setFiles(kerasModel('nested.keras'));
    await page.getByRole('dialog').getByRole('button', { name: words.library.adding.go, exact: true }).click();
    await page.getByText('nested was added and passed every check.').waitFor();
    await button(page, 'Measure the speed of nested').click();
    await page
      .getByRole('article', { name: 'nested' })
      .getByText(/images per second/)
      .waitFor();
    await button(page, 'More options: nested').click();
    await page.getByText(words.library.export.go).click();
    await page.getByRole('dialog').getByRole('button', { name: words.parts.save.go, exact: true }).click();
    await page.getByText(/^Saved: /).waitFor();
    assert.ok(existsSync(join(folder, 'nested.zip')), 'it is suggested to lie in the folder of the user');
    await button(page, 'More options: nested').click();
    await page.getByText(words.library.remove.go, { exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: words.library.remove.go }).click();
    await page.getByText('nested was removed.').waitFor();
    assert.deepEqual(readdirSync(join(folder, 'home', 'models')), []);

    await page.evaluate(
      async (images) => {
        // eslint-disable-next-line @typescript-eslint/no-explicit-any -- plain JSON of a page
        const ask = async (name: string, input: object): Promise<any> => {
          const headers = { 'x-graft-key': localStorage.getItem('graft.key') ?? '' };
          const response = await fetch(`/api/${name}`, { method: 'POST', body: JSON.stringify(input), headers });
          return (await response.json()).value;
        };
        const { id } = await ask('projects.create', { name: 'Places' });
        const { job } = await ask('images.import', { project: id, from: { paths: [images] }, labels: 'folders', copy: false });
        while ((await ask('jobs.get', { job })).endedAt === null)
          await new Promise((resolve) => {
            setTimeout(resolve, 50);
          });
      },
      join(folder, 'images'),
    );
    await button(page, words.library.develop).click();
    await page.getByRole('radio', { name: /Places/ }).check();
    await page.getByRole('radio', { name: /^From scratch/ }).check();
    await page.getByRole('radio', { name: /^Keep the orientation/ }).check();
    await page.getByRole('region', { name: '3. Training' }).getByRole('button', { name: words.frame.screens.train, exact: true }).click();
    await page.getByText(/^It beats /).waitFor();
    await page.getByLabel(words.library.adding.name).fill('Left and right');
    await button(page, words.developWizard.add.go).click();
    await page.getByText('Left and right was added to the library. Every project can now reuse it.').waitFor();
    await page.getByRole('region', { name: '5. Add to the library' }).getByRole('button', { name: words.library.inspect }).click();
    await page.getByText(/^Trained from scratch in Places, run 1, on \d+ images of 2 classes/).waitFor();
    assert.deepEqual([errors, readdirSync(join(folder, 'home', 'models'))], [[], ['left-and-right']]);
  },
);
