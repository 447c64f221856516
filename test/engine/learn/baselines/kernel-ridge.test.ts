import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { kernelCoefficients, leftOutScores } from '../../../../engine/learn/baselines/kernel-ridge.ts';

const count = 14;
const classes = 3;
const penalty = 0.3;

function problem(): { kernel: Float64Array; targets: Float64Array } {
  const deviate = normalRandom(seededRandom(7));
  const points = Array.from({ length: count }, () => [deviate(), deviate(), deviate()]);
  const likeness = (a: number[], b: number[]): number => 1 + Math.exp(-0.5 * a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0));
  const kernel = Float64Array.from({ length: count * count }, (_, at) => likeness(points[Math.floor(at / count)]!, points[at % count]!));
  return {
    kernel,
    targets: Float64Array.from({ length: count * classes }, (_, at) => (Math.floor(at / classes) % classes === at % classes ? 1 : 0)),
  };
}

/** What a fit on the other rows alone says of these. */
function refitted(kernel: Float64Array, targets: Float64Array, left: readonly number[]): number[][] {
  const kept = [...new Array(count).keys()].filter((row) => !left.includes(row));
  const part = Float64Array.from(kept.flatMap((row) => kept.map((column) => kernel[row * count + column]!)));
  const coefficients = kernelCoefficients(
    part,
    Float64Array.from(kept.flatMap((row) => [...targets.subarray(row * classes, (row + 1) * classes)])),
    penalty,
  );
  return left.map((row) =>
    Array.from({ length: classes }, (_, index) =>
      kept.reduce((sum, other, at) => sum + kernel[row * count + other]! * coefficients[at * classes + index]!, 0),
    ),
  );
}

test('coefficients solve (K + penalty I) coefficients = targets', () => {
  const { kernel, targets } = problem();
  const coefficients = kernelCoefficients(kernel, targets, penalty);
  targets.forEach((target, at) => {
    const [row, index] = [Math.floor(at / classes), at % classes];
    const sum = Array.from(
      { length: count },
      (_, other) => (kernel[row * count + other]! + (row === other ? penalty : 0)) * coefficients[other * classes + index]!,
    ).reduce((all, one) => all + one, 0);
    assert.ok(Math.abs(sum - target) < 1e-9);
  });
});

test('closed-form scores of a left-out row, and of rows of a group left out together, are those of refitting without them', () => {
  const { kernel, targets } = problem();
  const groups = [
    [0, 3, 4],
    [9, 10],
  ];
  const [together, single] = [leftOutScores(kernel, targets, penalty, groups), leftOutScores(kernel, targets, penalty, [])];
  const furthest = { together: 0, single: 0 };
  for (let row = 0; row < count; row++) {
    const group = groups.find((one) => one.includes(row)) ?? [row];
    refitted(kernel, targets, group)[group.indexOf(row)]!.forEach((expected, index) => {
      furthest.together = Math.max(furthest.together, Math.abs(expected - together[row * classes + index]!));
      furthest.single = Math.max(furthest.single, Math.abs(expected - single[row * classes + index]!));
    });
  }
  assert.ok(furthest.together < 1e-9, `${furthest.together}`);
  // The planted fault: leaving out one row of a group leaves its likes.
  assert.ok(furthest.single > 0.05, `${furthest.single}`);
});
