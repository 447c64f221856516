import assert from 'node:assert/strict';
import { test } from 'node:test';
import { againstBaselines, compare } from '../../../../engine/domain/models/beats-baselines.ts';
import type { Interval } from '../../../../engine/domain/statistics/intervals.ts';

const interval = (value: number, low: number, high: number): Interval => ({ value, low, high });

test('a model is better or worse only where the interval of the difference leaves out zero', () => {
  assert.equal(compare(interval(0.9, 0.85, 0.95), interval(0.6, 0.5, 0.7)), 'better');
  assert.equal(compare(interval(0.9, 0.84, 0.96), interval(0.81, 0.73, 0.89)), 'no-evidence');
  assert.equal(compare(interval(0.7, 0.6, 0.8), interval(0.7, 0.6, 0.8)), 'no-evidence');
});

test('intervals that touch do not hide a difference that chance does not explain: 26 of 60 against 12 and against 38', () => {
  const model = interval(0.433, 0.316, 0.559);
  assert.equal(compare(model, interval(0.2, 0.118, 0.318)), 'better');
  assert.equal(compare(model, interval(0.633, 0.507, 0.744)), 'worse');
});

test('a model beats its baselines only where it is better than each of them; without any it beats nothing', () => {
  const [majority, texture] = [
    { name: 'majority', accuracy: interval(0.2, 0.118, 0.318) },
    { name: 'texture', accuracy: interval(0.42, 0.303, 0.546) },
  ];
  const model = interval(0.433, 0.316, 0.559);
  assert.deepEqual(againstBaselines(model, [majority]), { best: majority, beats: true });
  assert.deepEqual(againstBaselines(model, [majority, texture]), { best: texture, beats: false });
  assert.deepEqual(againstBaselines(model, []), { best: null, beats: false });
});
