import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalPoint, normalShareBelow } from '../../../../engine/domain/statistics/normal-distribution.ts';

test('the normal distribution has the digits of the tables', () => {
  // scipy.stats.norm.cdf and ppf.
  for (const [z, share] of [
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [2.999, 0.9986456634662729],
    [3.2, 0.9993128620620841],
    [-6, 9.865876450376946e-10],
  ] as const) {
    assert.ok(Math.abs(normalShareBelow(z) / share - 1) < 1e-12, `${z}: ${normalShareBelow(z)}`);
    assert.ok(Math.abs(normalPoint(share) - z) < 1e-9, `${share}: ${normalPoint(share)}`);
  }
  assert.deepEqual([normalPoint(0), normalPoint(1), normalShareBelow(Infinity), normalShareBelow(-Infinity)], [-Infinity, Infinity, 1, 0]);
  assert.throws(() => normalPoint(1.1), RangeError);
});
