import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { words } from '../../engine/words/words.ts';
import { isAlive, processTree } from '../support/processes/process-tree.ts';
import { argumentsFor, definedOnly, standInApp } from '../support/real-electron.ts';
import { displayForTests, ShellUser, until, whyNoProcesses, whyNoShell, type Shell } from '../support/shell/shell-app.ts';

displayForTests();

const banner = (shell: Shell): ReturnType<Shell['page']['getByText']> => shell.page.getByText(words.frame.away.title);

test('a killed studio comes back by itself, with words on the screen, and the work goes on', { skip: whyNoProcesses }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  await shell.createProject('Kept');
  const before = shell.studioPid!;
  assert.equal(await banner(shell).count(), 0);
  process.kill(before, 'SIGKILL');
  await banner(shell).waitFor();
  await shell.page.getByText(words.frame.away.text).waitFor();
  await banner(shell).waitFor({ state: 'detached' });
  await until('there is another studio', () => shell.studioPid !== null && shell.studioPid !== before);
  // The page has opened the project again in the new studio, so that the next step simply works.
  await shell.page.keyboard.press('Alt+1');
  await shell.page.getByRole('button', { name: words.projects.openNamed('Kept') }).click();
  await shell.images();
  assert.ok(isAlive(shell.pid));
});

test('a window that is loaded while the studio starts waits for it and then shows the screens', { skip: whyNoProcesses }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  process.kill(shell.studioPid!, 'SIGKILL');
  await shell.page.reload();
  await shell.projects();
});

test('a studio that keeps ending is given up with words and a choice; trying again shows the screens', { skip: whyNoShell }, async (t) => {
  const shell = await new ShellUser(t, standInApp).start();
  const { page } = shell;
  await page.getByRole('heading', { name: 'Stand-in' }).waitFor();
  await shell.holdBoxes();
  const die = (): Promise<unknown> => page.evaluate(() => fetch('/api/die', { method: 'POST' }).catch(() => null));
  const listens = (): Promise<boolean> =>
    page.evaluate(() =>
      fetch('/nothing').then(
        ({ status }) => status === 204,
        () => false,
      ),
    );
  for (let death = 1; death <= 3; death += 1) {
    await until('the studio listens', listens);
    await die();
  }
  await until('it was said', async () => (await shell.boxes()).length === 1);
  const [box] = await shell.boxes();
  assert.deepEqual(
    [box!.message, box!.buttons],
    [words.shell.studioFailed.what, [words.shell.studioFailed.tryAgain, words.shell.studioFailed.openLogs, words.shell.studioFailed.quit]],
  );
  await page.reload();
  await page.getByRole('alert').getByText(words.shell.unreachablePage.what).waitFor();
  await shell.answerHeldBox(0);
  // The page in place of the screens asks for them again by itself.
  await page.getByRole('heading', { name: 'Stand-in' }).waitFor();
});

/** Starts the same user's shell once more, as a second click on its icon does; the exit code. */
async function startAgain(user: ShellUser, more: readonly string[] = []): Promise<number | null> {
  const second = spawn(user.executable, [...argumentsFor(user.setting), ...more], {
    env: definedOnly({ ...process.env, ...user.environment }),
    stdio: 'ignore',
  });
  const [code] = (await once(second, 'exit')) as [number | null];
  return code;
}

test('a second instance brings the window of the first to the front and ends', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const shell = await user.start();
  await shell.projects();
  await shell.app.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0]!;
    const focus = window.focus.bind(window);
    Object.assign(globalThis, { focused: 0 });
    window.focus = () => {
      (globalThis as unknown as { focused: number }).focused += 1;
      focus();
    };
    window.hide();
  });
  assert.equal(await startAgain(user), 0);
  await until('the window is shown again', () => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.isVisible()));
  const seen = await shell.app.evaluate(({ BrowserWindow }) => [
    BrowserWindow.getAllWindows().length,
    (globalThis as unknown as { focused: number }).focused,
  ]);
  assert.deepEqual(seen, [1, 1]);
});

