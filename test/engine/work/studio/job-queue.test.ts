import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Job, JobResult } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { ProjectId } from '../../../../engine/domain/ids.ts';
import { JobQueue, type JobControl } from '../../../../engine/work/studio/job-queue.ts';

const project = '00000000-0000-4000-8000-000000000001' as ProjectId;
const predicted: JobResult = { kind: 'predict', report: { file: 'a.csv', predicted: 1, refused: [], seconds: 0 } };

function queueWithLog(now: () => number = () => 0): { queue: JobQueue; told: Job[] } {
  const told: Job[] = [];
  return { queue: new JobQueue((job) => told.push(job), now), told };
}

test('a job is queued, runs, and ends with its result', async () => {
  const { queue, told } = queueWithLog();
  const job = queue.start({ kind: 'predict', project, work: () => Promise.resolve(predicted) });
  assert.equal(job.state, 'queued');
  const ended = await queue.ended(job.id);
  assert.deepEqual([ended.state, ended.result], ['done', predicted]);
  assert.deepEqual(
    told.map(({ state }) => state),
    ['queued', 'running', 'done'],
  );
});

test('a failure that a user can act on keeps its code, a defect becomes unexpected', async (t) => {
  t.mock.method(console, 'error', () => {});
  const { queue } = queueWithLog();
  const acted = queue.start({ kind: 'predict', project, work: () => Promise.reject(new StudioError('disk-full', { path: 'x' })) });
  const defect = queue.start({ kind: 'predict', project, work: () => Promise.reject(new TypeError('no such thing')) });
  assert.deepEqual((await queue.ended(acted.id)).failure, { code: 'disk-full', facts: { path: 'x' } });
  assert.equal((await queue.ended(defect.id)).failure?.code, 'unexpected');
  const broken = queue.start({
    kind: 'predict',
    project,
    work: () => Promise.reject(Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO', path: 'x' })),
  });
  assert.deepEqual((await queue.ended(broken.id)).failure, { code: 'disk-error', facts: { path: 'x', detail: 'EIO' } });
});

test('jobs that need the learner run one after the other; an import and the fetching of a source model run beside them', async () => {
  const { queue } = queueWithLog();
  const running: string[] = [];
  const held = Promise.withResolvers<JobResult>();
  const order = (kind: Job['kind'], name: string, until: Promise<JobResult>) =>
    queue.start({
      kind,
      project,
      work: () => {
        running.push(name);
        return until;
      },
    });
  const first = order('train', 'train', held.promise);
  const second = order('predict', 'predict', Promise.resolve(predicted));
  order('import', 'import', Promise.resolve(predicted));
  order('add-source', 'fetch', Promise.resolve(predicted));
  await turn();
  assert.deepEqual(running, ['train', 'import', 'fetch']);
  held.resolve(predicted);
  await Promise.all([queue.ended(first.id), queue.ended(second.id)]);
  assert.deepEqual(running, ['train', 'import', 'fetch', 'predict']);
});

test('the last progress before work falls silent is told, also when it came right after another', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { queue, told } = queueWithLog();
  const held = Promise.withResolvers<JobResult>();
  const job = queue.start({
    kind: 'train',
    project,
    work: ({ progress }) => {
      for (const done of [1, 2, 3]) progress('tuning', done, 9);
      return held.promise;
    },
  });
  await turn();
  assert.equal(told.at(-1)?.progress.done, 1);
  t.mock.timers.tick(100);
  assert.deepEqual([told.at(-1)?.progress.done, told.length], [3, 4], 'queued, running, the first and the last');
  held.resolve(predicted);
  assert.equal((await queue.ended(job.id)).state, 'done');
});

test('a running job that is stopped ends as stopped, a queued one never starts', async () => {
  const { queue } = queueWithLog();
  const untilStopped = ({ signal }: JobControl): Promise<JobResult> =>
    new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  let started = false;
  const running = queue.start({ kind: 'train', project, work: untilStopped });
  const queued = queue.start({
    kind: 'train',
    project,
    work: () => {
      started = true;
      return Promise.resolve(predicted);
    },
  });
  await turn();
  queue.stop(queued.id);
  assert.equal(queue.stop(running.id).state, 'stopping');
  assert.equal((await queue.ended(running.id)).state, 'stopped');
  assert.equal(queue.get(queued.id).state, 'stopped');
  assert.equal(started, false);
});

