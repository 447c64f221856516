import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unusuallyFar } from '../../../../engine/domain/review/unusually-far.ts';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';

const usual = (count: number): number[] => {
  const deviate = normalRandom(seededRandom(3));
  return Array.from({ length: count }, () => Math.exp(-2 + 0.2 * Math.max(-2, Math.min(2, deviate()))));
};

test('distances far above the others are unusual, the largest first; those below are not', () => {
  assert.deepEqual(unusuallyFar(Float64Array.from([0.5, ...usual(300), 0.9, 0.001, NaN])), [301, 0]);
});

test('without exceptions, none are unusual, not even if nearly all distances are equal', () => {
  assert.deepEqual(unusuallyFar(Float64Array.from(usual(300))), []);
  assert.deepEqual(unusuallyFar(Float64Array.from({ length: 300 }, (_, at) => 0.1 + 1e-4 * at)), []);
  assert.deepEqual(unusuallyFar(new Float64Array(300)), []);
});

test('no more than a hundredth of the images is listed, but at least three', () => {
  const far = (count: number, of: number): number =>
    unusuallyFar(Float64Array.from([...usual(of - count), ...new Array<number>(count).fill(1)])).length;
  assert.equal(far(40, 1000), 10);
  assert.equal(far(8, 60), 3);
});
