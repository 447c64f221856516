import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide, decideEach } from '../../../../engine/domain/models/decision.ts';

test('the most probable class is meant, the first of equals', () => {
  assert.deepEqual([[0.1, 0.7, 0.2], [0.5, 0.5], [0, 0, 0], [1]].map(decide), [1, 0, 0, 0]);
});

test('each row of a matrix is decided for itself', () => {
  assert.deepEqual([...decideEach(Float32Array.of(0.1, 0.9, 0.8, 0.2, 0.5, 0.5), 2)], [1, 0, 0]);
  assert.deepEqual([...decideEach(Float64Array.of(-3, -1, -2), 3)], [1]);
});
