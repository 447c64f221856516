import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needsOf, type ClassShare } from '../../../../engine/domain/review/class-needs.ts';

const share = (labels: number, right = labels, groups = labels): ClassShare => ({ labels, groups, predicted: labels, right });

test('classes that cannot be trained on, have few images, are often mistaken or rare need more images, in this order', () => {
  assert.deepEqual(needsOf([share(200), share(100), share(1), share(30, 30, 1), share(9), share(10)]), [
    null,
    null,
    'untrainable',
    'untrainable',
    'few',
    'rare',
  ]);
  assert.deepEqual(needsOf([share(100, 90), share(40, 24), share(40, 32)]), [null, 'weak', null]);
});

test('a class is not called weak by chance, or where nothing was predicted', () => {
  assert.deepEqual(needsOf([share(100, 90), share(12, 9)]), [null, null]);
  assert.deepEqual(needsOf([{ labels: 50, groups: 50, predicted: 0, right: 0 }, share(50, 40)]), [null, null]);
  assert.deepEqual(needsOf([]), []);
});
