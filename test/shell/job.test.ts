import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ImageSummary, ProjectId } from '../../engine/contract/index.ts';
import { words } from '../../engine/words/words.ts';
import { drawPicture } from '../support/drawn-pictures.ts';
import { displayForTests, ShellUser, until, whyNoShell, type Shell } from '../support/shell/shell-app.ts';

displayForTests();

const classes = ['pointed', 'round'] as const;

/** Six drawn photographs in two class folders. */
async function classFolders(folder: string): Promise<string> {
  const top = join(folder, 'leaves');
  for (const [kind, name] of classes.entries()) {
    mkdirSync(join(top, name), { recursive: true });
    for (let number = 0; number < 3; number += 1) {
      writeFileSync(join(top, name, `${name}-${number}.jpg`), await drawPicture(3 * kind + number, kind, 320));
    }
  }
  return top;
}

/** Starts the import that the dialog is ready for, and puts its report away. */
async function importNow(shell: Shell, imported: number): Promise<void> {
  const { page } = shell;
  const dialog = page.getByRole('dialog', { name: words.images.importDialog.title });
  await dialog.getByRole('button', { name: words.images.importDialog.start, exact: true }).click();
  const report = page.getByRole('dialog', { name: words.images.report.title });
  await report.getByText(words.images.report.headline(imported)).waitFor();
  await report.getByRole('button', { name: words.images.report.done }).click();
}

/** Drops a file or folder of this computer on the middle of the window, as the system's file manager would. */
async function drop(shell: Shell, path: string): Promise<void> {
  const { page } = shell;
  const devtools = await page.context().newCDPSession(page);
  const { x, y } = await page.evaluate(() => ({ x: innerWidth / 2, y: innerHeight / 2 }));
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await devtools.send('Input.dispatchDragEvent', { type, x, y, data: { items: [], files: [path], dragOperationsMask: 1 } });
  }
  await devtools.detach();
}

const projectShown = (shell: Shell): Promise<ProjectId> => shell.page.evaluate(() => location.hash.split('/')[1]!) as Promise<ProjectId>;

async function imagesOf(shell: Shell): Promise<readonly ImageSummary[]> {
  const { images } = await shell.ask('images.page', { project: await projectShown(shell), filter: {}, offset: 0, limit: 100 });
  return images;
}

/** The names of the classes of all images, in the order of the images. */
async function labelsOf(shell: Shell): Promise<(string | undefined)[]> {
  const { classes: known } = await shell.ask('projects.get', { project: await projectShown(shell) });
  return (await imagesOf(shell)).map((image) => known.find((one) => one.id === image.class)?.name);
}

test('a folder is imported through the dialog of the system, labels from its folders', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const shell = await user.start();
  await shell.projects();
  await shell.createProject('Leaves');
  await shell.chooseNext(await classFolders(user.folder));
  await shell.page.getByRole('button', { name: words.images.importDialog.choose }).click();
  await importNow(shell, 6);
  await shell.page.getByRole('gridcell').nth(5).waitFor();
  const labels = await labelsOf(shell);
  assert.deepEqual(
    classes.map((name) => labels.filter((label) => label === name).length),
    [3, 3],
  );
  await until('every picture is drawn', () =>
    shell.page.evaluate(() =>
      [...document.querySelectorAll('[role=gridcell]')].every((tile) => tile.querySelector('canvas[data-state=shown]') !== null),
    ),
  );
});

test('a dropped file is imported by its path, without being copied', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const shell = await user.start();
  await shell.projects();
  await shell.createProject('Dropped');
  const file = join(await classFolders(user.folder), 'round', 'round-1.jpg');
  await drop(shell, file);
  await shell.page.getByRole('dialog', { name: words.images.importDialog.title }).getByText(file).waitFor();
  await importNow(shell, 1);
  const [image] = await imagesOf(shell);
  const details = await shell.ask('images.get', { project: await projectShown(shell), image: image!.id });
  assert.ok(JSON.stringify(details).includes(JSON.stringify(file)), `${JSON.stringify(details)} does not name ${file}`);
});

test('a label given with a key is there after a restart, and its undo too', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const first = await user.start();
  await first.projects();
  await first.createProject('Kept');
  await drop(first, await classFolders(user.folder));
  await importNow(first, 6);
  const before = await labelsOf(first);
  await first.page.keyboard.press('Alt+3');
  await first.page.getByRole('heading', { name: words.label.title, level: 1 }).waitFor();
  await first.page.getByRole('gridcell').first().click();
  const other = before[0] === 'pointed' ? 'round' : 'pointed';
  await first.page.getByRole('button', { name: new RegExp(`^${words.label.classes.label(other, null)}`) }).waitFor();
  await first.page.keyboard.press(other === 'pointed' ? '1' : '2');
  await until('the label is saved', async () => (await labelsOf(first))[0] === other);
  await first.quit();

  const second = await user.start();
  await second.projects();
  await second.page.getByRole('button', { name: words.projects.openNamed('Kept') }).click();
  await second.images();
  assert.deepEqual(await labelsOf(second), [other, ...before.slice(1)]);
  await second.page.keyboard.press('Alt+3');
  await second.page.getByRole('gridcell').first().waitFor();
  await second.page.keyboard.press('Control+z');
  await until('the label is as before', async () => (await labelsOf(second))[0] === before[0]);
});

test('the example opens by its switch, with words while it is drawn', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t).start(['--example']);
  await shell.page.getByText(words.shell.examplePage.what).waitFor();
  await shell.images();
  await shell.page.getByRole('gridcell').first().waitFor();
});

test(
  'a project named on the command line opens on its images, and one that cannot be opened is explained',
  { skip: whyNoShell },
  async (t) => {
    const user = new ShellUser(t);
    const first = await user.start();
    await first.projects();
    await first.createProject('Named');
    await first.quit();
    const path = join(user.projects, 'Named.graft');
    const second = await user.start([path]);
    await second.images();
    await second.page.getByText('Named', { exact: true }).first().waitFor();
    await second.answerBoxes(0);
    const gone = join(user.projects, 'Gone.graft');
    await second.chooseNext(gone);
    await second.menu(words.shell.menu.file, words.shell.menu.openProject);
    await until('it was said', async () => (await second.boxes()).length === 1);
    assert.ok((await second.boxes())[0]!.message.includes(gone));
    assert.equal(await second.page.getByText('Named', { exact: true }).first().isVisible(), true, 'what was shown stays');
  },
);
