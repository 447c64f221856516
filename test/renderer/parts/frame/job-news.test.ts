import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job } from '../../../../engine/contract/index.ts';
import { newsOf } from '../../../../renderer/parts/frame/job-news.ts';

const job = (kind: Job['kind'], state: Job['state'], progress: Partial<Job['progress']> = {}): Job => ({
  id: kind as string as Job['id'],
  kind,
  project: null,
  projectName: 'Moths',
  run: null,
  state,
  behind: null,
  curve: [],
  startedAt: 0,
  endedAt: null,
  earlier: false,
  result: null,
  failure: null,
  progress: { stage: 'waiting', done: 0, total: null, secondsLeft: null, ...progress },
});

test('what runs comes before what waits, then what failed, then what is done', () => {
  const ended = [job('rank', 'done'), job('export', 'failed')];
  const stateOf = (...jobs: Job[]): string | undefined => newsOf(jobs)?.state;
  assert.equal(stateOf(...ended, job('train', 'queued'), job('compare', 'stopping')), 'running');
  assert.equal(stateOf(...ended, job('train', 'queued')), 'waiting');
  assert.equal(stateOf(...ended), 'failed');
  assert.equal(stateOf(ended[0]!), 'done');
  assert.equal(newsOf([]), null);
});

test('all jobs are told in words, with their project where it is another; the share is that of the job that runs', () => {
  const jobs = [
    job('train', 'queued'),
    job('compare', 'running', { stage: 'comparing', done: 3, total: 12, secondsLeft: 120 }),
    job('rank', 'done'),
  ];
  const news = newsOf(jobs, { withProject: true });
  assert.equal(
    news?.text,
    'Measuring transfer in Moths: training the models to compare · 3 of 12 · about 2 minutes left; Training in Moths: queued; Ranking source models in Moths: finished',
  );
  assert.deepEqual([news?.share, newsOf([jobs[0]!])?.share], [0.25, null]);
});
