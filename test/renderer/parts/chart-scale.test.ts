import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bandPath, extent, linePath, roundTicks, scaleOf, thinOut } from '../../../renderer/parts/charts/chart-scale.ts';

test('a logarithmic scale gives equal ratios equal lengths, a linear one equal differences', () => {
  const log = scaleOf([1, 100], 0, 200, 'logarithmic');
  assert.deepEqual(
    [1, 10, 100].map((value) => Math.round(log(value))),
    [0, 100, 200],
  );
  const linear = scaleOf([0, 1], 300, 0);
  assert.deepEqual([0, 0.25, 1].map(linear), [300, 225, 0]);
});

test('equal ends are moved apart, so that one point alone can be drawn', () => {
  assert.deepEqual(extent([5]), [4.5, 5.5]);
  assert.deepEqual(extent([5], 'logarithmic'), [2.5, 10]);
  assert.deepEqual(extent([]), [0, 1]);
});

test('ticks are round, within the ends, and no more than asked for', () => {
  assert.deepEqual(roundTicks(0, 1, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks(0, 1, 4), [0, 0.5, 1]);
  assert.deepEqual(roundTicks(0.13, 0.42, 4), [0.2, 0.3, 0.4]);
  assert.deepEqual(roundTicks(0, 1730, 5), [0, 500, 1000, 1500]);
  for (const most of [2, 3.5, 4, 6, 9])
    for (let high = 1; high < 1e4; high *= 1.1) assert.ok(roundTicks(0, high, most).length <= most, `${high}, ${most}`);
});

test('ticks that stand too close are thinned out; the last one stays', () => {
  const scale = scaleOf([1, 50], 0, 100, 'logarithmic');
  const kept = thinOut([1, 2, 3, 4, 5, 10, 20, 50], scale, 30);
  assert.equal(kept.at(-1), 50);
  kept.slice(1).forEach((value, at) => assert.ok(scale(value) - scale(kept[at]!) >= 30));
});

test('a line goes through all points; a band needs intervals of two points', () => {
  const same = (value: number): number => value;
  const points = [
    { x: 0, y: 5, low: 4, high: 6 },
    { x: 10, y: 7, low: 6, high: 9 },
  ];
  assert.equal(linePath(points, same, same), 'M0.0 5.0L10.0 7.0');
  assert.equal(bandPath(points, same, same), 'M0.0 6.0L10.0 9.0L10.0 6.0L0.0 4.0Z');
  assert.equal(bandPath(points.slice(0, 1), same, same), '');
});
