import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { desktopChannel, serveDesktop } from '../../electron/desktop.ts';
import type { DesktopBridge } from '../../electron/preload.ts';
import type { Desktop } from '../../renderer/desktop.ts';
import { FakeDialog, FakeIpcMain, FakeWindow } from '../support/shell/fake-electron.ts';

/** What the preload script gives is what the screens expect, and nothing more. */
export const bridgeIsDesktop = (bridge: DesktopBridge): Desktop =>
  bridge satisfies { [Name in keyof DesktopBridge]: Desktop[Name & keyof Desktop] };

interface Served {
  readonly ipc: FakeIpcMain;
  readonly dialog: FakeDialog;
  readonly shown: string[];
}

function served(): Served {
  const ipc = new FakeIpcMain(),
    dialog = new FakeDialog(),
    shown: string[] = [];
  const window = new FakeWindow();
  serveDesktop({
    ipcMain: ipc.asElectron(),
    dialog: dialog.asElectron(),
    shell: { showItemInFolder: (path) => void shown.push(path) },
    window: () => window.asElectron(),
  });
  return { ipc, dialog, shown };
}

const refused =
  (code: string) =>
  (answer: unknown): boolean =>
    (answer as { failure?: { code: string } }).failure?.code === code;

test('there is one channel', () => {
  assert.deepEqual([...served().ipc.handlers.keys()], [desktopChannel]);
});

test('a chosen folder is answered, and a closed dialog with nothing', async () => {
  const { ipc, dialog } = served();
  assert.deepEqual(await ipc.ask(desktopChannel, { call: 'chooseFolder' }), { ok: true, value: null });
  dialog.chosenFolder = resolve('pictures');
  assert.deepEqual(await ipc.ask(desktopChannel, { call: 'chooseFolder' }), { ok: true, value: resolve('pictures') });
  assert.deepEqual(
    dialog.asked.map((options) => (options as { properties: string[] }).properties),
    Array(2).fill(['openDirectory', 'createDirectory']),
  );
});

test('a place to save starts from the suggestion', async () => {
  const { ipc, dialog } = served();
  dialog.chosenFile = resolve('out.csv');
  assert.deepEqual(await ipc.ask(desktopChannel, { call: 'chooseSaveFile', suggested: 'predictions.csv' }), {
    ok: true,
    value: resolve('out.csv'),
  });
  assert.equal((dialog.asked[0] as { defaultPath: string }).defaultPath, 'predictions.csv');
});

test('a file is shown in its folder only if it is there', async () => {
  const { ipc, shown } = served();
  assert.deepEqual(await ipc.ask(desktopChannel, { call: 'showInFolder', path: import.meta.filename }), { ok: true, value: null });
  assert.ok(refused('folder-not-found')(await ipc.ask(desktopChannel, { call: 'showInFolder', path: `${import.meta.filename}.gone` })));
  assert.deepEqual(shown, [import.meta.filename]);
});

test('a message of any sender but our own top page is refused before anything is done', async () => {
  const { ipc, dialog, shown } = served();
  const message = { call: 'showInFolder', path: import.meta.filename };
  const answers = await Promise.all([
    ipc.ask(desktopChannel, message, 'http://app/'),
    ipc.ask(desktopChannel, message, 'graft://other/'),
    ipc.ask(desktopChannel, message, 'file:///index.html'),
    ipc.ask(desktopChannel, message, 'about:blank'),
    ipc.ask(desktopChannel, message, ''),
    ipc.ask(desktopChannel, message, null),
    ipc.ask(desktopChannel, message, 'graft://app/', {}),
  ]);
  assert.deepEqual(
    answers.map(refused('not-allowed')),
    answers.map(() => true),
  );
  assert.deepEqual([dialog.asked, shown], [[], []]);
});

test('a message that is no desktop call is refused before anything is done', async () => {
  const { ipc, dialog, shown } = served();
  const messages: unknown[] = [
    undefined,
    null,
    7,
    'chooseFolder',
    [],
    {},
    { call: 'toString' },
    { call: 'openExternal', path: 'x' },
    { call: ['chooseFolder'] },
    { call: 'chooseSaveFile' },
    { call: 'chooseSaveFile', suggested: 7 },
    { call: 'chooseSaveFile', suggested: '' },
    { call: 'chooseSaveFile', suggested: 'a\0b' },
    { call: 'chooseSaveFile', suggested: 'x'.repeat(5000) },
    { call: 'showInFolder' },
    { call: 'showInFolder', path: 'relative' },
    { call: 'showInFolder', path: { toString: () => '/' } },
  ];
  const answers = await Promise.all(messages.map((message) => ipc.ask(desktopChannel, message)));
  assert.deepEqual(
    answers.map(refused('input-invalid')),
    answers.map(() => true),
  );
  assert.deepEqual([dialog.asked, shown], [[], []]);
});
