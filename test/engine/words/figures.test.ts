import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  aboutDuration,
  chance,
  count,
  countWeights,
  decimals,
  estimatedDuration,
  formatAgo,
  formatBytes,
  formatDuration,
  formatNumber,
  learningRate,
  percent,
  percentInTenths,
  points,
  roughly,
  shortDuration,
  smallNumber,
} from '../../../engine/words/en/figures.ts';

const all = <T>(write: (value: T) => string, ...values: T[]): string[] => values.map(write);

describe('figures in English', () => {
  test('large numbers have commas, wherever they stand', () => {
    assert.deepEqual(all(formatNumber, 0, 999, 1050, 2_147_483_647), ['0', '999', '1,050', '2,147,483,647']);
    assert.deepEqual(
      [count(1, 'run', 'runs'), count(1050, 'run', 'runs'), decimals(1234.5, 1), decimals(-0.25, 3), roughly(9.94), roughly(1050.4)],
      ['1 run', '1,050 runs', '1,234.5', '-0.250', '9.9', '1,050'],
    );
  });

  test('the size of a network is told as finely as it matters', () => {
    assert.deepEqual(all(countWeights, 1, 387, 9_999, 412_300, 2_257_984), [
      '1 weight',
      '387 weights',
      '9,999 weights',
      '412 thousand weights',
      '2.3 million weights',
    ]);
  });

  test('a share never claims all or nothing that is not so', () => {
    assert.deepEqual(all(percent, 0, 0.003, 0.425, 0.996, 1), ['0%', '0.3%', '43%', '99.6%', '100%']);
    assert.deepEqual([percentInTenths(0.8431), points(0.12), points(-0.003), points(0)], ['84.3%', '+12', '−0.3', '0']);
  });

  test('p is not rounded across the border where the answer changes', () => {
    assert.deepEqual(all(chance, 0.0002, 0.035, 0.04999, 0.05, 0.0501), [
      'p < 0.001',
      'p = 0.035',
      'p = 0.04999',
      'p = 0.050',
      'p = 0.050',
    ]);
  });

  test('durations, in full and where there is little room', () => {
    assert.deepEqual(all(formatDuration, 0.4, 1, 89, 90, 3600, 4800), [
      'less than a second',
      '1 second',
      '89 seconds',
      '2 minutes',
      '1 h',
      '1 h 20 min',
    ]);
    assert.deepEqual(all(shortDuration, 0.4, 89, 90, 5399, 5400), ['1 s', '89 s', '2 min', '90 min', '1.5 h']);
  });

  test('an estimate is no more precise than it is, and grows with what it tells of', () => {
    assert.deepEqual(all(estimatedDuration, 0, 0.4, 2.4, 17, 33, 54, 56, 89, 91, 700, 3000, 3599, 9000, 50_000), [
      '1 second',
      '1 second',
      '2 seconds',
      '15 seconds',
      '30 seconds',
      '50 seconds',
      '1 minute',
      '1 minute',
      '2 minutes',
      '10 minutes',
      '50 minutes',
      '1 h',
      '2 h 30 min',
      '14 h',
    ]);
    const inSeconds = (told: string): number =>
      [...told.matchAll(/(\d+) (second|min|h)/g)].reduce(
        (sum, [, figure, unit]) => sum + Number(figure) * { second: 1, min: 60, h: 3600 }[unit as 'h'],
        0,
      );
    const told = Array.from({ length: 600 }, (_, at) => 1.02 ** at).map((seconds) => ({
      seconds,
      as: inSeconds(estimatedDuration(seconds)),
    }));
    for (const [at, { seconds, as }] of told.entries()) {
      assert.ok(Math.abs(as - seconds) <= 0.5 * seconds, `${seconds} is told as ${as}`);
      assert.ok(at === 0 || as >= told[at - 1]!.as, `${seconds} is told as less than what is shorter`);
    }
  });

  test('a range is told only where both its ends tell something', () => {
    const about = (low: number, high: number): string => aboutDuration({ low, high });
    assert.deepEqual(
      [about(10, 20), about(1.2, 2.2), about(61, 170), about(40, 100), about(3600, 7200), about(3600, 9000)],
      [
        'about 10 to 20 seconds',
        'about 1 to 2 seconds',
        'about 1 to 3 minutes',
        'about 40 seconds to 2 minutes',
        'about 1 to 2 h',
        'about 1 h to 2 h 30 min',
      ],
    );
    assert.deepEqual(
      [about(20, 21), about(0.2, 24), about(12, 540), about(0, 0)],
      ['about 20 seconds', 'about 5 seconds', 'about 1 minute', 'about 1 second'],
    );
  });

  test('bytes, times ago, small numbers and learning rates', () => {
    assert.deepEqual(all(formatBytes, 999, 3000, 184_320, 14_200_000), ['999 bytes', '3.0 KB', '184 KB', '14 MB']);
    const now = Date.UTC(2026, 5, 1);
    assert.deepEqual(
      [0, 5, 300, 60 * 24].map((minutes) => formatAgo(now - minutes * 60_000, now)),
      ['just now', '5 minutes ago', '5 hours ago', 'yesterday'],
    );
    assert.deepEqual(
      [smallNumber(0), smallNumber(3.1e-7), learningRate(0.0030000000000000005), learningRate(3e-5)],
      ['0', '0.0000003', '0.003', '3e-5'],
    );
  });
});