test('a queued job says behind which job it waits, also when that one leaves the line', async () => {
  const { queue, told } = queueWithLog();
  const held = Promise.withResolvers<JobResult>();
  const order = (kind: Job['kind'], until: Promise<JobResult> = Promise.resolve(predicted)): Job =>
    queue.start({ kind, project, work: () => until });
  const [report, training, table, fetched] = [order('compare', held.promise), order('train'), order('predict'), order('import')];
  await turn();
  const behind = (...jobs: Job[]): (Job['id'] | null)[] => jobs.map(({ id }) => queue.get(id).behind);
  assert.deepEqual(behind(report, training, table, fetched), [null, report.id, training.id, null]);
  queue.stop(training.id);
  assert.deepEqual(behind(training, table), [null, report.id]);
  assert.equal(told.findLast(({ id }) => id === table.id)?.behind, report.id, 'it is told');
  held.resolve(predicted);
  await queue.ended(table.id);
  assert.deepEqual(behind(report, table), [null, null]);
  assert.equal(told.find(({ id, state }) => id === table.id && state === 'running')?.behind, null);
});

test('a job that comes to need the learner waits for its turn there, says so, and can be stopped while it waits', async () => {
  const { queue, told } = queueWithLog();
  const held = Promise.withResolvers<JobResult>();
  const seen: string[] = [];
  const report = queue.start({ kind: 'compare', project, work: () => held.promise });
  const adding = (name: string): Job =>
    queue.start({
      kind: 'add-source',
      project: null,
      work: async (control) => {
        control.progress('downloading', 1, 1);
        try {
          await control.turn('learner');
          await control.turn('learner');
          seen.push(`${name} tested`);
          return predicted;
        } finally {
          seen.push(`${name} tidied`);
        }
      },
    });
  const [first, second] = [adding('first'), adding('second')];
  await turn();
  assert.deepEqual(
    [first, second].map(({ id }) => [queue.get(id).state, queue.get(id).progress.stage, queue.get(id).behind]),
    [
      ['queued', 'waiting', report.id],
      ['queued', 'waiting', first.id],
    ],
  );
  queue.stop(first.id);
  assert.equal((await queue.ended(first.id)).state, 'stopped');
  assert.equal(queue.get(second.id).behind, report.id);
  held.resolve(predicted);
  assert.equal((await queue.ended(second.id)).state, 'done');
  assert.deepEqual(seen, ['first tidied', 'second tested', 'second tidied']);
  assert.deepEqual(
    told.filter(({ id }) => id === second.id).map(({ state, behind }) => [state, behind]),
    [
      ['queued', first.id],
      ['running', null],
      ['running', null],
      ['queued', first.id],
      ['queued', report.id],
      ['running', null],
      ['done', null],
    ],
  );
});

test('a job that was stopped before it asks for its turn in another lane does not get into that line', async () => {
  const { queue } = queueWithLog();
  const held = Promise.withResolvers<JobResult>();
  const report = queue.start({ kind: 'compare', project, work: () => held.promise });
  const adding = queue.start({
    kind: 'add-source',
    project: null,
    work: async ({ turn: inTurn }) => {
      queue.stop(adding.id);
      await inTurn('learner');
      return predicted;
    },
  });
  assert.equal((await queue.ended(adding.id)).state, 'stopped');
  held.resolve(predicted);
  assert.equal((await queue.ended(report.id)).state, 'done');
});

test('progress tells the time left from the pace, and every change of stage', async () => {
  let now = 0;
  const { queue, told } = queueWithLog(() => now);
  const job = queue.start({
    kind: 'predict',
    project,
    work: async ({ progress }) => {
      progress('scanning', 0, null);
      for (now = 0; now <= 4000; now += 500) progress('predicting', now / 100, 100);
      return predicted;
    },
  });
  await queue.ended(job.id);
  const seen = told.filter(({ state }) => state === 'running').map(({ progress }) => progress);
  assert.deepEqual(seen[1], { stage: 'scanning', done: 0, total: null, secondsLeft: null });
  assert.deepEqual(seen.at(-1), { stage: 'predicting', done: 40, total: 100, secondsLeft: 6 });
});

test('progress is told at most ten times a second, and the last of a stage always', async () => {
  let now = 0;
  const { queue, told } = queueWithLog(() => now);
  const job = queue.start({
    kind: 'predict',
    project,
    work: async ({ progress }) => {
      for (let done = 0; done <= 1000; done++) {
        now = done;
        progress('predicting', done, 1000);
      }
      return predicted;
    },
  });
  await queue.ended(job.id);
  const events = told.filter(({ progress }) => progress.stage === 'predicting' && progress.done > 0);
  assert.ok(events.length <= 13, `${events.length} events for one second of work`);
  assert.ok(events.some(({ state, progress }) => state === 'running' && progress.done === 1000));
});

test('an unknown job is said to be unknown', () => {
  assert.throws(() => queueWithLog().queue.get('nope' as Job['id']), { code: 'job-not-found' });
});
