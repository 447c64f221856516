import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areaUnderCurve, labelSaving, risingCurve, sizeReaching } from '../../../../engine/domain/report/learning-curve.ts';

const close = (actual: number, expected: number): void => assert.ok(Math.abs(actual - expected) < 1e-12, `${actual} is not ${expected}`);

test('a rising curve pools what falls, and leaves alone what rises', () => {
  assert.deepEqual(risingCurve([0.1, 0.2, 0.4]), [0.1, 0.2, 0.4]);
  assert.deepEqual(risingCurve([0.5, 0.25, 0.75]), [0.375, 0.375, 0.75]);
  // scikit-learn's IsotonicRegression.
  assert.deepEqual(risingCurve([4, 2, 3, 1, 6, 5]), [2.5, 2.5, 2.5, 2.5, 5.5, 5.5]);
  assert.deepEqual(risingCurve([]), []);
});

test('the size that reaches a score lies between two sizes by their logarithm', () => {
  const reached = sizeReaching([1, 10, 100], [0.2, 0.4, 0.8], 0.6);
  close(reached?.size ?? 0, Math.sqrt(1000));
  assert.equal(reached?.isBefore, false);
  assert.deepEqual(sizeReaching([2, 4], [0.5, 0.6], 0.4), { size: 2, isBefore: true });
  assert.equal(sizeReaching([2, 4], [0.5, 0.6], 0.7), null);
  assert.equal(sizeReaching([2, 4], [0.5, 0.6], 0.6)?.size, 4);
});

test('the area counts every doubling alike', () => {
  close(areaUnderCurve([1, 10, 100], [0, 0.5, 1]), 0.5);
  close(areaUnderCurve([1, 10, 100], [0, 1, 1]), 0.75);
  close(areaUnderCurve([7, 70, 700], [0, 1, 1]), 0.75);
  assert.equal(areaUnderCurve([12], [0.4]), 0.4);
});

test('label saving is the ratio of labels at the highest score that both reach', () => {
  const sizes = [1, 2, 4, 8, 16, 32];
  const base = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
  const four = labelSaving(sizes, [0.3, 0.4, 0.5, 0.6, 0.7, 0.8], base);
  close(Math.exp(four.logRatio), 4);
  close(four.score, 0.6);
  assert.equal(four.bound, null);
  const back = labelSaving(sizes, base, [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]);
  close(Math.exp(back.logRatio), 1 / 4);
  assert.deepEqual(labelSaving(sizes, base, base), { logRatio: 0, score: 0.6, bound: null });
});

test('a curve that starts above all that the other reaches needs at least so many times fewer, never a made-up number', () => {
  const sizes = [1, 10, 100];
  assert.deepEqual(labelSaving(sizes, [0.9, 0.95, 0.99], [0.1, 0.3, 0.5]), { logRatio: Math.log(100), score: 0.5, bound: 'at-least' });
  assert.deepEqual(labelSaving(sizes, [0.1, 0.3, 0.5], [0.9, 0.95, 0.99]), { logRatio: -Math.log(100), score: 0.5, bound: 'at-most' });
});

test('one lucky early point does not count as having reached a score', () => {
  const sizes = [1, 2, 4, 8, 16];
  const other = [0.1, 0.2, 0.3, 0.4, 0.6];
  const lucky = labelSaving(sizes, [0.6, 0.1, 0.2, 0.4, 0.6], other);
  assert.ok(Math.exp(lucky.logRatio) < 2, `${Math.exp(lucky.logRatio)} times`);
  // What taking the first crossing of the zigzag would claim.
  const first = sizeReaching(sizes, [0.6, 0.1, 0.2, 0.4, 0.6], 0.6);
  assert.equal(16 / (first?.size ?? 0), 16);
});

test('equal flat curves differ in nothing', () => {
  assert.deepEqual(labelSaving([1, 2, 5], [0.25, 0.25, 0.25], [0.25, 0.25, 0.25]), { logRatio: 0, score: 0.25, bound: null });
});
