import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { ImportReport, Job, JobId, JobKind } from '../../../../engine/contract/index.ts';
import { StudioError } from '../../../../engine/domain/failure.ts';
import type { ProjectStore } from '../../../../engine/store/project-store.ts';
import { keepJob, keptJobs } from '../../../../engine/work/projects/kept-jobs.ts';
import { JobQueue } from '../../../../engine/work/studio/job-queue.ts';
import { reopened, temporaryProject } from '../../../support/project.ts';

const report: ImportReport = {
  imported: 3,
  present: 0,
  removed: 0,
  duplicates: [],
  conflicts: [],
  refused: [{ file: 'a.txt', code: 'not-an-image', facts: {} }],
  tree: { levels: 1, classLevel: null, split: null },
  severalFrames: [],
  window: null,
  annotations: null,
  cuts: null,
  furtherBands: [],
  skipped: 0,
  classesAdded: [],
  classesJoined: [],
  seconds: 2,
};
const done = { kind: 'import', report } as const;

const queueOf = (store: ProjectStore): JobQueue =>
  new JobQueue(
    () => {},
    () => 1000,
    {
      nameOf: () => store.name,
      explain: (failure) => failure,
      keep: (job) => {
        keepJob(store, job);
      },
    },
  );
const started = (queue: JobQueue, store: ProjectStore, kind: JobKind, work: (signal: AbortSignal) => Promise<typeof done>): JobId =>
  queue.start({ kind, project: store.id, work: ({ signal }) => work(signal) }).id;
const untilStopped = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
/** What a studio knows that opens the project later. */
function later(t: TestContext, store: ProjectStore): Pick<Job, 'kind' | 'state' | 'failure'>[] {
  const again = reopened(t, store),
    queue = new JobQueue(() => {});
  queue.know(keptJobs(again, 5000));
  return queue.list().map(({ kind, state, failure, earlier, endedAt }) => {
    assert.ok(earlier && endedAt !== null);
    return { kind, state, failure };
  });
}

test('the report of the last import is there when the project is opened again', async (t) => {
  const store = temporaryProject(t),
    queue = queueOf(store);
  await queue.ended(started(queue, store, 'import', () => Promise.resolve({ kind: 'import', report: { ...report, imported: 1 } })));
  await queue.ended(started(queue, store, 'import', () => Promise.resolve(done)));
  const kept = keptJobs(reopened(t, store), 5000);
  assert.deepEqual(
    kept.map(({ result, endedAt }) => [result, endedAt]),
    [[done, 1000]],
  );
});

test('what was under way when the studio ended is told as that, whether it was killed or closed; what the user stopped is not', async (t) => {
  const store = temporaryProject(t),
    killed = queueOf(store);
  for (const kind of ['rank', 'train', 'sweep-cuts'] as const) started(killed, store, kind, untilStopped);
  const closed = queueOf(store);
  started(closed, store, 'import', untilStopped);
  const stopped = started(closed, store, 'predict', untilStopped);
  await new Promise(setImmediate);
  closed.stop(stopped);
  await closed.stopAll();
  const ended = (job: string): Pick<Job, 'state' | 'failure'> => ({ state: 'failed', failure: { code: 'studio-ended', facts: { job } } });
  // Newest first; what has a record of its own, such as a training, is left to it.
  assert.deepEqual(
    later(t, store).toSorted((a, b) => a.kind.localeCompare(b.kind)),
    ['import', 'rank', 'sweep-cuts'].map((kind) => ({ kind, ...ended(kind) })),
  );
});

test('a failure stays until it is dismissed or done better; what has left something that tells of it is not kept', async (t) => {
  const store = temporaryProject(t),
    queue = queueOf(store);
  const fail = (): Promise<never> => Promise.reject(new StudioError('out-of-memory'));
  const [ranked, tried] = [started(queue, store, 'rank', fail), started(queue, store, 'try-ranking', fail)];
  await Promise.all([ranked, tried].map((id) => queue.ended(id)));
  assert.deepEqual(
    keptJobs(store, 5000).map(({ kind, failure }) => [kind, failure?.code]),
    [
      ['rank', 'out-of-memory'],
      ['try-ranking', 'out-of-memory'],
    ],
  );
  store.jobs.forget(tried);
  await queue.ended(started(queue, store, 'rank', () => Promise.resolve(done)));
  assert.deepEqual(keptJobs(store, 5000), []);
});

test('what was kept by another version, or of another project, is passed over', (t) => {
  const store = temporaryProject(t),
    queue = queueOf(store);
  const job = queue.get(started(queue, store, 'rank', untilStopped));
  store.jobs.keep({ ...job, kind: 'import', project: '00000000-0000-4000-8000-000000000009' as Job['project'] });
  store.jobs.keep({ ...job, kind: 'predict', mood: 'good' } as Job);
  assert.deepEqual(
    keptJobs(store, 5000).map(({ kind }) => kind),
    ['rank'],
  );
});
