import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mostConfused, moveInMatrix, rowShares } from '../../../renderer/parts/charts/matrix.ts';

const counts = [
  [5, 3, 0],
  [0, 0, 0],
  [1, 3, 2],
];

test('shares are counted within a row, and an empty row has none', () => {
  assert.deepEqual(rowShares(counts), [
    [5 / 8, 3 / 8, 0],
    [0, 0, 0],
    [1 / 6, 3 / 6, 2 / 6],
  ]);
});

test('the most confused cells lie off the diagonal, most images first, then the larger share', () => {
  assert.deepEqual(
    mostConfused(counts, 2).map(({ row, column, count }) => [row, column, count]),
    [
      [2, 1, 3],
      [0, 1, 3],
    ],
  );
  assert.deepEqual(
    mostConfused(
      [
        [4, 0],
        [0, 4],
      ],
      3,
    ),
    [],
  );
});

test('keys move within the matrix and stop at its edges', () => {
  const from = { row: 1, column: 1 };
  const to = (key: string, ctrl = false) => moveInMatrix(from, key, ctrl, 3, 3);
  assert.deepEqual(
    [to('ArrowUp'), to('ArrowRight'), to('Home'), to('End', true), to('x')],
    [{ row: 0, column: 1 }, { row: 1, column: 2 }, { row: 1, column: 0 }, { row: 2, column: 2 }, null],
  );
  assert.deepEqual(moveInMatrix({ row: 0, column: 0 }, 'ArrowUp', false, 3, 3), { row: 0, column: 0 });
});
