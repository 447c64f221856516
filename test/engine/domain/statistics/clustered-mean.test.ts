import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { clusteredMean } from '../../../../engine/domain/statistics/clustered-mean.ts';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';

describe('a clustered mean', () => {
  test('equals the mean with the interval of Student where each value is a cluster of its own', () => {
    const values = [1, 2, 3, 4, 6];
    const { value, low, high, p } = clusteredMean(values, ['a', 'b', 'c', 'd', 'e']);
    // R: t.test(c(1, 2, 3, 4, 6)): mean 3.2, 95 % interval 0.8116 to 5.5884, p 0.0203.
    assert.equal(value, 3.2);
    assert.ok(Math.abs(low - 0.8116) < 5e-4 && Math.abs(high - 5.5884) < 5e-4, `${low} ${high}`);
    assert.ok(Math.abs(p - 0.0203) < 5e-4, String(p));
  });
  test('claims nothing of a single cluster, and is certain of values without any difference', () => {
    assert.deepEqual(clusteredMean([1, 1], ['a', 'a']), { value: 1, low: -Infinity, high: Infinity, p: 1 });
    assert.equal(clusteredMean([], []).p, 1);
    assert.equal(clusteredMean([0, 0], ['a', 'b']).p, 1);
    assert.equal(clusteredMean([1, 1], ['a', 'b']).p, 0);
  });
  test('covers a mean of 0 in 95 of 100 samples of values that depend on each other; ignoring that does not', () => {
    const normal = normalRandom(seededRandom(5));
    const samples = 1000;
    let [covered, ignoring] = [0, 0];
    for (let at = 0; at < samples; at++) {
      const clusters: string[] = [];
      const values = Array.from({ length: 30 }, (_, cluster) => {
        const own = normal();
        return Array.from({ length: 8 }, () => {
          clusters.push(String(cluster));
          return own + 0.5 * normal();
        });
      }).flat();
      const { low, high } = clusteredMean(values, clusters);
      if (low <= 0 && high >= 0) covered += 1;
      const alone = clusteredMean(
        values,
        values.map((_, row) => String(row)),
      );
      if (alone.low <= 0 && alone.high >= 0) ignoring += 1;
    }
    assert.ok(covered > 0.93 * samples && covered < 0.97 * samples, String(covered));
    assert.ok(ignoring < 0.7 * samples, String(ignoring));
  });
});
