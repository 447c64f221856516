import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brightnessTellsClasses, sharedWindow } from '../../../../engine/domain/models/picture-window.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';

test('a shared window reaches over all images but one in a hundred at either end, and is never empty', () => {
  assert.equal(sharedWindow([]), null);
  assert.deepEqual(
    sharedWindow([
      { low: 100, high: 119 },
      { low: 101, high: 4000 },
    ]),
    { low: 100, high: 4000 },
  );
  const many = Array.from({ length: 300 }, (_, at) => ({ low: 100 + at, high: 1000 + at }));
  assert.deepEqual(
    sharedWindow([...many, { low: -9999, high: 65_535 }]),
    { low: 102, high: 1297 },
    'one overexposed image does not darken 300',
  );
  assert.deepEqual(sharedWindow([{ low: 5, high: 5 }]), { low: 5, high: 6 });
});

test('brightness is said to tell classes apart where it does, and by chance almost never', () => {
  const random = seededRandom(4);
  const draw = (classes: number, step: number) =>
    Array.from({ length: 90 }, (_, at) => ({ class: at % classes, brightness: 1000 * random() + step * (at % classes) }));
  const share = (classes: number, step: number): number =>
    Array.from({ length: 400 }, () => brightnessTellsClasses(draw(classes, step))).filter(Boolean).length / 400;
  for (const classes of [2, 3, 6]) {
    assert.ok(share(classes, 0) <= 0.005, `${classes} equal classes`);
    assert.ok(share(classes, 900) === 1, `${classes} classes of different brightness`);
  }
  assert.equal(brightnessTellsClasses(draw(1, 0)), false);
  assert.equal(brightnessTellsClasses(Array.from({ length: 40 }, (_, at) => ({ class: at % 2, brightness: 7 }))), false, 'all alike');
});
