import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalShareBelow } from '../../../../engine/domain/statistics/normal-distribution.ts';
import { studentPoint, studentTails } from '../../../../engine/domain/statistics/student-distribution.ts';

const near = (value: number, expected: number, within = 1e-12): void =>
  assert.ok(Math.abs(value - expected) < within, `${value}, not ${expected}`);

test('the tails are those of the closed forms for one, two and three degrees of freedom', () => {
  for (const t of [0, 0.3, 1, 2.5, 12.7]) {
    near(studentTails(t, 1), 1 - (2 / Math.PI) * Math.atan(t));
    near(studentTails(t, 2), 1 - t / Math.sqrt(2 + t * t));
    const x = t / Math.sqrt(3);
    near(studentTails(t, 3), 1 - (2 / Math.PI) * (x / (1 + x * x) + Math.atan(x)));
    assert.equal(studentTails(-t, 5), studentTails(t, 5));
  }
});

test('the two-sided 5 % points are those of the tables', () => {
  for (const [freedom, point] of [
    [1, 12.7062],
    [2, 4.3027],
    [3, 3.1824],
    [4, 2.7764],
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [59, 2.001],
    [120, 1.9799],
  ] as const) {
    near(studentPoint(0.05, freedom), point, 5e-5);
    near(studentTails(studentPoint(0.05, freedom), freedom), 0.05);
  }
  assert.deepEqual([studentPoint(1, 4), studentPoint(0, 4)], [0, Infinity]);
});

test('many degrees of freedom give the normal distribution', () => {
  for (const freedom of [2000, 5001, 1_000_000]) near(studentTails(1.96, freedom), 2 * normalShareBelow(-1.96), 2e-4);
});

test('what is no number of degrees of freedom, and no share, is refused', () => {
  for (const freedom of [0, 1.5, Number.NaN]) assert.throws(() => studentTails(1, freedom), RangeError);
  assert.throws(() => studentPoint(1.1, 3), RangeError);
});
