import assert from 'node:assert/strict';
import { test } from 'node:test';
import { throughWindow, toneOf, type Samples } from '../../../engine/images/tone.ts';

const grey = (values: Float32Array): Samples => ({ width: values.length, height: 1, channels: 1, values, opaque: 1 });
/** A thousand even steps from 1200 to 2800, and so many samples of another value. */
const ramp = (others: number, value: number): Float32Array =>
  Float32Array.from({ length: 1000 + others }, (_, at) => (at < 1000 ? 1200 + 1.6 * at : value));

test('a value that stands apart from all others leaves the window as it would be without it', () => {
  const alone = toneOf(grey(ramp(0, 0)));
  for (const [value, others] of [
    [65535, 10],
    [-9999, 100],
    [-3.4e38, 100],
    [-2000, 900],
    [NaN, 100],
  ] as const) {
    assert.deepEqual(toneOf(grey(ramp(others, value))), alone, `${others} times ${value}`);
  }
  const both = new Float32Array([...ramp(50, 65535), ...new Float32Array(50).fill(-32768)]);
  assert.deepEqual(toneOf(grey(both)), alone, 'one at each end');
});

test('values that belong to the picture stay in its window', () => {
  assert.equal(toneOf(grey(ramp(100, 4000))).high, 4000, 'bright spots no farther away than the rest reaches');
  assert.equal(toneOf(grey(ramp(2000, 65535))).high, 65535, 'what most of the picture is');
  assert.deepEqual(
    toneOf(grey(Float32Array.from({ length: 100 }, (_, at) => (at < 90 ? 200 : 1200)))),
    { low: 200, high: 1200 },
    'a mask of two values',
  );
  assert.deepEqual(toneOf(grey(new Float32Array(50).fill(7))), { low: 6.5, high: 7.5 });
});

test('samples that are no numbers are black, and opacity is laid over white', () => {
  const samples: Samples = { width: 3, height: 1, channels: 2, values: Float32Array.from([10, 1, NaN, 1, 10, 0]), opaque: 1 };
  assert.deepEqual([...throughWindow(samples, { low: 0, high: 10 })], [255, 255, 255, 0, 0, 0, 255, 255, 255]);
});
