import assert from 'node:assert/strict';
import { test } from 'node:test';
import { headKindOf, learnsFromAugmented } from '../../../../engine/domain/models/head-kind.ts';

test('the kind of head follows from the median of labels per class', () => {
  assert.deepEqual(
    [
      [1, 1],
      [1, 9],
      [2, 2],
      [10, 500, 10],
      [11, 11],
      [3, 400, 400],
    ].map((perClass) => headKindOf(perClass)),
    ['nearest-mean', 'nearest-mean', 'ridge', 'ridge', 'logistic', 'logistic'],
  );
  assert.equal(headKindOf([1, 1], 'standardised'), 'ridge');
});

test('a head learns from augmented images from two labels per class to twenty, on features of one cut', () => {
  assert.deepEqual(
    [1, 2, 10, 11, 20, 21].map((count) => learnsFromAugmented([count, count])),
    [false, true, true, true, true, false],
  );
  assert.equal(learnsFromAugmented([5, 5], 'standardised'), false);
});