test('a second instance with a project opens it in the window of the first', { skip: whyNoShell }, async (t) => {
  const user = new ShellUser(t);
  const shell = await user.start();
  await shell.projects();
  await shell.createProject('Other');
  await shell.page.keyboard.press('Alt+1');
  await shell.projects();
  assert.equal(await startAgain(user, [join(user.projects, 'Other.graft')]), 0);
  await shell.images();
});

test('another user of the computer gets a window of their own', { skip: whyNoShell }, async (t) => {
  const [one, other] = [await new ShellUser(t).start(), await new ShellUser(t).start()];
  await Promise.all([one.projects(), other.projects()]);
  assert.notEqual(one.pid, other.pid);
});

test('quitting leaves no process and no temporary file behind', { skip: whyNoProcesses }, async (t) => {
  const user = new ShellUser(t);
  const shell = await user.start();
  await shell.projects();
  await shell.createProject('Short');
  const tree = processTree(shell.pid);
  assert.ok(
    tree.length >= 4 && tree.some(({ command }) => command.includes('studio.ts')),
    `the tree is ${tree.map(({ command }) => command.slice(0, 80)).join('\n')}`,
  );
  assert.notDeepEqual(readdirSync(user.temporary), []);
  await shell.quit();
  await until('all processes have ended', () => !tree.some(({ pid }) => isAlive(pid)));
  assert.deepEqual(leftIn(user), []);
});

/** Chromium's own lock folder is removed a moment after its process has ended. */
const leftIn = (user: ShellUser): string[] => readdirSync(user.temporary).filter((name) => name.startsWith('graft'));

test('a shell that is killed takes its studio with it', { skip: whyNoProcesses }, async (t) => {
  const shell = await new ShellUser(t).start();
  await shell.projects();
  const tree = processTree(shell.pid);
  await shell.kill();
  await until('all processes have ended', () => !tree.some(({ pid }) => isAlive(pid)));
});

/** Many small pictures, so that importing them takes a while: uncompressed BMP (BITMAPINFOHEADER, 24 bit), each of another colour. */
function manyPictures(folder: string, count: number): string {
  const top = join(folder, 'many');
  mkdirSync(top);
  const side = 32,
    start = 54;
  for (let number = 0; number < count; number += 1) {
    const file = Buffer.alloc(start + side * side * 3);
    file.write('BM');
    file.writeUInt32LE(file.length, 2);
    for (const [value, at] of [
      [start, 10],
      [40, 14],
      [side, 18],
      [side, 22],
    ] as const)
      file.writeUInt32LE(value, at);
    for (const [value, at] of [
      [1, 26],
      [24, 28],
    ] as const)
      file.writeUInt16LE(value, at);
    file.fill(Buffer.from([number & 255, (number >> 8) & 255, number % 251]), start);
    writeFileSync(join(top, `${number}.bmp`), file);
  }
  return top;
}

test(
  'closing the window while a job runs asks first; staying goes on, and closing keeps what was finished',
  { skip: whyNoShell },
  async (t) => {
    const user = new ShellUser(t);
    const shell = await user.start();
    await shell.projects();
    await shell.createProject('Busy');
    const project = (await shell.page.evaluate(() => location.hash.split('/')[1]!)) as never;
    const close = (): Promise<void> => shell.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close());
    const { job } = await shell.ask('images.import', {
      project,
      from: { paths: [manyPictures(user.folder, 3000)] },
      labels: 'none',
      copy: false,
    });
    await shell.answerBoxes(0);
    await close();
    await until('it was asked', async () => (await shell.boxes()).length === 1);
    const [asked] = await shell.boxes();
    assert.deepEqual([asked!.message, asked!.buttons], [words.shell.leave.what, [words.shell.leave.stay, words.shell.leave.close]]);
    await until('some images have come in', async () => (await shell.ask('projects.get', { project })).images > 0);
    assert.equal((await shell.ask('jobs.get', { job })).endedAt, null, 'the job goes on');
    await shell.answerBoxes(1);
    await close();
    await shell.ended();
    const again = await user.start([join(user.projects, 'Busy.graft')]);
    await again.images();
    const { images } = await again.ask('projects.get', { project });
    assert.ok(images > 0 && images < 3000, `${images} images`);
    // Without a job nothing is asked.
    await again.answerBoxes(0);
    await again.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.close()).catch(() => {});
    await again.ended();
  },
);
