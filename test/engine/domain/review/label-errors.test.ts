import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { labelDoubts, labelDoubtScores } from '../../../../engine/domain/review/label-errors.ts';

const rows = (...values: number[][]): Float32Array => Float32Array.from(values.flat());

describe('likely label errors', () => {
  test('are labels whose image more probably belongs to another class, the most doubtful first', () => {
    const probabilities = rows([0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.1, 0.9], [0.2, 0.8], [0.95, 0.05]);
    const doubts = labelDoubts(probabilities, Int32Array.of(0, 0, 0, 1, 1, 1), 2);
    assert.deepEqual(
      doubts.map(({ row, suggested }) => [row, suggested]),
      [
        [5, 0],
        [2, 1],
      ],
    );
    assert.ok(Math.abs(doubts[0]!.given - 0.05) < 1e-6 && Math.abs(doubts[0]!.probability - 0.95) < 1e-6);
  });

  test('must reach the usual probability of the suggested class: half is much only where the model is never sure', () => {
    const doubted = (usual: number): number[] => {
      const probabilities = rows([1 - usual, usual, 0], [1 - usual, usual, 0], [0.4, 0.6, 0], [0.9, 0.1, 0], [0.9, 0.1, 0]);
      return labelDoubts(probabilities, Int32Array.of(1, 1, 0, 0, 0), 3).map(({ row }) => row);
    };
    assert.deepEqual(doubted(0.95), []);
    assert.deepEqual(doubted(0.55), [2]);
  });

  test('need not reach 0.999 where the class is always recognised', () => {
    const probabilities = rows([0.001, 0.999], [0.001, 0.999], [0.06, 0.94], [0.999, 0.001], [0.999, 0.001]);
    assert.deepEqual(
      labelDoubts(probabilities, Int32Array.of(1, 1, 0, 0, 0), 2).map(({ row }) => row),
      [2],
    );
  });

  test('suggest the most probable of the classes that reach their threshold', () => {
    // The thresholds are 0.31, 0.4 and 0.7. For row 0, class 2 is the most probable, but less than usual; for row 4, class 1 is.
    const probabilities = rows([0.02, 0.45, 0.53], [0, 0.4, 0.6], [0, 0.3, 0.7], [0.9, 0.1, 0], [0.02, 0.58, 0.4]);
    assert.deepEqual(
      labelDoubts(probabilities, Int32Array.of(0, 1, 2, 0, 0), 3).map(({ row, suggested }) => [row, suggested]),
      [
        [0, 1],
        [4, 1],
      ],
    );
  });

  test('are not found among rows that were not judged, whose class is not suggested', () => {
    const probabilities = rows([NaN, NaN], [0.2, 0.8], [0.9, 0.1]);
    assert.deepEqual(labelDoubts(probabilities, Int32Array.of(1, 0, 0), 2), []);
    assert.deepEqual(
      [...labelDoubtScores(probabilities, Int32Array.of(1, 0, 0), 2)].map((score) => Number(score.toFixed(3))),
      [-1, 0.8, 0.1],
    );
  });
});
