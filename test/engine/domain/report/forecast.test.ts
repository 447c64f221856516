import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitPowerLaw, forecastImages, sizeForError } from '../../../../engine/domain/report/forecast.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import type { PairedCounts } from '../../../../engine/domain/statistics/two-level-bootstrap.ts';

const sizes = [1, 2, 5, 10, 20, 50];
const even = sizes.map(() => 1);

test('the law that made the errors is found again', () => {
  const { alpha, eta, gamma } = fitPowerLaw(
    sizes,
    sizes.map((n) => 0.1 + 0.6 * n ** -0.7),
    even,
  );
  assert.ok(Math.abs(alpha - 0.1) < 1e-9 && Math.abs(eta - 0.6) < 1e-9 && gamma === -0.7, JSON.stringify({ alpha, eta, gamma }));
});

test('with fewer than five sizes the exponent is -1/2 and not fitted', () => {
  assert.equal(fitPowerLaw([1, 2, 5, 10], [0.7, 0.47, 0.29, 0.22], [1, 1, 1, 1]).gamma, -0.5);
});

test('the parameters stay in their bounds whatever the errors', () => {
  const random = seededRandom(1);
  for (let trial = 0; trial < 200; trial++) {
    const { alpha, eta, gamma } = fitPowerLaw(
      sizes,
      sizes.map(() => random()),
      sizes.map(() => 0.1 + random()),
    );
    assert.ok(alpha >= 0 && alpha <= 1 && eta >= 0 && gamma >= -1 && gamma < 0, JSON.stringify({ alpha, eta, gamma }));
  }
});

test('points measured better weigh more', () => {
  const errors = sizes.map((n) => 0.1 + 0.6 * n ** -0.5);
  const off = errors.map((error, at) => (at === 0 ? error + 0.3 : error));
  const trusted = fitPowerLaw(sizes, off, even);
  const doubted = fitPowerLaw(
    sizes,
    off,
    even.map((weight, at) => (at === 0 ? 1e-6 : weight)),
  );
  const missAtLast = ({ alpha, eta, gamma }: typeof trusted): number => Math.abs(alpha + eta * 50 ** gamma - (errors.at(-1) ?? 0));
  assert.ok(missAtLast(doubted) < missAtLast(trusted));
});

test('a law says where it falls to an error, or that it never does', () => {
  assert.ok(Math.abs(sizeForError({ alpha: 0.01, eta: 0.4, gamma: -0.5 }, 0.05) - 100) < 1e-9);
  assert.equal(sizeForError({ alpha: 0.06, eta: 0.4, gamma: -0.5 }, 0.05), Infinity);
  assert.equal(sizeForError({ alpha: 0.06, eta: 0, gamma: -0.5 }, 0.05), Infinity);
});

test('the forecast holds the number that the law needs, from seeds and test images that vary', () => {
  // 0.5 / sqrt(n) is 0.05 at 100 images per class: 50 further ones.
  let held = 0;
  for (let trial = 1; trial <= 20; trial++) {
    const forecast = forecastImages(
      countsFor((n) => 0.5 / Math.sqrt(n), trial),
      sizes,
      trial,
      300,
    );
    assert.equal(forecast?.reached, false);
    if ((forecast?.low ?? 0) <= 50 && (forecast?.high ?? Infinity) >= 50) held += 1;
  }
  assert.ok(held >= 17, `${held} of 20`);
});

test('never says a number beyond four times the images there are', () => {
  const forecast = forecastImages(
    countsFor((n) => 0.3 + 0.3 / Math.sqrt(n), 1),
    sizes,
    1,
    300,
  );
  assert.deepEqual(forecast, { target: 0.95, reached: false, low: null, high: null, beyond: true });
  for (let trial = 1; trial <= 10; trial++) {
    const near = forecastImages(
      countsFor((n) => 0.75 / Math.sqrt(n), trial),
      sizes,
      trial,
      200,
    );
    for (const bound of [near?.low, near?.high]) assert.ok((bound ?? 0) <= 3 * 50, JSON.stringify(near));
    assert.equal(near?.beyond, near?.high === null);
  }
});

test('says so when it is reached, and says nothing with two sizes', () => {
  assert.deepEqual(
    forecastImages(
      countsFor(() => 0.01, 1),
      sizes,
      1,
      50,
    ),
    { target: 0.95, reached: true, low: 0, high: 0, beyond: false },
  );
  const { groupSizes, right } = countsFor(() => 0.3, 1);
  assert.equal(forecastImages({ groupSizes, right: right.slice(0, 2) }, [1, 2], 1, 50), null);
});

function countsFor(error: (n: number) => number, seed: number): PairedCounts {
  const random = seededRandom(seed);
  const images = 400;
  const right = sizes.map((n) => Array.from({ length: 6 }, () => Array.from({ length: images }, () => (random() < 1 - error(n) ? 1 : 0))));
  return { groupSizes: new Array<number>(images).fill(1), right };
}
