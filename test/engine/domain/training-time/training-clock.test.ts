import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TrainingClock, secondsLeftOf } from '../../../../engine/domain/training-time/training-clock.ts';

/** Until the source model is loaded. */
const begin = 2;
type Event = readonly [stage: string, done: number, total: number | null, atSeconds: number];
const follow = (clock: TrainingClock, events: readonly Event[]): (number | null)[] =>
  events.map(([stage, done, total, at]) => clock.note(stage, done, total, 1000 * at));
const passes = [{ missing: 80, views: 1 }];

describe('how long a training still takes', () => {
  test('is told from the first second, moves to what is seen without a jump, and is never negative', () => {
    // Expected: 20 s of reading. It takes 100 s.
    const clock = new TrainingClock(passes, { reading: 20, rest: 5 }, 0);
    const reading = Array.from({ length: 81 }, (_, done): Event => ['features', 20 + done, 100, 1 + 1.25 * done]);
    const left = follow(clock, [
      ['reading', 0, null, 0],
      ...reading,
      ['fitting', 0, null, 101],
      ['testing', 0, 10, 103],
      ['testing', 10, 10, 104],
    ]) as number[];
    assert.equal(left[0], begin + 25);
    for (const [at, seconds] of left.entries()) {
      assert.ok(seconds >= 0);
      assert.ok(at === 0 || Math.abs(seconds - left[at - 1]!) <= 3, `from ${left[at - 1]} to ${seconds}`);
    }
    const half = left[1 + 40]!;
    assert.ok(Math.abs(half - (50 + 5)) < 1e-9, 'half way only what was seen counts');
    assert.deepEqual(left.slice(-3), [5, 3, 0]);
  });

  test('nothing is to be read where all features are kept', () => {
    const clock = new TrainingClock([{ missing: 0, views: 1 }], { reading: 0, rest: 4 }, 0);
    assert.deepEqual(
      follow(clock, [
        ['reading', 0, null, 0],
        ['features', 100, 100, 1],
        ['fitting', 0, null, 1],
      ]),
      [begin + 4, 4, 4],
    );
  });

  test('is not told where it takes longer than expected and nothing says how much', () => {
    const clock = new TrainingClock([], { reading: 0, rest: 4 }, 0);
    assert.deepEqual(
      follow(clock, [
        ['fitting', 0, null, 30],
        ['fitting', 0, null, 32],
        ['testing', 0, 10, 35],
      ]),
      [4, 2, null],
    );
  });

  test('of a tuning goes over to the pace of its steps, also of one that goes on in the middle', () => {
    const clock = new TrainingClock([], { reading: 0, rest: 100 }, 0);
    assert.deepEqual(
      follow(clock, [
        ['tuning', 0, 200, 0],
        ['tuning', 50, 200, 50],
        ['tuning', 100, 200, 100],
        ['tuning', 200, 200, 200],
        ['testing', 0, 1, 200],
      ]),
      [100, 0.75 * (50 + 100), 100, 0, null],
    );
    const resumed = new TrainingClock([], { reading: 0, rest: 100 }, 0);
    assert.deepEqual(
      follow(resumed, [
        ['tuning', 150, 200, 0],
        ['tuning', 175, 200, 30],
        ['tuning', 200, 200, 60],
      ]),
      [25, 30, 0],
    );
  });

  test('a share of nothing and of all', () => {
    assert.equal(secondsLeftOf({ expected: 7, elapsed: 3, share: 0 }), 7);
    assert.equal(secondsLeftOf({ expected: 7, elapsed: 3, share: 1 }), 0);
  });
});

describe('what a training spent', () => {
  test('counts as reading only while pictures were read, each view of them as one', () => {
    const clock = new TrainingClock([...passes, { missing: 30, views: 5 }], { reading: 20, rest: 5 }, 0);
    follow(clock, [
      ['reading', 0, null, 0],
      ['features', 20, 100, 3],
      ['features', 60, 100, 7],
      ['features', 100, 100, 11],
      ['features', 30, 60, 12],
      ['features', 60, 60, 18],
      ['fitting', 0, null, 19],
      ['testing', 10, 10, 21],
    ]);
    assert.deepEqual(clock.read, { pictures: 80 + 150, seconds: 8 + 6 });
    assert.equal(clock.restSeconds(22_000), 1 + 1 + 2 + 1, 'loading the source model is not counted');
  });

  test('pictures that the cache had lost count as nothing', () => {
    const clock = new TrainingClock(passes, { reading: 20, rest: 5 }, 0);
    assert.deepEqual(
      follow(clock, [
        ['reading', 0, null, 0],
        ['reading', 0, 40, 1],
        ['reading', 20, 40, 31],
        ['features', 20, 100, 61],
      ]),
      [begin + 25, begin + 24, begin + 24, 25],
    );
    assert.equal(clock.restSeconds(63_000), 2);
  });

  test('kept features are no reading, however many there are', () => {
    const clock = new TrainingClock([{ missing: 0, views: 1 }], { reading: 0, rest: 5 }, 0);
    follow(clock, [
      ['features', 100, 100, 1],
      ['fitting', 0, null, 3],
    ]);
    assert.deepEqual(clock.read, { pictures: 0, seconds: 0 });
    assert.equal(clock.restSeconds(5000), 4);
  });
});
