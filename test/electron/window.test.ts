import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { focusWindow, openWindow, sendToPage, webPreferences, type WindowParts } from '../../electron/window.ts';
import { FakeWindow } from '../support/shell/fake-electron.ts';

const display = { workArea: { x: 0, y: 0, width: 1600, height: 1000 } };

function opened(t: TestContext, remembered?: unknown, more: Partial<WindowParts> = {}): { window: FakeWindow; stateFile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'graft-window-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const stateFile = join(folder, 'window.json');
  if (remembered !== undefined) writeFileSync(stateFile, typeof remembered === 'string' ? remembered : JSON.stringify(remembered));
  openWindow({
    BrowserWindow: FakeWindow.asElectron(),
    screen: { getAllDisplays: () => [display], getPrimaryDisplay: () => display } as unknown as WindowParts['screen'],
    nativeTheme: { shouldUseDarkColors: false },
    preload: 'preload.cjs',
    stateFile,
    development: false,
    mayLeave: () => Promise.resolve(true),
    pageFailed: () => Promise.resolve(),
    ...more,
  });
  return { window: FakeWindow.made.at(-1)!, stateFile };
}

const place = ({ options: { x, y, width, height } }: FakeWindow): unknown => ({ x, y, width, height });

test('a page runs sandboxed, isolated, without Node, and with developer tools only in development', () => {
  const {
    sandbox,
    contextIsolation,
    nodeIntegration,
    nodeIntegrationInWorker,
    nodeIntegrationInSubFrames,
    webSecurity,
    allowRunningInsecureContent,
    experimentalFeatures,
    webviewTag,
    spellcheck,
    devTools,
  } = webPreferences('p', false);
  assert.deepEqual([sandbox, contextIsolation, webSecurity], [true, true, true]);
  const closed = [
    nodeIntegration,
    nodeIntegrationInWorker,
    nodeIntegrationInSubFrames,
    allowRunningInsecureContent,
    experimentalFeatures,
    webviewTag,
    spellcheck,
    devTools,
  ];
  assert.deepEqual(
    closed,
    closed.map(() => false),
  );
  assert.equal(webPreferences('p', true).devTools, true);
});

test('the window shows the screens and appears when they are drawn', (t) => {
  const { window } = opened(t);
  assert.deepEqual([window.loaded, window.options.show, window.calls], [['graft://app/'], false, []]);
  window.emit('ready-to-show');
  assert.deepEqual(window.calls, ['show']);
});

test('place and size are remembered, and written so that a crash leaves the old or the new', (t) => {
  const first = opened(t);
  first.window.bounds = { x: 30, y: 40, width: 1300, height: 820 };
  first.window.maximized = true;
  first.window.close();
  assert.deepEqual(readdirSync(join(first.stateFile, '..')), ['window.json']);
  const again = opened(t, readFileSync(first.stateFile, 'utf8')).window;
  assert.deepEqual(place(again), first.window.bounds);
  assert.deepEqual(again.calls, ['maximize']);
});

test('a remembered place that is damaged, too small or on a screen that is gone is not used', (t) => {
  const bounds = { x: 0, y: 0, width: 1300, height: 800 };
  const useless = [
    '',
    '{',
    'null',
    '[]',
    {},
    { bounds: null },
    { bounds: { ...bounds, width: 10 } },
    { bounds: { ...bounds, x: 'left' } },
    { bounds: { ...bounds, x: 5000 } },
    { bounds: { ...bounds, y: -400 } },
    { bounds: { ...bounds, y: 990 } },
    { bounds: { ...bounds, width: 1e9 } },
  ];
  assert.deepEqual(
    useless.map((remembered) => place(opened(t, remembered).window)),
    useless.map(() => ({ x: undefined, y: undefined, width: 1440, height: 900 })),
  );
  assert.deepEqual(place(opened(t, { bounds, maximized: false }).window), bounds);
});

test('a window that cannot be remembered closes all the same', (t) => {
  const { window } = opened(t, undefined, { stateFile: join(import.meta.filename, 'window.json') });
  window.close();
});

test('the window is closed once it may be, and stays open otherwise', async (t) => {
  const closed = await Promise.all(
    [true, false].map(async (leaves) => {
      const { window } = opened(t, undefined, { mayLeave: () => Promise.resolve(leaves) });
      window.close();
      await new Promise(setImmediate);
      return window.calls;
    }),
  );
  assert.deepEqual(closed, [['closed'], []]);
});

test('a window that is closed again and again asks once at a time, and again after it stayed open', async (t) => {
  let asked = 0;
  const { window } = opened(t, undefined, { mayLeave: () => Promise.resolve((asked += 1) > 1) });
  window.close();
  window.close();
  await new Promise(setImmediate);
  assert.deepEqual([asked, window.calls], [1, []]);
  window.close();
  await new Promise(setImmediate);
  assert.deepEqual([asked, window.calls], [2, ['closed']]);
});

test('a page that crashed is shown again where it was, and with words and from the start once it happens often', async (t) => {
  const said: string[] = [];
  const { window } = opened(t, undefined, { pageFailed: (reason) => Promise.resolve(void said.push(reason)) });
  window.webContents.shown = 'graft://app/#/1/label';
  window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit' });
  for (const reason of ['crashed', 'oom', 'killed']) {
    window.webContents.emit('render-process-gone', {}, { reason });
    await new Promise(setImmediate);
  }
  assert.deepEqual(window.loaded, ['graft://app/', 'graft://app/#/1/label', 'graft://app/#/1/label', 'graft://app/']);
  assert.deepEqual(said, ['killed']);
});

test('a window in the task bar is brought back and focused', () => {
  const window = new FakeWindow();
  window.minimized = true;
  focusWindow(window.asElectron());
  assert.deepEqual(window.calls, ['restore', 'show', 'focus']);
});

test('a command waits for a page that is still being loaded', () => {
  const window = new FakeWindow();
  window.webContents.loading = true;
  sendToPage(window.asElectron(), 'menu', 'undo');
  assert.deepEqual(window.webContents.sent, []);
  window.webContents.emit('did-finish-load');
  window.webContents.loading = false;
  sendToPage(window.asElectron(), 'menu', 'redo');
  assert.deepEqual(window.webContents.sent, [
    ['menu', 'undo'],
    ['menu', 'redo'],
  ]);
});
