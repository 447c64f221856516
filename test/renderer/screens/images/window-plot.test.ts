import assert from 'node:assert/strict';
import { test } from 'node:test';
import { barsPath, endAt, keyMoves } from '../../../../renderer/screens/images/window-plot.ts';

test('bars stand where their values are on an axis that reaches farther, as high as the square root of their share', () => {
  const path = barsPath({ low: 0, high: 10, bins: [1, 0.25] }, { low: -10, high: 10 });
  assert.equal(path, 'M50 100V4H75V52H100V100Z');
  assert.equal(barsPath({ low: 0, high: 1, bins: [0, 0] }, { low: 0, high: 1 }), '');
});

test('an end moves in whole numbers where the axis has enough of them, else in small steps of the axis', () => {
  assert.equal(endAt(1234.56, { low: 0, high: 4000 }), 1235);
  assert.equal(endAt(0.123456, { low: 0, high: 1 }), 0.123);
  assert.equal(endAt(-3.40004, { low: -10, high: 10 }), -3.4);
});

test('keys move an end by parts of the axis, or to its ends', () => {
  const axis = { low: 100, high: 1100 };
  const moves = ['ArrowLeft', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'Tab'].map((key) => keyMoves(key, 500, axis));
  assert.deepEqual(moves, [490, 510, 400, 600, 100, 1100, null]);
});
