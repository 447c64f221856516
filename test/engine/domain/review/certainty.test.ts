import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certainties } from '../../../../engine/domain/review/certainty.ts';

test('certainty is the largest probability of a row, wherever it stands, and unknown where nothing was predicted', () => {
  const probabilities = Float32Array.of(0.7, 0.2, 0.1, 0.05, 0.15, 0.8, NaN, NaN, NaN, 1 / 3, 1 / 3, 1 / 3);
  assert.deepEqual(certainties(probabilities, 3), [0.7, 0.8, null, 0.3333]);
  assert.deepEqual(certainties(new Float32Array(), 3), []);
});
