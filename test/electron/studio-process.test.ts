import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { askPipe } from '../../electron/pipe-request.ts';
import { StudioProcess, type StudioState, type StudioTiming } from '../../electron/studio-process.ts';

const standIn = join(import.meta.dirname, '..', 'support', 'stand-in-studio.ts');
const quick: StudioTiming = { quickDeathMs: 10_000, quickDeathsMax: 3, backoffMs: 10, readyWithinMs: 20_000, endWithinMs: 300 };

interface Watched {
  readonly studio: StudioProcess;
  readonly log: string[];
  readonly states: StudioState[];
  until(state: StudioState, count?: number): Promise<void>;
}

function watch(
  t: TestContext,
  {
    entry = standIn,
    timing = {},
    environment = {},
    node = process.execPath,
  }: {
    entry?: string;
    timing?: Partial<StudioTiming>;
    environment?: NodeJS.ProcessEnv;
    node?: string;
  } = {},
): Watched {
  const log: string[] = [],
    states: StudioState[] = [];
  let check = (): void => {};
  const studio = new StudioProcess({
    node,
    entry,
    folder: tmpdir(),
    environment: { ...process.env, ...environment },
    log: (text) => void log.push(text),
    changed: (state) => {
      states.push(state);
      check();
    },
    timing: { ...quick, ...timing },
  });
  t.after(() => studio.stop());
  const until = (state: StudioState, count = 1): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (states.filter((one) => one === state).length >= count) resolve();
      };
      check();
    });
  return { studio, log, states, until };
}

/** An entry that is not the stand-in: a few lines written for one test. */
function entryOf(t: TestContext, code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'graft-entry-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'studio.ts'), code);
  return join(folder, 'studio.ts');
}

async function ask(studio: StudioProcess, name: string): Promise<{ value: { pid: number; node: string; env: Record<string, string> } }> {
  const answer = await askPipe(studio.endpoint!, new Request(`graft://app/api/${name}`, { method: 'POST' }));
  return (await answer.json()) as Awaited<ReturnType<typeof ask>>;
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('it is running once it listens, under the given Node, with a secret of its own and nothing that is meant for Electron', async (t) => {
  const { studio, states } = watch(t, { environment: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: '--no-deprecation' } });
  assert.equal(studio.endpoint, null);
  studio.start();
  const endpoint = await studio.whenSettled();
  assert.equal(endpoint, studio.endpoint);
  const { value } = await ask(studio, 'environment');
  assert.deepEqual(
    [value.node, value.env['GRAFT_PIPE_SECRET'], value.env['ELECTRON_RUN_AS_NODE'], value.env['NODE_OPTIONS']],
    [process.version, endpoint!.secret, undefined, undefined],
  );
  assert.equal(endpoint!.secret.length, 64);
  assert.deepEqual(states, ['starting', 'running']);
});

test('stopping ends the process, its socket and its folder', async (t) => {
  const { studio, states } = watch(t);
  studio.start();
  const { pipe } = (await studio.whenSettled())!;
  const pid = studio.pid!;
  await studio.stop();
  assert.deepEqual([isAlive(pid), studio.endpoint, existsSync(dirname(pipe)), states.at(-1)], [false, null, false, 'stopped']);
});

test('a studio that does not end when asked is killed, with what it started', { skip: process.platform === 'win32' }, async (t) => {
  const code = `import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    console.log(JSON.stringify({ child: child.pid }));
    console.log(JSON.stringify({ ready: true }));
    setInterval(() => {}, 1000);`;
  const { studio, log } = watch(t, { entry: entryOf(t, code) });
  studio.start();
  await studio.whenSettled();
  const pids = [studio.pid!, (JSON.parse(log[0]!) as { child: number }).child];
  assert.deepEqual(pids.map(isAlive), [true, true]);
  await studio.stop();
  // The kill has been sent; the system takes a moment to carry it out for the second.
  for (let tries = 0; tries < 100 && pids.some(isAlive); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(pids.map(isAlive), [false, false]);
});

test('a killed studio comes back under a new pipe and secret', { skip: process.platform === 'win32' }, async (t) => {
  const { studio, states, log, until } = watch(t);
  studio.start();
  const before = (await studio.whenSettled())!;
  process.kill(studio.pid!, 'SIGKILL');
  await until('running', 2);
  assert.deepEqual(states, ['starting', 'running', 'restarting', 'running']);
  assert.notEqual(studio.endpoint!.pipe, before.pipe);
  assert.notEqual(studio.endpoint!.secret, before.secret);
  assert.ok(log.some((line) => line.includes('SIGKILL')));
  assert.ok((await ask(studio, 'environment')).value.pid > 0);
});

test(
  'while it is being started again there is no endpoint, and who waits for one gets the new one',
  { skip: process.platform === 'win32' },
  async (t) => {
    const { studio, until } = watch(t);
    studio.start();
    await studio.whenSettled();
    process.kill(studio.pid!, 'SIGKILL');
    await until('restarting');
    assert.equal(studio.endpoint, null);
    assert.notEqual(await studio.whenSettled(), null);
  },
);

test('after three quick deaths it is given up until it is started again', async (t) => {
  const { studio, states, log, until } = watch(t, { environment: { GRAFT_STAND_IN: 'die' } });
  studio.start();
  assert.equal(await studio.whenSettled(), null);
  assert.deepEqual(states, ['starting', 'restarting', 'restarting', 'failed']);
  assert.ok(
    log.some((line) => line.includes('ends at once')),
    'what it said on its way out is in the log',
  );
  studio.start();
  await until('failed', 2);
  assert.equal(states.filter((state) => state === 'restarting').length, 4);
});

test('deaths that are far apart are not counted together', async (t) => {
  const { studio, states, until } = watch(t, { timing: { quickDeathMs: 0 } });
  studio.start();
  await studio.whenSettled();
  for (let running = 2; running <= 5; running += 1) {
    await ask(studio, 'die').catch(() => {});
    await until('running', running);
  }
  assert.equal(states.includes('failed'), false);
});

test('a Node that is not there is a death like any other', async (t) => {
  const { studio, states } = watch(t, { node: join(tmpdir(), 'no-such-node') });
  studio.start();
  assert.equal(await studio.whenSettled(), null);
  assert.equal(states.at(-1), 'failed');
});

test('a studio that never says it is ready is killed and counted as dead', async (t) => {
  const { studio, states, until } = watch(t, {
    entry: entryOf(t, 'setInterval(() => {}, 1000);'),
    timing: { readyWithinMs: 150, quickDeathsMax: 1 },
  });
  studio.start();
  await until('failed');
  assert.deepEqual(states, ['starting', 'failed']);
});

test('stopping while it waits to be started again leaves nothing behind', async (t) => {
  const { studio, states, until } = watch(t, { environment: { GRAFT_STAND_IN: 'die' }, timing: { backoffMs: 60_000 } });
  studio.start();
  await until('restarting');
  await studio.stop();
  assert.deepEqual([studio.pid, states.at(-1)], [null, 'stopped']);
});
