import assert from 'node:assert/strict';
import { test } from 'node:test';
import { score, type Score } from '../../../../engine/contract/index.ts';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import { wilsonInterval } from '../../../../engine/domain/statistics/intervals.ts';
import { classMetrics, confusionCounts, scorePredictions } from '../../../../engine/domain/statistics/metrics.ts';
import { decideEach } from '../../../../engine/domain/models/decision.ts';

const classes = ['daisy', 'rose', 'tulip', 'weed', 'moss'].map((name, at) => ({ id: (at + 10) as ClassId, name }));
const actual = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 3];
const predicted = [0, 0, 1, 2, 1, 1, 0, 2, 2, 2, 1, 2, 0];

test('a score has the numbers of scikit-learn', () => {
  // confusion_matrix, accuracy_score, balanced_accuracy_score and precision_recall_fscore_support of scikit-learn 1.9.
  const result: Score = scorePredictions(actual, predicted, classes);
  assert.deepEqual(score.parse(result), result);
  assert.deepEqual(result.confusion.counts, [
    [2, 1, 1, 0, 0],
    [1, 2, 0, 0, 0],
    [0, 1, 4, 0, 0],
    [1, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ]);
  assert.equal(result.images, 13);
  assert.deepEqual(result.accuracy, wilsonInterval(8, 13));
  assert.ok(Math.abs(result.balancedAccuracy.value - 0.49166666666666664) < 1e-15);
  const rounded = result.perClass.map(({ precision, recall, f1 }) =>
    [precision, recall, f1].map((value) => value && Number(value.toFixed(8))),
  );
  assert.deepEqual(rounded, [
    [0.5, 0.5, 0.5],
    [0.5, 0.66666667, 0.57142857],
    [0.8, 0.8, 0.8],
    [null, 0, 0],
    [null, null, null],
  ]);
});

test('each class keeps its name, id and number of images', () => {
  const { perClass, confusion } = scorePredictions(actual, predicted, classes);
  assert.deepEqual(
    perClass.map((row) => [row.class, row.classId, row.images]),
    [
      ['daisy', 10, 4],
      ['rose', 11, 3],
      ['tulip', 12, 5],
      ['weed', 13, 1],
      ['moss', 14, 0],
    ],
  );
  assert.deepEqual(confusion.classIds, [10, 11, 12, 13, 14]);
});

test('a class that was predicted but has no image has no recall and an F1 of 0', () => {
  assert.deepEqual(
    classMetrics([
      [1, 1],
      [0, 0],
    ])[1],
    { images: 0, precision: 0, recall: null, f1: 0 },
  );
});

test('rows are actual classes and columns predicted ones', () => {
  assert.deepEqual(confusionCounts([0, 0, 1], [1, 1, 1], 2), [
    [0, 2],
    [0, 1],
  ]);
});

test('lists of different length and unknown classes are refused', () => {
  assert.throws(() => confusionCounts([0, 1], [0], 2), RangeError);
  assert.throws(() => confusionCounts([0], [2], 2), RangeError);
  assert.throws(() => confusionCounts([2], [0], 2), RangeError);
  assert.throws(() => scorePredictions([], [], classes), RangeError);
});

test('the most probable class is the first of equals', () => {
  assert.deepEqual([...decideEach(Float32Array.of(0.1, 0.7, 0.2, 0.4, 0.4, 0.2), 3)], [1, 0]);
});
