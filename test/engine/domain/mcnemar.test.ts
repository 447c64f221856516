import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { mcNemarTest, pairedDifference } from '../../../engine/domain/mcnemar.ts';
import { seededRandom } from '../../../engine/domain/random.ts';

const outcomes = (bothRight: number, onlyA: number, onlyB: number, bothWrong: number) => ({ bothRight, onlyA, onlyB, bothWrong });
const near = (a: number, b: number, by = 5e-5): void => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);

describe('the exact McNemar test', () => {
  test('gives the probabilities of the binomial distribution', () => {
    near(mcNemarTest(outcomes(40, 0, 5, 3)), 2 / 32);
    near(mcNemarTest(outcomes(40, 0, 6, 3)), 2 / 64);
    near(mcNemarTest(outcomes(0, 10, 2, 0)), 2 * (1 + 12 + 66) / 4096);
    near(mcNemarTest(outcomes(0, 2, 10, 0)), 2 * (1 + 12 + 66) / 4096);
  });

  test('sees nothing where both differ alike or not at all', () => {
    assert.equal(mcNemarTest(outcomes(50, 0, 0, 50)), 1);
    assert.equal(mcNemarTest(outcomes(50, 7, 7, 50)), 1);
  });

  test('stays a number with thousands of images', () => {
    near(mcNemarTest(outcomes(0, 5000, 5000, 0)), 1, 1e-9);
    assert.ok(mcNemarTest(outcomes(0, 4000, 6000, 0)) < 1e-80);
  });
});

describe('the difference of two accuracies on the same images', () => {
  test("is Newcombe's in his published examples", () => {
    // 36, 12, 2 and 0 of 50 give 0.20 (0.0569 to 0.3404).
    const difference = pairedDifference(outcomes(36, 2, 12, 0));
    near(difference.value, 0.2);
    near(difference.low, 0.0569);
    near(difference.high, 0.3404);
  });

  test('changes its sign with the order of the two', () => {
    const [forth, back] = [pairedDifference(outcomes(30, 4, 9, 7)), pairedDifference(outcomes(30, 9, 4, 7))];
    near(forth.low, -back.high, 1e-12);
    near(forth.high, -back.low, 1e-12);
  });

  test('holds the truth about 95 times in 100', () => {
    const random = seededRandom(8);
    let held = 0;
    for (let round = 0; round < 600; round++) {
      const counts = [0, 0, 0, 0] as [number, number, number, number];
      for (let image = 0; image < 80; image++) {
        const draw = random();
        counts[draw < 0.6 ? 0 : draw < 0.7 ? 1 : draw < 0.85 ? 2 : 3] += 1;
      }
      const { low, high } = pairedDifference(outcomes(...counts));
      if (low <= 0.05 && high >= 0.05) held += 1;
    }
    assert.ok(held / 600 > 0.93 && held / 600 < 0.985, `${held} of 600`);
  });
});
