import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Job, Stage } from '../../../../engine/contract/index.ts';
import { progressOf, stagesOf } from '../../../../renderer/parts/frame/job-stages.ts';

const at = (stage: Stage): Job['progress'] => ({ stage, done: 0, total: null, secondsLeft: null });

test('the stages before the present one are done, those after it are to come', () => {
  assert.deepEqual(
    stagesOf({ kind: 'train', progress: at('fitting') }).map(({ stage, state }) => `${stage} ${state}`),
    ['reading done', 'features done', 'fitting now', 'baselines ahead', 'testing ahead'],
  );
  assert.ok(stagesOf({ kind: 'export', progress: at('waiting') }).every(({ state }) => state === 'ahead'));
});

test('only a queued job waits for its turn; one that has begun is on its first stage', () => {
  assert.equal(progressOf({ kind: 'predict', state: 'queued', progress: at('waiting') }).stage, 'waiting');
  assert.equal(progressOf({ kind: 'predict', state: 'running', progress: at('waiting') }).stage, 'scanning');
  assert.equal(progressOf({ kind: 'predict', state: 'stopping', progress: at('predicting') }).stage, 'predicting');
});
