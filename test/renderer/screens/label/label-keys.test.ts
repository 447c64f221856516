import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassSummary } from '../../../../engine/contract/index.ts';
import { classKeys } from '../../../../engine/domain/labels/class-keys.ts';
import { commandOfKey } from '../../../../renderer/screens/label/label-keys.ts';

const classes = classKeys.map((key, index) => ({ id: index + 1, key }) as ClassSummary);
const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}, code = '') =>
  commandOfKey({ key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held }, classes);

test('every key of a class gives that class, also with Caps Lock', () => {
  for (const { id, key } of classes) {
    assert.deepEqual(press(key!), { do: 'label', class: id });
    assert.deepEqual(press(key!.toUpperCase()), { do: 'label', class: id });
  }
});

test('the keys of the screen stay its own, however many classes there are', () => {
  for (const [key, command] of [
    ['g', 'switch-view'],
    ['n', 'next-unlabelled'],
    ['f', 'find'],
    ['+', 'add-class'],
    ['Escape', 'select-none'],
  ] as const) {
    assert.deepEqual(press(key), { do: command });
  }
});

test('0, Backspace and Delete take the label away', () => {
  for (const key of ['0', 'Backspace', 'Delete']) assert.deepEqual(press(key), { do: 'label', class: null });
});

test('undo and redo with Ctrl, and with Command on a Mac', () => {
  assert.deepEqual(press('z', { ctrlKey: true }), { do: 'undo' });
  assert.deepEqual(press('Z', { metaKey: true, shiftKey: true }), { do: 'redo' });
  assert.deepEqual(press('y', { ctrlKey: true }), { do: 'redo' });
  assert.equal(press('1', { ctrlKey: true }), null, 'Ctrl+1 belongs to the browser');
});

test('digits count on French keyboards with and without Shift; other keys with Shift do not label', () => {
  assert.deepEqual(press('&', {}, 'Digit1'), { do: 'label', class: 1 });
  assert.deepEqual(press('1', { shiftKey: true }, 'Digit1'), { do: 'label', class: 1 });
  assert.equal(press('!', { shiftKey: true }, 'Digit1'), null);
  assert.equal(press('Q', { shiftKey: true }, 'KeyQ'), null);
  assert.equal(press('1', { altKey: true }), null, 'Alt and a digit go to a screen');
});

test('a digit that no class has is told apart from a key that means nothing', () => {
  const none = commandOfKey(
    { key: '3', code: 'Digit3', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false },
    classes.slice(0, 2),
  );
  assert.deepEqual(none, { do: 'no-such-class', key: '3' });
  assert.equal(press('u'), null);
});
