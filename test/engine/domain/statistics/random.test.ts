import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalRandom, randomInteger, seededRandom, shuffled } from '../../../../engine/domain/statistics/random.ts';

const many = (count: number, next: () => number): number[] => Array.from({ length: count }, next);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

test('the same seed gives the same numbers, another seed others', () => {
  assert.deepEqual(many(20, seededRandom(7)), many(20, seededRandom(7)));
  assert.notDeepEqual(many(20, seededRandom(7)), many(20, seededRandom(8)));
});

test('the numbers of a seed never change between versions', () => {
  assert.deepEqual(
    many(4, seededRandom(1)).map((value) => Math.round(value * 2 ** 32)),
    [2442144158, 3238099751, 3819917871, 2104621829],
  );
});

test('numbers spread evenly over [0, 1)', () => {
  const values = many(100_000, seededRandom(3));
  assert.ok(values.every((value) => value >= 0 && value < 1));
  const tenths = new Array<number>(10).fill(0);
  for (const value of values) tenths[Math.floor(value * 10)]! += 1;
  // 10 000 expected in each tenth with a standard deviation of 95.
  assert.ok(
    tenths.every((count) => Math.abs(count - 10_000) < 500),
    String(tenths),
  );
});

test('the first numbers of neighbouring seeds are unrelated', () => {
  const firsts = Array.from({ length: 10_000 }, (_, seed) => seededRandom(seed)());
  const products = firsts.slice(1).map((value, at) => (value - 0.5) * (firsts[at]! - 0.5) * 12);
  assert.ok(Math.abs(mean(products)) < 0.05);
  assert.ok(Math.abs(mean(firsts) - 0.5) < 0.02);
});

test('normal deviates have mean 0, deviation 1 and normal tails', () => {
  const values = many(100_000, normalRandom(seededRandom(11)));
  assert.ok(Math.abs(mean(values)) < 0.02);
  assert.ok(Math.abs(mean(values.map((value) => value * value)) - 1) < 0.03);
  const beyond = values.filter((value) => Math.abs(value) > 1.959964).length / values.length;
  assert.ok(Math.abs(beyond - 0.05) < 0.005, String(beyond));
});

test('shuffling keeps every item and leaves the original alone', () => {
  const items = [1, 2, 3, 4, 5, 6, 7, 8];
  const mixed = shuffled(items, seededRandom(5));
  assert.deepEqual(items, [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.notDeepEqual(mixed, items);
  assert.deepEqual(
    [...mixed].sort((a, b) => a - b),
    items,
  );
});

test('every order of three items comes up equally often', () => {
  const random = seededRandom(9);
  const orders = new Map<string, number>();
  for (let round = 0; round < 60_000; round++) {
    const order = shuffled('abc', random).join('');
    orders.set(order, (orders.get(order) ?? 0) + 1);
  }
  assert.equal(orders.size, 6);
  for (const count of orders.values()) assert.ok(Math.abs(count - 10_000) < 500, String(count));
});

test('a random integer stays below its limit', () => {
  const random = seededRandom(13);
  const seen = new Set(many(1000, () => randomInteger(5, random)));
  assert.deepEqual(
    [...seen].sort((a, b) => a - b),
    [0, 1, 2, 3, 4],
  );
});
