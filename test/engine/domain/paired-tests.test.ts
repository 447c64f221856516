import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fewestPairs, signFlipTest, significant } from '../../../engine/domain/paired-tests.ts';
import { normalPoint, normalShareBelow } from '../../../engine/domain/normal-distribution.ts';
import { normalRandom, seededRandom } from '../../../engine/domain/random.ts';

test('the sign-flip test counts every way to flip the signs', () => {
  assert.equal(signFlipTest([1, 2, 3], 1), 2 / 8);
  // Sums 6, 4, 2, 0 and their opposites: 4 of 8 are at least 4 away from 0.
  assert.equal(signFlipTest([-1, 2, 3], 1), 4 / 8);
  assert.equal(signFlipTest([0.1, 0.2, 0.3, 0.1, 0.2, 0.3], 1), 2 / 64);
  assert.equal(signFlipTest([], 1), 1);
  assert.equal(signFlipTest([0, 0, 0, 0, 0, 0], 1), 1);
});

test('five seeds can never be significant, six can', () => {
  assert.ok(signFlipTest(new Array(5).fill(1), 1) > significant);
  assert.ok(signFlipTest(new Array(fewestPairs).fill(1), 1) < significant);
});

test('differences that only rounding tells apart count as equally far', () => {
  assert.equal(signFlipTest([0.1, 0.2, 0.3], 1), signFlipTest([1, 2, 3], 1));
});

test('agrees with scipy, exactly and by drawing', () => {
  // scipy.stats.permutation_test((x,), np.mean, permutation_type='samples', n_resamples=inf) of SciPy 1.17.
  const exact = [0.02, 0.05, -0.01, 0.04, 0.03, 0.06, -0.02, 0.01];
  assert.equal(signFlipTest(exact, 1), 0.0859375);
  const many = [...exact, 0.02, 0.05, -0.01, 0.04, -0.03, 0.01];
  assert.ok(Math.abs(signFlipTest(many, 1) - 0.0390625) < 0.004, String(signFlipTest(many, 1)));
  assert.equal(signFlipTest(many, 5), signFlipTest(many, 5));
});

test('is right one time in twenty where there is nothing', () => {
  const normal = normalRandom(seededRandom(3));
  let found = 0;
  for (let trial = 0; trial < 1000; trial++) if (signFlipTest(Array.from({ length: 8 }, normal), 1) < significant) found += 1;
  assert.ok(found > 20 && found < 70, `${found} of 1000`);
});

test('the normal distribution has the digits of the tables', () => {
  // scipy.stats.norm.cdf and ppf.
  for (const [z, share] of [[0, 0.5], [1, 0.8413447460685429], [-1.959963984540054, 0.025], [2.999, 0.9986456634662729], [3.2, 0.9993128620620841], [-6, 9.865876450376946e-10]] as const) {
    assert.ok(Math.abs(normalShareBelow(z) / share - 1) < 1e-12, `${z}: ${normalShareBelow(z)}`);
    assert.ok(Math.abs(normalPoint(share) - z) < 1e-9, `${share}: ${normalPoint(share)}`);
  }
  assert.deepEqual([normalPoint(0), normalPoint(1), normalShareBelow(Infinity), normalShareBelow(-Infinity)], [-Infinity, Infinity, 1, 0]);
  assert.throws(() => normalPoint(1.1), RangeError);
});
