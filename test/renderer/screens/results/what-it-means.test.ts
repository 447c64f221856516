import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, Interval, Score } from '../../../../engine/contract/index.ts';
import { words } from '../../../../engine/words/words.ts';
import { plainFraction, whatItMeans, type Statement } from '../../../../renderer/screens/results/what-it-means.ts';

const interval = (value: number, low: number, high: number): Interval => ({ value, low, high });
const scoreOf = (accuracy: Interval, sizes: number[]): Score => ({
  images: sizes.reduce((sum, size) => sum + size, 0),
  accuracy,
  balancedAccuracy: accuracy,
  perClass: sizes.map((images, at) => ({
    class: `class ${at}`,
    classId: (at + 1) as ClassId,
    images,
    precision: null,
    recall: null,
    f1: null,
  })),
  confusion: { classes: [], classIds: [], counts: [] },
});
const kinds = (score: Score): string[] => whatItMeans(score).map((one) => one.kind);

test('a share is said as a fraction that never claims all or nothing', () => {
  assert.deepEqual([0.43, 0.97, 0.995, 0.9999, 0.004, 0.0001].map(plainFraction), [
    { right: 4, of: 10 },
    { right: 19, of: 20 },
    { right: 999, of: 1000 },
    { right: 999, of: 1000 },
    { right: 1, of: 1000 },
    { right: 1, of: 1000 },
  ]);
});

test('few test images, unequal classes and untested classes are said where they are so', () => {
  assert.deepEqual(kinds(scoreOf(interval(0.9, 0.87, 0.93), [200, 210])), ['new-images', 'range']);
  assert.deepEqual(kinds(scoreOf(interval(0.9, 0.7, 0.97), [4, 16, 0])), [
    'new-images',
    'range',
    'few-test-images',
    'unequal-classes',
    'untested-classes',
  ]);
  assert.deepEqual(kinds(scoreOf(interval(1, 0.9, 1), [20, 20]))[0], 'all-right');
  assert.deepEqual(kinds(scoreOf(interval(0, 0, 0.1), [20, 20]))[0], 'none-right');
});

test('every statement has its sentence', () => {
  for (const accuracy of [interval(1, 0.5, 1), interval(0, 0, 0.5), interval(0.5, 0.2, 0.8)]) {
    for (const statement of whatItMeans(scoreOf(accuracy, [2, 9, 0]))) {
      assert.match((words.results.meaning[statement.kind] as (facts: Statement) => string)(statement), /^[^\s].*[.]$/);
    }
  }
});
