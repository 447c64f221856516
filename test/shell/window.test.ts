import assert from 'node:assert/strict';
import { test } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { displayForTests, ShellUser, until, whyNoShell } from '../support/shell/shell-app.ts';

displayForTests();

/** What a page could misuse, looked for where scripts of the page would find it. */
const reachable = (): string[] =>
  ['require', 'process', 'module', 'global', 'Buffer', 'ipcRenderer', 'electron'].filter((name) => name in globalThis);

test('the window opens with the projects, in the size of a first start and with a title', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  await shell.page.getByRole('heading', { name: words.projects.empty.title }).waitFor();
  assert.equal(await shell.page.evaluate(() => location.origin), 'graft://app');
  assert.equal(await shell.page.title(), words.shell.productName);
  const seen = await shell.app.evaluate(({ BrowserWindow, screen }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    const { width, height } = screen.getPrimaryDisplay().workArea;
    return {
      bounds: window.getBounds(),
      visible: window.isVisible(),
      room: { width: Math.min(1440, width), height: Math.min(900, height) },
    };
  });
  assert.deepEqual([seen.bounds.width, seen.bounds.height, seen.visible], [seen.room.width, seen.room.height, true]);
});

test(
  'the page runs sandboxed and isolated, and sees nothing of Node or Electron but the desktop calls',
  { skip: whyNoShell },
  async (t) => {
    const shell = await new ShellUser(t).start();
    await shell.projects();
    const preferences = await shell.app.evaluate(({ webContents }) => {
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = (
        webContents.getAllWebContents()[0] as unknown as { getLastWebPreferences(): Electron.WebPreferences }
      ).getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity };
    });
    assert.deepEqual(preferences, { sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
    assert.deepEqual(await shell.page.evaluate(reachable), []);
    assert.deepEqual(await shell.page.evaluate(() => Object.keys(window.desktop!).sort()), [
      'chooseFolder',
      'chooseSaveFile',
      'onMenu',
      'pathOfFile',
      'platform',
      'showInFolder',
    ]);
    // What the page is given is a copy: Electron's own objects cannot be reached through it.
    assert.equal(
      await shell.page.evaluate(() => Object.isFrozen(window.desktop) || Object.getPrototypeOf(window.desktop) === Object.prototype),
      true,
    );
  },
);

test('a window with Node and without a sandbox would be noticed', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t).start(['--no-sandbox']);
  const [opened] = await Promise.all([
    shell.app.waitForEvent('window'),
    shell.app.evaluate(({ BrowserWindow }) => {
      void new BrowserWindow({ show: false, webPreferences: { nodeIntegration: true, contextIsolation: false, sandbox: false } }).loadURL(
        'graft://app/',
      );
    }),
  ]);
  await opened.waitForLoadState();
  assert.deepEqual((await opened.evaluate(reachable)).slice(0, 3), ['require', 'process', 'module']);
});

test('place and size are the same after a restart', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const bounds = { x: 40, y: 30, width: 1111, height: 777 };
  const first = await user.start();
  await first.app.evaluate(({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]!.setBounds(place), bounds);
  await until('the window has its new place', async () => {
    const now = await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds());
    return now.width === bounds.width && now.x === bounds.x;
  });
  await first.quit();
  const second = await user.start();
  assert.deepEqual(await second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getBounds()), bounds);
});

test('the menu zooms the page, and the size stays after a restart', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const first = await user.start();
  await first.projects();
  const before = await first.zoom();
  await first.menu(words.shell.menu.view, words.shell.menu.zoomIn);
  await until('the page is larger', async () => (await first.zoom()) > before);
  const larger = await first.zoom();
  await first.quit();
  const second = await user.start();
  await second.projects();
  await until('the page is as large as before', async () => Math.abs((await second.zoom()) - larger) < 0.001);
  await second.menu(words.shell.menu.view, words.shell.menu.zoomReset);
  await until('the page is of actual size', async () => Math.abs((await second.zoom()) - before) < 0.001);
});

test('every command of the menu reaches the page, and About names the versions that run', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  await shell.page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    window.desktop!.onMenu((command) => heard.push(command));
  });
  // Undo and redo come first: once the dialog of a new project has the caret, they are those of its text field.
  for (const item of ['undo', 'redo'] as const) await shell.menu(words.shell.menu.edit, words.shell.menu[item]);
  for (const item of ['importFolder', 'closeProject', 'newProject'] as const)
    await shell.menu(words.shell.menu.file, words.shell.menu[item]);
  const heard = (): Promise<string[]> => shell.page.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  await until('the page has heard five commands', async () => (await heard()).length === 5);
  assert.deepEqual(await heard(), ['undo', 'redo', 'import-folder', 'close-project', 'new-project']);
  await shell.answerBoxes(0);
  await shell.menu(words.shell.menu.help, words.shell.menu.about);
  const [about] = await shell.boxes();
  const versions = await shell.app.evaluate(({ app }) => ({ graft: app.getVersion(), ...process.versions }));
  assert.equal(about?.message, words.shell.productName);
  for (const version of [versions.graft, versions.electron, versions.chrome, versions.node])
    assert.ok(about?.detail.includes(version), about?.detail);
});

test('the list of shortcuts opens from the menu', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  await shell.menu(words.shell.menu.help, words.shell.menu.shortcuts);
  await shell.page.getByRole('dialog', { name: words.frame.shortcuts.title }).waitFor();
});
