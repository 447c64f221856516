import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { childrenOf, eventually, isAlive, withoutProcessList } from '../../support/processes/child-processes.ts';
import { GraftCommand } from '../../support/processes/graft-command.ts';
import { writeScene } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/project.ts';

const imageCount = 120;

/** A user with an empty project and a folder of drawn images of two classes. */
async function begun(t: TestContext): Promise<GraftCommand> {
  const graft = new GraftCommand(temporaryFolder(t));
  await graft.document('new', 'trees');
  for (let seed = 0; seed < imageCount; seed++) await writeScene(graft.path('images', seed % 2 ? 'oak' : 'elm', `${seed}.jpg`), seed, 300);
  return graft;
}

/** Starts a command and waits until it says that it is at this stage. */
async function startedUntil(
  t: TestContext,
  graft: GraftCommand,
  stage: RegExp,
  ...words: string[]
): Promise<{ child: ChildProcess; stdout: Promise<string>; said: () => string }> {
  const child = graft.start(words);
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (more: string) => {
    said += more;
  });
  const stdout = text(child.stdout!);
  while (!stage.test(said) && child.exitCode === null) await wait(5);
  return { child, stdout, said: () => said };
}

const counts = async (graft: GraftCommand): Promise<{ images: number; labelled: number; runs: number }> =>
  (await graft.document('status', 'trees')) as { images: number; labelled: number; runs: number };

test(
  'an import killed in the middle leaves a sound project and no process; importing again brings the rest',
  { skip: withoutProcessList },
  async (t) => {
    const graft = await begun(t);
    for (const pauseMs of [150, 400]) {
      const { child } = await startedUntil(t, graft, /Reading images/, 'import', 'trees', 'images');
      await wait(pauseMs);
      const workers = childrenOf(child.pid ?? 0);
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      assert.ok(await eventually(() => !workers.some(isAlive)), 'the decode workers end with the command');
      const { images, labelled } = await counts(graft);
      assert.equal(images, labelled, 'an image is never there without the label of its folder');
    }
    const kept = (await counts(graft)).images;
    const { imported, present } = (await graft.document('import', 'trees', 'images')) as { imported: number; present: number };
    assert.deepEqual([imported, present], [imageCount - kept, kept]);
  },
);

test('Ctrl+C stops training in words, keeps the labels, and leaves the project free for the next command', async (t) => {
  const graft = await begun(t);
  await graft.document('import', 'trees', 'images');
  const { child, stdout, said } = await startedUntil(t, graft, /Computing features/, 'train', 'trees');
  child.kill('SIGINT');
  const [printed] = await Promise.all([stdout, child.exitCode === null ? once(child, 'exit') : null]);
  assert.deepEqual([child.exitCode, printed], [1, '']);
  assert.match(said(), /This task was stopped\.\nFinished work is kept\.\n/);
  assert.doesNotMatch(said(), /\n {4}at /);
  const { labelled, runs } = await counts(graft);
  assert.deepEqual([labelled, runs], [imageCount, 1]);
  const { code, message } = await graft.failure('evaluate', 'trees', '--run', '1');
  assert.deepEqual([code, message.split('.')[0]], ['run-not-finished', 'Run 1 was stopped before it finished']);
  assert.equal(((await graft.document('train', 'trees')) as { run: number }).run, 2);
});
