import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clippedBy, histogramOf, type SampleSpread } from '../../../../engine/domain/models/sample-spread.ts';

const spread = (values: readonly number[], more: Partial<SampleSpread> = {}): SampleSpread => ({
  values,
  counted: 1,
  leftOut: [],
  saturated: null,
  ...more,
});
const ramp = (low: number, high: number, count = 1024): number[] =>
  Array.from({ length: count }, (_, at) => low + ((high - low) * at) / (count - 1));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

test('every picture counts alike, whatever its number of samples', () => {
  const found = histogramOf([
    { own: { low: 0, high: 100 }, spread: spread(ramp(0, 100)) },
    { own: { low: 100, high: 200 }, spread: spread(ramp(101, 200, 10)) },
  ])!;
  assert.deepEqual([found.images, found.low, found.high], [2, 0, 200], 'no farther than there are samples');
  assert.ok(Math.abs(sum(found.bins) - 1) < 1e-9);
  assert.ok(Math.abs(sum(found.bins.slice(0, 64)) - 0.5) < 0.01);
});

test('samples beyond the bins, and those that do not count, are told apart from those in them', () => {
  const found = histogramOf([
    { own: { low: 10, high: 20 }, spread: spread([-5000, ...ramp(10, 20, 98), 9000], { counted: 0.9 }) },
    { own: { low: 10, high: 20 }, spread: spread(ramp(10, 20, 100), { leftOut: [{ why: 'apart', value: 65535, share: 0.2 }] }) },
    {
      own: { low: 10, high: 20 },
      spread: spread(ramp(10, 20, 100), {
        leftOut: [{ why: 'apart', value: 65535, share: 0.1 }],
        saturated: { value: 4095, bits: 12, share: 0.3 },
      }),
    },
  ])!;
  assert.ok(Math.abs(found.low - 9.5) < 1e-9 && Math.abs(found.high - 20.5) < 1e-9, 'a twentieth beyond the own windows');
  assert.ok(Math.abs(found.below - 0.003) < 1e-9 && Math.abs(found.above - 0.003) < 1e-9);
  assert.deepEqual(
    found.leftOut.map(({ share, ...one }) => ({ ...one, share: share.toFixed(3) })),
    [{ why: 'apart', value: 65535, share: '0.100', images: 2 }],
  );
  assert.deepEqual(
    found.saturated.map(({ share, ...one }) => ({ ...one, share: share.toFixed(3) })),
    [{ value: 4095, bits: 12, share: '0.100', images: 1 }],
  );
});

test('what a window clips is counted within bins and beyond them', () => {
  const found = histogramOf([{ own: { low: 0, high: 1000 }, spread: spread([...ramp(0, 1000, 998), 5000, 6000]) }])!;
  const near = (window: { low: number; high: number }, black: number, white: number): void => {
    const clipped = clippedBy(found, window);
    assert.ok(Math.abs(clipped.black - black) < 0.003 && Math.abs(clipped.white - white) < 0.003, JSON.stringify(clipped));
  };
  near({ low: 0, high: 1050 }, 0, 0.002);
  near({ low: 250, high: 900 }, 0.25, 0.102);
  near({ low: -100, high: 10_000 }, 0, 0);
  near({ low: 2000, high: 3000 }, 0.998, 0);
});

test('there is no histogram without samples, and one around a single value', () => {
  assert.equal(histogramOf([]), null);
  assert.equal(histogramOf([{ own: { low: -0.5, high: 0.5 }, spread: spread([], { counted: 0 }) }]), null);
  const flat = histogramOf([{ own: { low: 6.5, high: 7.5 }, spread: spread([7]) }])!;
  assert.ok(flat.low < 7 && flat.high > 7);
  assert.equal(sum(flat.bins), 1);
});
