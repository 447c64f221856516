import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { Learner, type LearnerOptions } from '../../../engine/learner/client.ts';
import type { PredictJob, PredictOutcome } from '../../../engine/learner/protocol.ts';

const entry = fileURLToPath(new URL('../../support/fake-learner.ts', import.meta.url));

function learnerFor(t: TestContext, options: LearnerOptions = {}): Learner {
  const learner = new Learner({ entry, graceMs: 500, ...options });
  t.after(() => learner.close());
  return learner;
}

const job = (what: string): PredictJob => ({
  kind: 'predict',
  source: { folder: '', hash: '' as ContentHash },
  cut: what,
  runFolder: '',
  views: ['one', 'two'],
});

interface Watched {
  outcome: Promise<PredictOutcome>;
  started: Promise<void>;
  stop: AbortController;
  progress: (string | number | null)[][];
}

function start(learner: Learner, what: string, givesWay = false): Watched {
  const stop = new AbortController();
  const progress: Watched['progress'] = [];
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const outcome = learner.run(job(what), {
    signal: stop.signal,
    givesWay,
    progress: (...told) => {
      progress.push(told);
      resolve();
    },
  });
  outcome.catch(() => {});
  return { outcome, started, stop, progress };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test('a job gives its progress and its outcome', async (t) => {
  const { outcome, progress } = start(learnerFor(t), 'sleep:1');
  assert.equal(typeof (await outcome).probabilities[0]?.[0], 'number');
  assert.deepEqual(progress, [
    ['predicting', 0, 2],
    ['predicting', 2, 2],
  ]);
});

test('what a job has left is given back in the next pause, not only when the memory is full', async (t) => {
  const learner = learnerFor(t),
    heap = async (): Promise<number> => (await start(learner, 'memory').outcome).probabilities[0]![0]!;
  await start(learner, 'litter:150').outcome;
  assert.ok((await heap()) > 150, 'it is there');
  await start(learner, 'sleep:1').outcome;
  let now = Infinity;
  for (let tries = 0; tries < 20 && now > 60; tries += 1) {
    await sleep(400);
    now = await heap();
  }
  assert.ok(now < 60, `${now} MB`);
});

test('no process runs before the first job', (t) => {
  assert.equal(learnerFor(t).pid, null);
});

test('jobs run one after the other, in order, in one process', async (t) => {
  const learner = learnerFor(t);
  const ended: string[] = [];
  const first = start(learner, 'sleep:200');
  const second = start(learner, 'quick');
  await Promise.all([first.outcome.then(() => ended.push('first')), second.outcome.then(() => ended.push('second'))]);
  assert.deepEqual(ended, ['first', 'second']);
  assert.deepEqual(await first.outcome, await second.outcome);
});

test('a job that is stopped while it waits for another ends at once and is never begun', async (t) => {
  const learner = learnerFor(t);
  const first = start(learner, 'sleep:60000');
  const second = start(learner, 'quick');
  await first.started;
  second.stop.abort();
  await assert.rejects(second.outcome, { code: 'stopped' });
  const third = start(learner, 'quick');
  first.stop.abort();
  await assert.rejects(first.outcome, { code: 'stopped' });
  assert.equal(typeof (await third.outcome).probabilities[0]?.[0], 'number');
  assert.deepEqual(second.progress, []);
});

test('a kill -9 in the middle of a job fails that job, and the next one works in a new process', async (t) => {
  const learner = learnerFor(t);
  const first = start(learner, 'sleep:60000');
  const second = start(learner, 'quick');
  await first.started;
  const pid = learner.pid!;
  process.kill(pid, 'SIGKILL');
  await assert.rejects(first.outcome, { code: 'learner-died', facts: { detail: 'signal SIGKILL' } });
  assert.notEqual((await second.outcome).probabilities[0]?.[0], pid);
  assert.equal(isAlive(pid), false);
});

test('a process that died while it had no work is replaced without a word, also where its end is not known yet', async (t) => {
  const learner = learnerFor(t);
  const { probabilities } = await start(learner, 'quick').outcome;
  process.kill(learner.pid!, 'SIGKILL');
  // No turn of the event loop has passed in which the end of the process could have been heard.
  const next = start(learner, 'quick');
  assert.notEqual((await next.outcome).probabilities[0]?.[0], probabilities[0]?.[0]);
});

test(
  'a process that breaks off under a limit of memory has run out of it, and without a limit has died',
  { skip: process.platform !== 'linux' && 'no limits are told here' },
  async (t) => {
    for (const signal of ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGILL'])
      await assert.rejects(start(learnerFor(t), `signal:${signal}`).outcome, { code: 'learner-died' });
    const script = `
    const { Learner } = await import(${JSON.stringify(new URL('../../../engine/learner/client.ts', import.meta.url).href)});
    const codes = [];
    for (const signal of ['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGTRAP', 'SIGILL', 'SIGTERM']) {
      const learner = new Learner({ entry: ${JSON.stringify(entry)}, graceMs: 500 });
      const job = { kind: 'predict', source: { folder: '', hash: '' }, cut: 'signal:' + signal, runFolder: '', views: [] };
      await learner.run(job, { signal: new AbortController().signal, progress: () => {} }).catch(({ code }) => codes.push(code));
      await learner.close();
    }
    console.log(JSON.stringify(codes));`;
    // A terabyte: nothing here comes near it.
    const { stdout, stderr } = spawnSync(
      'sh',
      ['-c', 'ulimit -v 1000000000 && exec "$0" --input-type=module -e "$1"', process.execPath, script],
      { encoding: 'utf8' },
    );
    assert.equal(stdout.trim(), JSON.stringify([...Array.from({ length: 5 }, () => 'out-of-memory'), 'learner-died']), stderr);
  },
);

test('a process that ends by itself in the middle of a job is named with its exit code', async (t) => {
  await assert.rejects(start(learnerFor(t), 'exit:3').outcome, { code: 'learner-died', facts: { detail: 'exit code 3' } });
});

test('a module that does not start fails the job', async (t) => {
  const learner = learnerFor(t, { entry: `${entry}.missing.ts` });
  await assert.rejects(start(learner, 'quick').outcome, { code: 'learner-died' });
});

test('running out of memory is told as that, with and without the end of the process', async (t) => {
  const learner = learnerFor(t);
  await assert.rejects(start(learner, 'full').outcome, { code: 'out-of-memory' });
  await assert.rejects(start(learner, 'heap').outcome, { code: 'out-of-memory' });
});

test('failures of a job keep their code and facts, and the process', async (t) => {
  const learner = learnerFor(t);
  const { probabilities } = await start(learner, 'quick').outcome;
  await assert.rejects(start(learner, 'refuse').outcome, { code: 'cut-not-found', facts: { cut: 'refuse' } });
  await assert.rejects(start(learner, 'defect').outcome, { code: 'unexpected', facts: { detail: 'a defect' } });
  assert.equal(learner.pid, probabilities[0]?.[0]);
});

test('a job that is asked to stop stops, and its process goes on', async (t) => {
  const learner = learnerFor(t);
  const running = start(learner, 'sleep:60000');
  await running.started;
  const pid = learner.pid;
  running.stop.abort();
  await assert.rejects(running.outcome, { code: 'stopped' });
  assert.equal((await start(learner, 'quick').outcome).probabilities[0]?.[0], pid);
});

test('a job that does not hear is stopped with its process after the grace period', async (t) => {
  const learner = learnerFor(t, { graceMs: 100 });
  await start(learner, 'quick').outcome;
  const running = start(learner, 'deaf:60000');
  await running.started;
  const pid = learner.pid!;
  running.stop.abort();
  await assert.rejects(running.outcome, { code: 'stopped' });
  assert.equal(isAlive(pid), false);
  assert.notEqual((await start(learner, 'quick').outcome).probabilities[0]?.[0], pid);
});

test('a waiting job that is stopped never starts', async (t) => {
  const learner = learnerFor(t);
  const running = start(learner, 'sleep:200');
  const waiting = start(learner, 'quick');
  waiting.stop.abort();
  await assert.rejects(waiting.outcome, { code: 'stopped' });
  await running.outcome;
  assert.deepEqual(waiting.progress, []);
});

test('an idle process is ended, and the next job gets a new one', async (t) => {
  const learner = learnerFor(t, { idleMs: 50 });
  const pid = (await start(learner, 'quick').outcome).probabilities[0]![0]!;
  for (let waited = 0; waited < 200 && isAlive(pid); waited++) await sleep(50);
  assert.equal(isAlive(pid), false);
  assert.equal(learner.pid, null);
  assert.notEqual((await start(learner, 'quick').outcome).probabilities[0]?.[0], pid);
});

test('closing stops what runs, refuses what waits and leaves no process', async (t) => {
  const learner = learnerFor(t);
  const running = start(learner, 'sleep:60000');
  const waiting = start(learner, 'quick');
  await running.started;
  const pid = learner.pid!;
  await learner.close();
  await assert.rejects(running.outcome, { code: 'stopped' });
  await assert.rejects(waiting.outcome, { code: 'stopped' });
  assert.equal(isAlive(pid), false);
  await assert.rejects(start(learner, 'quick').outcome, { code: 'stopped' });
});

test('a job that gives way is stopped by the next job, but not by another that gives way', async (t) => {
  const learner = learnerFor(t);
  const giving = start(learner, 'sleep:60000', true);
  await giving.started;
  const behind = start(learner, 'sleep:60000', true);
  assert.equal(learner.open, 2);
  const work = start(learner, 'quick');
  await assert.rejects(giving.outcome, { code: 'stopped' });
  await assert.rejects(behind.outcome, { code: 'stopped' });
  await work.outcome;
  assert.equal(typeof (await start(learner, 'sleep:1', true).outcome).probabilities[0]?.[0], 'number');
});
