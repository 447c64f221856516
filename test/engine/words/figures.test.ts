import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chance, count, countWeights, decimals, formatAgo, formatBytes, formatDuration, formatNumber, learningRate, percent, percentInTenths, points, roughly, shortDuration, smallNumber,
} from '../../../engine/words/en/figures.ts';

const all = <T>(write: (value: T) => string, ...values: T[]): string[] => values.map(write);

describe('figures in English', () => {
  test('large numbers have commas, wherever they stand', () => {
    assert.deepEqual(all(formatNumber, 0, 999, 1050, 2_147_483_647), ['0', '999', '1,050', '2,147,483,647']);
    assert.deepEqual([count(1, 'run', 'runs'), count(1050, 'run', 'runs'), decimals(1234.5, 1), decimals(-0.25, 3), roughly(9.94), roughly(1050.4)], ['1 run', '1,050 runs', '1,234.5', '-0.250', '9.9', '1,050']);
  });

  test('the size of a network is told as finely as it matters', () => {
    assert.deepEqual(all(countWeights, 1, 387, 9_999, 412_300, 2_257_984), ['1 weight', '387 weights', '9,999 weights', '412 thousand weights', '2.3 million weights']);
  });

  test('a share never claims all or nothing that is not so', () => {
    assert.deepEqual(all(percent, 0, 0.003, 0.425, 0.996, 1), ['0\u00a0%', '0.3\u00a0%', '43\u00a0%', '99.6\u00a0%', '100\u00a0%']);
    assert.deepEqual([percentInTenths(0.8431), points(0.12), points(-0.003), points(0)], ['84.3 %', '+12', '−0.3', '0']);
  });

  test('p is not rounded across the border where the answer changes', () => {
    assert.deepEqual(all(chance, 0.0002, 0.035, 0.04999, 0.05, 0.0501), ['p below 0.001', 'p = 0.035', 'p = 0.04999', 'p = 0.050', 'p = 0.050']);
  });

  test('durations, in full and where there is little room', () => {
    assert.deepEqual(all(formatDuration, 0.4, 1, 89, 90, 3600, 4800), ['under a second', '1 second', '89 seconds', '2 minutes', '1 h', '1 h 20 min']);
    assert.deepEqual(all(shortDuration, 0.4, 89, 90, 5399, 5400), ['1 s', '89 s', '2 min', '90 min', '1.5 h']);
  });

  test('bytes, times ago, small numbers and learning rates', () => {
    assert.deepEqual(all(formatBytes, 999, 3000, 184_320, 14_200_000), ['999 bytes', '3.0 KB', '184 KB', '14 MB']);
    const now = Date.UTC(2026, 5, 1);
    assert.deepEqual([0, 5, 300, 60 * 24].map((minutes) => formatAgo(now - minutes * 60_000, now)), ['just now', '5 minutes ago', '5 hours ago', 'yesterday']);
    assert.deepEqual([smallNumber(0), smallNumber(3.1e-7), learningRate(0.0030000000000000005), learningRate(3e-5)], ['0', '0.0000003', '0.003', '3e-5']);
  });
});
