import assert from 'node:assert/strict';
import type { MenuItemConstructorOptions } from 'electron';
import { test } from 'node:test';
import { menuTemplate, type MenuActions } from '../../electron/menu.ts';
import { screens } from '../../renderer/state/app/route.ts';
import { words } from '../../engine/words/words.ts';

function recorded(): { calls: string[]; actions: MenuActions } {
  const calls: string[] = [];
  const note = (name: string) => (): void => void calls.push(name);
  return {
    calls,
    actions: {
      send: (command) => void calls.push(command),
      openProject: note('open project'),
      undoTyping: note('undo typing'),
      redoTyping: note('redo typing'),
      about: note('about'),
      openLogs: note('logs'),
    },
  };
}

function everyItem(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? everyItem(item.submenu) : [])]);
}

const click = (item: MenuItemConstructorOptions, event = {}): void =>
  (item.click as (...values: unknown[]) => void)(item, undefined, event);

test('every command of the menu reaches the page under its name', () => {
  const { calls, actions } = recorded();
  everyItem(menuTemplate(actions, 'linux', false))
    .filter((item) => item.click)
    .forEach((item) => click(item));
  assert.deepEqual(calls, [
    'new-project',
    'open project',
    'import-folder',
    'close-project',
    'undo',
    'redo',
    'projects',
    'images',
    'label',
    'review',
    'train',
    'results',
    'compare',
    'use',
    'sources',
    'theme-system',
    'theme-light',
    'theme-dark',
    'shortcuts',
    'logs',
    'about',
  ]);
});

test('the key of undo, where the page let it pass, undoes typing and no label', () => {
  const { calls, actions } = recorded();
  const items = everyItem(menuTemplate(actions, 'darwin', false));
  for (const label of [words.shell.menu.undo, words.shell.menu.redo])
    click(
      items.find((item) => item.label === label)!,
      { triggeredByAccelerator: true },
    );
  assert.deepEqual(calls, ['undo typing', 'redo typing']);
});

test('developer tools are offered in development only, and reloading never', () => {
  const roles = (development: boolean): (string | undefined)[] =>
    everyItem(menuTemplate(recorded().actions, 'win32', development)).map((item) => item.role);
  assert.deepEqual([roles(true).includes('toggleDevTools'), roles(false).includes('toggleDevTools')], [true, false]);
  assert.ok(!roles(true).includes('reload'));
});

test('no two items have the same key, and each has words', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const) {
    const items = everyItem(menuTemplate(recorded().actions, platform, true)).filter((item) => item.type !== 'separator');
    const keys = items.flatMap((item) => item.accelerator ?? []);
    assert.equal(new Set(keys).size, keys.length);
    assert.deepEqual(
      items.filter((item) => !item.label && !['hide', 'hideOthers', 'unhide'].includes(item.role ?? '')),
      [],
    );
  }
});

test('quitting is in the first menu of its system', () => {
  const first = (platform: NodeJS.Platform): MenuItemConstructorOptions => menuTemplate(recorded().actions, platform, false)[0]!;
  const quits = (menu: MenuItemConstructorOptions): boolean => everyItem([menu]).some((item) => item.role === 'quit');
  assert.deepEqual(
    [first('darwin').label, first('linux').label, quits(first('darwin')), quits(first('linux'))],
    ['Graft', 'File', true, true],
  );
});

test('the menu goes to the screens that the page knows, in the order of the page', () => {
  const { calls, actions } = recorded();
  const go = menuTemplate(actions, 'linux', false).find((menu) => menu.label === words.shell.menu.go)!;
  everyItem([go])
    .slice(1)
    .forEach((item) => click(item));
  assert.deepEqual(calls, [...screens]);
});
