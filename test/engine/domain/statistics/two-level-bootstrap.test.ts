import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Interval } from '../../../../engine/domain/statistics/intervals.ts';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import {
  bcaInterval,
  bootstrapIntervals,
  meansOverSeeds,
  observed,
  quantile,
  type PairedCounts,
  type Statistics,
} from '../../../../engine/domain/statistics/two-level-bootstrap.ts';

const accuracy: Statistics = (sample) => meansOverSeeds(sample, (seed) => [sample.accuracies[0]?.[seed] ?? 0]);
const only = (counts: PairedCounts, seed: number, resamples: number): Interval => {
  const [interval] = bootstrapIntervals(counts, accuracy, seed, resamples);
  assert.ok(interval);
  return interval;
};
const single = (n: number): number[] => new Array<number>(n).fill(1);

test('on one level it has the bounds of scipy, and not those of plain percentiles', () => {
  // scipy.stats.bootstrap((x,), np.mean, n_resamples=400000) of SciPy 1.17: BCa 0.964 to 2.006, percentile 0.915 to 1.927.
  const values = [
    3.8, 0.43, 3.24, 0.14, 0.94, 0.8, 0.61, 1.52, 0.7, 1.49, 0.92, 0.94, 0.05, 1.49, 4.66, 0.89, 1.17, 0.24, 0.41, 2.73, 3.85, 0.7, 0.11,
    1.52,
  ];
  const { low, high } = only({ groupSizes: single(24), right: [[values]] }, 1, 20_000);
  assert.ok(Math.abs(low - 0.964) < 0.015 && Math.abs(high - 2.006) < 0.03, `${low} to ${high}`);
});

test('the same seed gives the same bounds to the last bit, another seed nearly the same', () => {
  const counts = {
    groupSizes: single(40),
    right: [[0, 1, 2].map((seed) => Array.from({ length: 40 }, (_, at) => ((at * 7 + seed) % 3 === 0 ? 1 : 0)))],
  };
  assert.deepEqual(only(counts, 1, 1000), only(counts, 1, 1000));
  assert.ok(Math.abs(only(counts, 1, 1000).low - only(counts, 2, 1000).low) < 0.03);
});

test('95 of 100 intervals hold the truth when seeds and images both vary; forgetting the seeds, far fewer do', () => {
  const truth = 0.6;
  const held = { both: 0, imagesOnly: 0 };
  const trials = 200;
  for (let trial = 0; trial < trials; trial++) {
    const counts = drawnCounts(trial, { seeds: 8, images: 60, ofSeeds: 0.12 });
    const pooled = { groupSizes: counts.groupSizes, right: [[pooledRight(counts)]] };
    for (const [which, one] of [
      ['both', counts],
      ['imagesOnly', pooled],
    ] as const) {
      const interval = only(one, trial, 400);
      if (interval.low <= truth && truth <= interval.high) held[which] += 1;
    }
  }
  assert.ok(held.both / trials > 0.9, JSON.stringify(held));
  assert.ok(held.imagesOnly / trials < 0.85, JSON.stringify(held));
});

test('groups are resampled as wholes: near-duplicates do not make an interval narrower', () => {
  const wide = drawnCounts(5, { seeds: 6, images: 30, ofSeeds: 0 });
  const asGroups = {
    groupSizes: single(30).map(() => 5),
    right: wide.right.map((curve) => curve.map((seed) => Array.from(seed, (one) => one * 5))),
  };
  const parted = {
    groupSizes: single(150),
    right: wide.right.map((curve) => curve.map((seed) => Array.from(seed).flatMap((one: number) => new Array<number>(5).fill(one)))),
  };
  const width = (counts: PairedCounts): number => {
    const { low, high } = only(counts, 1, 1000);
    return high - low;
  };
  assert.ok(Math.abs(width(asGroups) / width(wide) - 1) < 1e-9);
  assert.ok(width(parted) < 0.75 * width(asGroups), `${width(parted)} against ${width(asGroups)}`);
});

test('what does not vary has an interval without width, and one seed or one group is no fault', () => {
  assert.deepEqual(only({ groupSizes: single(5), right: [[single(5), single(5)]] }, 1, 50), { value: 1, low: 1, high: 1 });
  assert.deepEqual(only({ groupSizes: [4], right: [[[1]]] }, 1, 50), { value: 0.25, low: 0.25, high: 0.25 });
  assert.deepEqual(
    Array.from(
      observed({
        groupSizes: [4, 1],
        right: [
          [
            [1, 1],
            [2, 0],
          ],
        ],
      }).accuracies[0] ?? [],
    ),
    [0.4, 0.4],
  );
});

test('quantiles lie between values and survive infinite ones', () => {
  assert.equal(quantile([1, 2, 3], 0.25), 1.5);
  assert.equal(quantile([1, Infinity, Infinity], 0.75), Infinity);
  assert.deepEqual(bcaInterval(1, new Float64Array(10).fill(2), 0), { value: 1, low: 1, high: 2 });
});

/** Right answers at 60 % on average, with images of unequal difficulty and seeds of unequal luck. */
function drawnCounts(seed: number, { seeds, images, ofSeeds }: { seeds: number; images: number; ofSeeds: number }): PairedCounts {
  const random = seededRandom(seed + 99);
  const normal = normalRandom(random);
  const difficulty = Array.from({ length: images }, () => (random() - 0.5) * 0.4);
  const right = Array.from({ length: seeds }, () => {
    const luck = ofSeeds * normal();
    return difficulty.map((one) => (random() < 0.6 + one + luck ? 1 : 0));
  });
  return { groupSizes: single(images), right: [right] };
}

/** Share of right answers over the seeds, as if it were one training. */
function pooledRight({ right }: PairedCounts): number[] {
  const [curve = []] = right;
  return Array.from(curve[0] ?? [], (_, at) => curve.reduce((sum, seed) => sum + (seed[at] ?? 0), 0) / curve.length);
}
