import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shares } from './measure.ts';

test('a count is shared evenly, what short ones cannot take goes to the others, and no more are tried than there are', () => {
  assert.deepEqual(shares([100, 100, 100], 30), [10, 10, 10]);
  assert.deepEqual(shares([100, 3, 50], 100), [48, 3, 49]);
  assert.deepEqual(shares([4, 3, 5], 100), [4, 3, 5]);
  assert.equal(
    shares([7, 160, 23, 61], 150).reduce((sum, one) => sum + one, 0),
    150,
  );
});
