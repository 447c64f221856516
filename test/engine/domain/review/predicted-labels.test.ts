import assert from 'node:assert/strict';
import { test } from 'node:test';
import { predictedLabels } from '../../../../engine/domain/review/predicted-labels.ts';

/** Of `count` rows of two classes in turn, the first `right` are predicted as they are labelled. */
const predicted = (count: number, right: number): ReturnType<typeof predictedLabels> =>
  predictedLabels(
    Float32Array.from({ length: 2 * count }, (_, at) => (((at >> 1) % 2 === (at & 1)) === at >> 1 < right ? 0.9 : 0.1)),
    Int32Array.from({ length: count }, (_, at) => at % 2),
    2,
  );

test('labels count as predicted where that is certainly more than the largest class', () => {
  assert.deepEqual(predicted(40, 36), { labels: 40, accuracy: 0.9, isBetterThanLargestClass: true });
  assert.deepEqual(predicted(40, 24), { labels: 40, accuracy: 0.6, isBetterThanLargestClass: false });
  assert.deepEqual(predicted(400, 240), { labels: 400, accuracy: 0.6, isBetterThanLargestClass: true });
});

test('rows that were not predicted do not count, and there may be none that were', () => {
  const probabilities = Float32Array.from([NaN, NaN, 0.2, 0.8, 0.7, 0.3]);
  assert.deepEqual(predictedLabels(probabilities, Int32Array.from([0, 1, 1]), 2).labels, 2);
  assert.equal(predictedLabels(probabilities, Int32Array.from([0, 1, 1]), 2).accuracy, 0.5);
  assert.deepEqual(predictedLabels(Float32Array.from([NaN, NaN]), Int32Array.from([0]), 2), {
    labels: 0,
    accuracy: 0,
    isBetterThanLargestClass: false,
  });
});
