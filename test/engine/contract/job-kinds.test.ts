import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jobKinds, jobResult, type JobKind } from '../../../engine/contract/index.ts';
import { words } from '../../../engine/words/words.ts';
import { JobQueue } from '../../../engine/work/studio/job-queue.ts';

const kinds = Object.keys(jobKinds) as JobKind[];

test('every kind of job has a title, and every stage it goes through has words', () => {
  for (const kind of kinds) {
    assert.ok(words.frame.jobs.kinds[kind], kind);
    for (const stage of jobKinds[kind].stages) assert.ok(words.frame.jobs.stages[stage], `${kind}: ${stage}`);
  }
  assert.deepEqual(Object.keys(words.frame.jobs.kinds).toSorted(), kinds.toSorted(), 'no title is left of a kind that is gone');
});

test('a kind without a title does not compile', () => {
  type WithPlanted = Readonly<Record<JobKind | 'planted', string>>;
  // @ts-expect-error -- the planted kind has none
  const titles: WithPlanted = words.frame.jobs.kinds;
  assert.ok(titles);
});

test('a result is that of its kind: one of another kind, or of none, is refused', () => {
  const report = { file: '/home/ada/leaves.csv', predicted: 3, refused: [], seconds: 1 };
  assert.deepEqual(jobResult.parse({ kind: 'predict', report }), { kind: 'predict', report });
  assert.throws(() => jobResult.parse({ kind: 'export', report }));
  assert.throws(() => jobResult.parse({ kind: 'planted', report }));
});

test('jobs of different lanes run beside each other, those of one lane one after another', async () => {
  const queue = new JobQueue(() => {});
  const { promise, resolve } = Promise.withResolvers<never>();
  const start = (kind: JobKind) => queue.start({ kind, project: null, work: () => promise }).id;
  const jobs = kinds.map((kind) => ({ kind, id: start(kind) }));
  await new Promise(setImmediate);
  const running = jobs.filter(({ id }) => queue.get(id).state === 'running').map(({ kind }) => jobKinds[kind].lane);
  assert.deepEqual(running.toSorted(), [...new Set(kinds.map((kind) => jobKinds[kind].lane))].toSorted());
  const ended = queue.stopAll();
  resolve(undefined as never);
  await ended;
});
