import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AutoChoice } from '../../../engine/contract/index.ts';
import { tuningReasons } from '../../../engine/domain/choice/worth-tuning.ts';
import { autoReasons } from '../../../engine/words/en/auto-reasons.ts';

const trial = (source: string): AutoChoice['trials'][number] => ({
  method: 'head',
  source,
  cut: 'pool',
  tuneFrom: null,
  validationAccuracy: 0.8,
  validationLoss: 0.5,
  seconds: 2,
  chosen: false,
});
const auto: AutoChoice = { budgetSeconds: 60, usedSeconds: 20, trials: [trial('a'), trial('b')], skipped: [], swept: null, why: null };

describe('why automatic mode tried what it did', () => {
  test('tells where the order came from, and that a ranking is old', () => {
    assert.match(autoReasons({ ...auto, order: { by: 'ranking', stale: false } }).join(), /order of the ranking/);
    assert.doesNotMatch(autoReasons({ ...auto, order: { by: 'ranking', stale: false } }).join(), /changed/);
    assert.match(autoReasons({ ...auto, order: { by: 'ranking', stale: true } }).join(), /Labels or the test set have changed/);
    assert.match(autoReasons({ ...auto, order: { by: 'least-work', stale: false } }).join(), /not been ranked/);
  });

  test('says nothing of an order where one source model alone was tried, and nothing of what an earlier version did not note', () => {
    assert.deepEqual(autoReasons({ ...auto, trials: [trial('a'), trial('a')], order: { by: 'ranking', stale: false } }), []);
    assert.deepEqual(autoReasons(auto), []);
  });

  test('tells for every reason whether tuning was worth a try, with the number of images', () => {
    for (const why of tuningReasons) {
      const [said] = autoReasons({ ...auto, tuning: { why, imagesPerClass: 17, far: why !== 'few-and-near' } });
      assert.match(said!, /17 labelled images per class/);
      assert.match(said!, why === 'few-and-near' ? /^Fine-tuning was not tried/ : /^Fine-tuning was worth trying/);
    }
  });
});
