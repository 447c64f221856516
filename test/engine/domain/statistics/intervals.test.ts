import assert from 'node:assert/strict';
import { test } from 'node:test';
import { meanProportionInterval, wilsonInterval, type Interval } from '../../../../engine/domain/statistics/intervals.ts';
import { seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';

const close = (actual: number, expected: number, what: string): void =>
  assert.ok(Math.abs(actual - expected) < 1e-12, `${what}: ${actual}, expected ${expected}`);

test('Wilson intervals agree with scipy.stats.binomtest', () => {
  // binomtest(successes, trials).proportion_ci(method='wilson') of SciPy.
  const expected: [number, number, number, number][] = [
    [0, 10, 0, 0.27753279986288926],
    [10, 10, 0.7224672001371109, 1],
    [8, 10, 0.4901624715366418, 0.9433178485456248],
    [181, 200, 0.8563983883518006, 0.9383368972826135],
    [1, 1, 0.20654931437723745, 1],
    [0, 1, 0, 0.7934506856227626],
  ];
  for (const [successes, trials, low, high] of expected) {
    const interval = wilsonInterval(successes, trials);
    assert.equal(interval.value, successes / trials);
    close(interval.low, low, `low of ${successes}/${trials}`);
    close(interval.high, high, `high of ${successes}/${trials}`);
  }
});

test('the bounds at the extremes are exactly 0 and 1', () => {
  for (let trials = 1; trials < 200; trials++) {
    assert.equal(wilsonInterval(0, trials).low, 0);
    assert.equal(wilsonInterval(trials, trials).high, 1);
  }
});

test('counts that are no proportion are refused', () => {
  for (const [successes, trials] of [
    [0, 0],
    [3, 2],
    [-1, 2],
    [Number.NaN, 3],
  ] as const) {
    assert.throws(() => wilsonInterval(successes, trials), RangeError);
  }
  assert.throws(() => meanProportionInterval([]), RangeError);
});

test('the mean of one proportion has the interval of that proportion', () => {
  const one = meanProportionInterval([{ successes: 8, trials: 10 }]);
  const wilson = wilsonInterval(8, 10);
  close(one.low, wilson.low, 'low');
  close(one.high, wilson.high, 'high');
});

test('classes without a single mistake still leave doubt', () => {
  const interval = meanProportionInterval([
    { successes: 2, trials: 2 },
    { successes: 3, trials: 3 },
  ]);
  assert.equal(interval.value, 1);
  assert.equal(interval.high, 1);
  assert.ok(interval.low > 0.3 && interval.low < 0.8, String(interval.low));
});

/** Share of simulated test sets whose interval holds the true balanced accuracy. */
function coverage(
  recalls: readonly number[],
  trials: readonly number[],
  make: (hits: readonly number[]) => Interval,
  random: Random,
): number {
  const truth = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
  const rounds = 3000;
  let held = 0;
  for (let round = 0; round < rounds; round++) {
    const hits = recalls.map((recall, at) => Array.from({ length: trials[at]! }, () => random()).filter((value) => value < recall).length);
    const { low, high } = make(hits);
    if (low <= truth && truth <= high) held += 1;
  }
  return held / rounds;
}

const situations: { name: string; recalls: number[]; trials: number[] }[] = [
  { name: 'five even classes', recalls: [0.9, 0.85, 0.8, 0.95, 0.9], trials: [40, 40, 40, 40, 40] },
  { name: 'one class of two images', recalls: [0.9, 0.7], trials: [100, 2] },
  { name: 'twenty classes of three images', recalls: new Array<number>(20).fill(0.8), trials: new Array<number>(20).fill(3) },
  { name: 'almost perfect', recalls: [0.99, 0.97, 0.98], trials: [20, 10, 15] },
  { name: 'chance', recalls: [0.5, 0.5], trials: [30, 30] },
];

for (const { name, recalls, trials } of situations) {
  test(`the interval of balanced accuracy holds the truth about 95 times in 100: ${name}`, () => {
    const interval = (hits: readonly number[]): Interval =>
      meanProportionInterval(hits.map((successes, at) => ({ successes, trials: trials[at]! })));
    const held = coverage(recalls, trials, interval, seededRandom(17));
    assert.ok(held > 0.9 && held < 0.99, `covered ${held}`);
  });
}

test('an interval reaches 0 and 1 only where every image agrees', () => {
  assert.equal(
    meanProportionInterval([
      { successes: 0, trials: 4 },
      { successes: 0, trials: 9 },
    ]).low,
    0,
  );
  const nearly = meanProportionInterval([
    { successes: 4, trials: 4 },
    { successes: 8, trials: 9 },
  ]);
  assert.ok(nearly.low > 0 && nearly.high < 1);
});

test('the coverage check fails intervals that ignore how few images a class has', () => {
  const { recalls, trials } = situations[1]!;
  const pooled = (hits: readonly number[]): Interval => {
    const value = (hits[0]! / trials[0]! + hits[1]! / trials[1]!) / 2;
    const { low, high } = wilsonInterval(hits[0]! + hits[1]!, trials[0]! + trials[1]!);
    return { value, low: value - (high - low) / 2, high: value + (high - low) / 2 };
  };
  assert.ok(coverage(recalls, trials, pooled, seededRandom(17)) < 0.9);
});
