import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { wilsonInterval, type Interval } from '../../../../engine/domain/statistics/intervals.ts';
import { seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';
import { selectionOptimism } from '../../../../engine/domain/statistics/selection-optimism.ts';

const known = (value: number): Interval => ({ value, low: value, high: value });
const bound = (value: number, images: number, models: number): number => selectionOptimism({ accuracy: known(value), images, models });

/** How far the best of equally good models lies above their accuracy on average; they agree on a share of the images as if they were one. */
function simulated({ accuracy, images, models, alike = 0 }: { accuracy: number; images: number; models: number; alike?: number }): number {
  const random: Random = seededRandom(23);
  const rounds = 3000;
  let sum = 0;
  for (let round = 0; round < rounds; round++) {
    const right = new Array<number>(models).fill(0);
    for (let image = 0; image < images; image++) {
      const shared = random() < alike ? random() < accuracy : null;
      for (let model = 0; model < models; model++) right[model]! += Number(shared ?? random() < accuracy);
    }
    sum += Math.max(...right) / images - accuracy;
  }
  return sum / rounds;
}

describe('what choosing the best by a shared test is worth at most', () => {
  test('is what a simulation of independent models gives', () => {
    for (const one of [
      { accuracy: 0.9, images: 60, models: 6 },
      { accuracy: 0.6, images: 40, models: 20 },
      { accuracy: 0.97, images: 100, models: 3 },
    ]) {
      const [own, drawn] = [bound(one.accuracy, one.images, one.models), simulated(one)];
      assert.ok(Math.abs(own - drawn) < 0.0025, `${JSON.stringify(one)}: ${own}, simulated ${drawn}`);
    }
  });

  test('is more than what models are worth that err alike, as models on the same images do', () => {
    const one = { accuracy: 0.85, images: 60, models: 8 };
    const alike = simulated({ ...one, alike: 0.7 });
    assert.ok(alike < 0.75 * bound(one.accuracy, one.images, one.models), `${alike}`);
  });

  test('would be missed by a simulation if it left out the number of models or of images', () => {
    const one = { accuracy: 0.9, images: 60, models: 6 };
    const drawn = simulated(one);
    assert.ok(Math.abs(bound(0.9, 60, 3) - drawn) > 0.01);
    assert.ok(Math.abs(bound(0.9, 120, 6) - drawn) > 0.01);
    // The usual approximation by the logarithm of the number is no stand-in, either.
    assert.ok(Math.abs(Math.sqrt((0.9 * 0.1) / 60) * Math.sqrt(2 * Math.log(6)) - drawn) > 0.01);
  });

  test('is nothing for one model, and grows with models and with fewer images', () => {
    assert.equal(bound(0.9, 60, 1), 0);
    assert.equal(bound(0.9, 60, 0), 0);
    assert.equal(bound(0.9, 0, 5), 0);
    assert.ok(bound(0.9, 60, 2) < bound(0.9, 60, 3) && bound(0.9, 60, 3) < bound(0.9, 30, 3));
    // Of two, half the mean absolute difference of two shares.
    assert.ok(Math.abs(bound(0.5, 1, 2) - 0.25) < 1e-12);
  });

  test('is not nothing where all were right: the accuracy is taken from its interval, where the bound is largest', () => {
    const all = { accuracy: wilsonInterval(20, 20), images: 20, models: 5 };
    assert.ok(selectionOptimism(all) > 0.05, `${selectionOptimism(all)}`);
    const wide = selectionOptimism({ accuracy: wilsonInterval(17, 20), images: 20, models: 5 });
    assert.ok(wide >= bound(0.85, 20, 5));
  });

  test('stays a number, and takes no time, on twenty thousand images', () => {
    const own = selectionOptimism({ accuracy: wilsonInterval(18_000, 20_000), images: 20_000, models: 40 });
    assert.ok(own > 0.003 && own < 0.006, `${own}`);
  });
});
