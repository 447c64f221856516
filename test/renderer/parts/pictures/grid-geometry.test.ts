import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  contentHeight,
  indexAt,
  indexesIn,
  moveIndex,
  renderedRows,
  rowHeight,
  rowOfSlot,
  scrollToShow,
  shapeGrid,
} from '../../../../renderer/parts/pictures/grid-geometry.ts';

/** 23 tiles in 5 columns of 100 x 124 pixels with gaps of 10. */
const shape = shapeGrid(23, 540, 100, 10, 24);

test('as many columns as fit, and the rest of the width shared out', () => {
  assert.deepEqual([shape.columns, shape.tileWidth, shape.tileHeight], [5, 100, 124]);
  assert.equal(shapeGrid(23, 590, 100, 10, 24).tileWidth, 110);
  assert.equal(shapeGrid(23, 20, 100, 10, 24).columns, 1, 'a narrow window still shows one');
  assert.equal(contentHeight(shape), 5 * 124 + 4 * 10);
});

test('a slot keeps its row while that is rendered, and all rendered rows have a slot', () => {
  const rows = 4;
  for (let first = 0; first < 20; first += 1) {
    const shown = Array.from({ length: rows }, (_, slot) => rowOfSlot(slot, first, rows));
    assert.deepEqual(
      shown.toSorted((a, b) => a - b),
      [first, first + 1, first + 2, first + 3],
    );
    const next = Array.from({ length: rows }, (_, slot) => rowOfSlot(slot, first + 1, rows));
    assert.equal(shown.filter((row, slot) => row !== next[slot]).length, 1, 'one row further moves one slot');
  }
});

test('the number of rendered rows depends on the height alone, up to all there are', () => {
  const tall = shapeGrid(10_000, 540, 100, 10, 24);
  const rows = [0, 5000, 100_000, 1e9].map((top) => renderedRows(tall, top, 600, 2).rows);
  assert.deepEqual(new Set(rows).size, 1);
  assert.equal(renderedRows(tall, 1e9, 600, 2).first + rows[0]!, 2000);
  assert.deepEqual(renderedRows(shapeGrid(0, 540, 100, 10, 24), 0, 600, 2), { first: 0, rows: 0 });
});

test('a point is on a tile or between tiles', () => {
  assert.equal(indexAt(shape, 5, 5), 0);
  assert.equal(indexAt(shape, 115, rowHeight(shape) + 1), 6);
  assert.equal(indexAt(shape, 105, 5), null, 'in the gap between columns');
  assert.equal(indexAt(shape, 5, 128), null, 'in the gap between rows');
  assert.equal(indexAt(shape, 335, 4 * rowHeight(shape) + 1), null, 'behind the last tile');
});

test('a frame takes the tiles that it touches, none in the gaps, none behind the last', () => {
  assert.deepEqual(indexesIn(shape, { left: 50, top: 50, right: 150, bottom: 200 }), [0, 1, 5, 6]);
  assert.deepEqual(indexesIn(shape, { left: 102, top: 0, right: 108, bottom: 100 }), []);
  assert.deepEqual(indexesIn(shape, { left: 0, top: 600, right: 999, bottom: 999 }), [20, 21, 22]);
});

test('moves stay inside the grid', () => {
  assert.deepEqual(
    (['left', 'up', 'row-start', 'first'] as const).map((move) => moveIndex(shape, 0, move, 3)),
    [0, 0, 0, 0],
  );
  assert.equal(moveIndex(shape, 19, 'down', 3), 22, 'down into a short last row goes to its end');
  assert.equal(moveIndex(shape, 21, 'down', 3), 21, 'there is no row below');
  assert.deepEqual(
    (['row-end', 'page-down', 'last', 'right'] as const).map((move) => moveIndex(shape, 6, move, 2)),
    [9, 16, 22, 7],
  );
  assert.equal(moveIndex(shape, 22, 'right', 3), 22);
});

test('a tile is scrolled to only where it is not wholly in view', () => {
  assert.equal(scrollToShow(shape, 6, 100, 400), 100);
  assert.equal(scrollToShow(shape, 0, 300, 400), 0);
  assert.equal(scrollToShow(shape, 20, 0, 400), 4 * 134 + 124 + 10 - 400);
});
