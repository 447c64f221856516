import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  beginningSeconds as begin,
  expectedTime,
  likelySeconds,
  tunedPart,
  type PlannedTraining,
  type TimedWork,
} from '../../../../engine/domain/training-time/expected-time.ts';
import { decodingSeconds, readingPace, slowestReading, type MeasuredWork } from '../../../../engine/domain/training-time/measured-work.ts';
import { picturesExpected, picturesTaken } from '../../../../engine/domain/training-time/tuning-pictures.ts';
import { planSteps } from '../../../../engine/learn/tune/plan-steps.ts';
import { fineTuneRecipe, scratchRecipe } from '../../../../engine/learn/tune/trainer/recipes.ts';

const source = { hash: 'own', multiplyAdds: 300 };
const work = (what: string, pictures: number, seconds: number, multiplyAdds = source.multiplyAdds): MeasuredWork => ({
  what,
  multiplyAdds,
  pictures,
  seconds,
});
const nothing: TimedWork = { reading: [], fitting: [], tuning: [] };
const head = (missing: number, images = 100): PlannedTraining => ({
  source,
  passes: [{ missing, views: 1 }],
  images: { all: images, train: 0.6 * images },
  tuning: null,
  budgetSeconds: null,
});
const near = (value: number, wanted: number): void => {
  assert.ok(Math.abs(value - wanted) < 1e-9 * Math.max(1, wanted), `${value} is not ${wanted}`);
};

describe('how long a training is expected to take', () => {
  const timed: TimedWork = { ...nothing, reading: [work('own', 200, 4)], fitting: [work('head', 100, 3)] };

  test('images whose features are kept cost nothing; others what reading them took before', () => {
    assert.deepEqual(expectedTime(head(0), timed), { low: begin + 3, high: begin + 3, reading: 0, isGuess: false });
    assert.deepEqual(expectedTime(head(50), timed), { low: begin + 4, high: begin + 4, reading: 1, isGuess: false });
    const augmented = {
      ...head(50),
      passes: [
        { missing: 50, views: 1 },
        { missing: 30, views: 5 },
      ],
    };
    assert.equal(expectedTime(augmented, timed).reading, 4, 'each view of an image is a picture more');
  });

  test('it is a guess until something like it was timed here, and then no more', () => {
    assert.equal(expectedTime(head(50), nothing).isGuess, true);
    assert.equal(expectedTime(head(50), { ...timed, reading: [work('other', 200, 4)] }).isGuess, true, 'another source model');
    assert.equal(expectedTime(head(0), { ...timed, reading: [] }).isGuess, false, 'nothing is to be read');
    const { low, high } = expectedTime(head(50), nothing);
    assert.equal(high / low, 4, 'a guess may be half or twice');
  });

  test('the rest grows with the images, but not all of it: far from what was timed the range is wide', () => {
    const { low, high } = expectedTime(head(0, 400), timed);
    assert.deepEqual([low, high], [begin + 6, begin + 12]);
    assert.deepEqual(
      [expectedTime(head(0, 25), timed)].map((one) => [one.low, one.high]),
      [[begin + 0.75, begin + 1.5]],
    );
    const nearest = expectedTime(head(0, 400), {
      ...timed,
      fitting: [work('head', 100, 3), work('head', 390, 9), work('network', 400, 99)],
    });
    assert.ok(nearest.low > begin + 9 && nearest.high < begin + 9.3, 'the one that was most like it tells most, and of its own kind');
  });

  test('a tuning takes its steps: as long as the same part took before, and no longer than its budget', () => {
    const tuning = { method: 'fine-tune', from: 'block_5', share: 0.5 } as const;
    const planned: PlannedTraining = { ...head(0), tuning };
    const known: TimedWork = {
      ...timed,
      fitting: [work('network', 100, 5)],
      tuning: [work(tunedPart('own', tuning), 1000, 10), work(tunedPart('own', { ...tuning, from: 'all' }), 1000, 80)],
    };
    const { high: pictures } = picturesExpected(60, 'fine-tune');
    const expected = expectedTime(planned, known);
    assert.equal(expected.isGuess, false);
    near(expected.high, begin + 5 + 0.01 * pictures);
    near(expected.low, begin + 5 + 0.01 * 0.625 * pictures);
    near(expectedTime({ ...planned, budgetSeconds: 20 }, known).high, begin + 20);
    assert.equal(expectedTime({ ...planned, tuning: { ...tuning, from: 'block_2' } }, known).isGuess, true, 'another part');
    assert.equal(
      expectedTime({ ...planned, tuning: { ...tuning, method: 'scratch', from: 'all' } }, known).isGuess,
      true,
      'from scratch is other work than a fine-tune of everything',
    );
  });

  test('what lies in the middle of a range of factors is the likely', () => {
    assert.equal(likelySeconds({ low: 2, high: 8 }), 4);
  });
});

describe('the pace of reading', () => {
  test('the newest trainings with a source model tell it, each by its pictures', () => {
    const measured = [
      work('own', 1000, 1000),
      ...Array.from({ length: 3 }, () => work('own', 10, 1)),
      work('other', 9, 90),
      work('own', 970, 9.7),
    ];
    near(readingPace(measured, { what: 'own', multiplyAdds: 300 }).seconds, 12.7 / 1000);
  });

  test('of another source model it is told by how much that computes; a picture has to be decoded for all', () => {
    const measured = [work('other', 100, 100 * (decodingSeconds + 0.01), 100)];
    near(readingPace(measured, { what: 'own', multiplyAdds: 300 }).seconds, decodingSeconds + 0.03);
    assert.ok(readingPace([], { what: 'own', multiplyAdds: 300 }).seconds > readingPace([], { what: 'own', multiplyAdds: 30 }).seconds);
    near(slowestReading([...measured, work('own', 100, 100 * (decodingSeconds + 0.06))])!, 2e-4);
    assert.equal(slowestReading([]), null);
  });
});

describe('pictures of a tuning', () => {
  const batch = { batchSize: 32, batchSizeTried: null };

  test('are foretold as trainings plan them, and counted as they took them in', () => {
    for (const images of [20, 500, 20_000]) {
      const { rates, searchSteps, steps } = planSteps(images, fineTuneRecipe, {}, batch, null, 0);
      const whole = 32 * (rates.length * searchSteps + steps);
      const { low, high } = picturesExpected(images, 'fine-tune');
      assert.ok(whole <= high && whole > 0.97 * high, `${whole} of ${high}`);
      const taken = (step: number): number =>
        picturesTaken(images, 'fine-tune', { steps, batchSize: 32, triedRates: rates, curve: [{ step: 1 }, { step }] });
      assert.ok(Math.abs(taken(steps) - whole) < 0.03 * whole);
      assert.ok(Math.abs(taken(steps / 2) - low) < 0.03 * low, 'one that ended as early as any may');
    }
  });

  test('of a training from scratch are those of its trials and cycles', () => {
    const { rates, firstCycle } = planSteps(500, scratchRecipe, {}, batch, null, 0);
    const cycles = 32 * (2 ** 3 - 1) * firstCycle!;
    const taken = picturesTaken(500, 'scratch', { steps: 99_999, batchSize: 32, triedRates: rates, curve: [{ step: cycles / 32 }] });
    assert.ok(Math.abs(taken - (cycles + 32 * firstCycle!)) <= 32);
    const { low, high } = picturesExpected(500, 'scratch');
    assert.ok(low < taken && taken < high);
    assert.equal(picturesTaken(500, 'scratch', { steps: 9, batchSize: 32, triedRates: [1], curve: [] }), 0);
  });
});
