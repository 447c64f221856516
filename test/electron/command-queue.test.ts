import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommandQueue } from '../../electron/command-queue.ts';

test('a command that came before anyone listened is delivered once, and later ones as they come', () => {
  const queue = new CommandQueue();
  const heard: string[] = [],
    heardToo: string[] = [];
  queue.put('open-project-at /a.graft');
  const end = queue.listen((command) => void heard.push(command));
  queue.listen((command) => void heardToo.push(command));
  queue.put('undo');
  end();
  queue.put('redo');
  assert.deepEqual(
    [heard, heardToo],
    [
      ['open-project-at /a.graft', 'undo'],
      ['undo', 'redo'],
    ],
  );
});
