import assert from 'node:assert/strict';
import type { MessageBoxOptions } from 'electron';
import { test } from 'node:test';
import { askAfterStudioFailure, askToLeave, sayNotOpened, showAbout } from '../../electron/dialogs.ts';
import { FakeDialog, FakeWindow } from '../support/shell/fake-electron.ts';

const box = (dialog: FakeDialog): MessageBoxOptions => dialog.asked[0] as MessageBoxOptions;

test('after the studio was given up the user reads what happened, what is safe and what to do, and chooses', async () => {
  const choices = await Promise.all(
    [0, 1, 2, 9].map(async (chosenButton) => {
      const dialog = Object.assign(new FakeDialog(), { chosenButton });
      const choice = await askAfterStudioFailure(dialog.asElectron(), null);
      assert.match(box(dialog).detail!, /are safe[^]*images were not changed[^]*Try again/);
      assert.equal(box(dialog).buttons!.length, 3);
      return choice;
    }),
  );
  assert.deepEqual(choices, ['try-again', 'open-logs', 'quit', 'try-again']);
});

test('closing while something is being done has to be chosen; going on is what the return key does', async () => {
  const answers = await Promise.all(
    [0, 1].map(async (chosenButton) => {
      const dialog = Object.assign(new FakeDialog(), { chosenButton });
      const leaves = await askToLeave(dialog.asElectron(), new FakeWindow().asElectron());
      assert.deepEqual([box(dialog).defaultId, box(dialog).cancelId], [0, 0]);
      return leaves;
    }),
  );
  assert.deepEqual(answers, [false, true]);
});

test('a project that was not opened is explained in the words of its failure', async () => {
  const dialog = new FakeDialog();
  await sayNotOpened(dialog.asElectron(), null, { code: 'project-in-use', facts: { path: '/birds.graft' } });
  assert.match(box(dialog).message, /birds\.graft is open in another Graft window/);
  assert.match(box(dialog).detail!, /Nothing in the project was changed[^]*Close it there/);
});

test('the about box names every version', async () => {
  const dialog = new FakeDialog();
  await showAbout(dialog.asElectron(), null, { graft: '0.1.0', electron: '45.4.1', chromium: '150', node: '24.1.0' });
  assert.match(box(dialog).detail!, /0\.1\.0[^]*45\.4\.1[^]*150[^]*24\.1\.0/);
});
