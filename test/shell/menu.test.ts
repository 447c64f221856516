import assert from 'node:assert/strict';
import { join } from 'node:path';
import { mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import type { ProjectId } from '../../engine/contract/index.ts';
import { words } from '../../engine/words/words.ts';
import { drawPicture } from '../support/drawn-pictures.ts';
import { displayForTests, ShellUser, until, whyNoShell, type Shell } from '../support/shell/shell-app.ts';

displayForTests();

const theme = (shell: Shell): Promise<string | undefined> => shell.page.evaluate(() => document.documentElement.dataset['theme']);

test(
  'the menu makes a project, imports a folder, undoes and does again, changes the look and closes the project',
  { skip: whyNoShell },
  async (t) => {
    const user = new ShellUser(t);
    const shell = await user.start();
    const { page } = shell;
    await shell.projects();
    await shell.menu(words.shell.menu.file, words.shell.menu.newProject);
    const dialog = page.getByRole('dialog', { name: words.projects.createDialog.title });
    await dialog.getByLabel(words.projects.createDialog.name).fill('By menu');
    await dialog.getByRole('button', { name: words.projects.createDialog.create }).click();
    await shell.images();
    const project = (await page.evaluate(() => location.hash.split('/')[1]!)) as ProjectId;

    const folder = join(user.folder, 'leaves', 'round');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'a.jpg'), await drawPicture(1, 0, 320));
    await page.keyboard.press('Alt+3');
    await shell.chooseNext(join(user.folder, 'leaves'));
    await shell.menu(words.shell.menu.file, words.shell.menu.importFolder);
    await shell.images();
    await page.getByRole('dialog').getByRole('button', { name: words.images.importDialog.start, exact: true }).click();
    await page.getByRole('button', { name: words.images.report.done }).click();

    const labelled = async (): Promise<number> => (await shell.ask('projects.get', { project })).labelled;
    assert.equal(await labelled(), 1);
    await shell.menu(words.shell.menu.edit, words.shell.menu.undo);
    await until('the labels of the import are taken back', async () => (await labelled()) === 0);
    await page.keyboard.press('Alt+3');
    await page.getByRole('gridcell').first().waitFor();
    await shell.menu(words.shell.menu.edit, words.shell.menu.redo);
    await until('they are given again', async () => (await labelled()) === 1);

    await page.evaluate(() => {
      document.documentElement.dataset['theme'] = 'light';
    });
    for (const [item, wanted] of [
      [words.shell.menu.themeDark, 'dark'],
      [words.shell.menu.themeLight, 'light'],
    ] as const) {
      await shell.app.evaluate(
        ({ Menu }, label) =>
          Menu.getApplicationMenu()!
            .items.flatMap((menu) => menu.submenu?.items ?? [])
            .flatMap((one) => one.submenu?.items ?? [])
            .find((one) => one.label === label)!
            .click(),
        item,
      );
      await until(`the page is ${wanted}`, async () => (await theme(shell)) === wanted);
    }

    await shell.menu(words.shell.menu.file, words.shell.menu.closeProject);
    await shell.projects();
    await until('the project is closed', () =>
      shell.ask('projects.get', { project }).then(
        () => false,
        (failure: unknown) => /project-not-open/.test(String(failure)),
      ),
    );
  },
);
