import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAtWork } from '../../electron/leaving.ts';
import { doorTo, pipeStudio } from '../support/shell/pipe-studio.ts';

const jobs = (...endedAt: (number | null)[]): string =>
  JSON.stringify({ ok: true, value: { jobs: endedAt.map((at) => ({ endedAt: at })) } });

test('a job that has not ended would be stopped; one that has would not', async (t) => {
  for (const [answer, busy] of [
    [jobs(), false],
    [jobs(1, 2), false],
    [jobs(1, null), true],
  ] as const) {
    const studio = await pipeStudio(t, (_request, response) => response.end(answer));
    assert.equal(await isAtWork(studio), busy, answer);
  }
});

test('a studio that is away stops nothing, not even where it is being started again', async () => {
  assert.equal(await isAtWork(doorTo(null)), false);
  assert.equal(await isAtWork({ endpoint: null, whenSettled: () => new Promise(() => {}) }), false);
});

test('a studio that does not answer in time counts as at work, one that refuses does not', async (t) => {
  assert.equal(await isAtWork(await pipeStudio(t, () => {}), 50), true);
  assert.equal(await isAtWork(await pipeStudio(t, (_request, response) => response.destroy())), false);
});
