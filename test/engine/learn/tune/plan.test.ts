import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSource } from '../../../../engine/models/library/source-models.ts';
import { Batches } from '../../../../engine/learn/tune/trainer/batches.ts';
import { defaultTuneFrom } from '../../../../engine/models/backward/default-tune-from.ts';
import { chooseShare, mixed } from '../../../../engine/learn/tune/interpolation.ts';
import { batchFor, planSteps, usualPasses } from '../../../../engine/learn/tune/plan-steps.ts';
import { fineTuneRecipe } from '../../../../engine/learn/tune/trainer/recipes.ts';
import { rateAt } from '../../../../engine/learn/tune/schedule.ts';
import { bestRate } from '../../../../engine/learn/tune/search-rate.ts';
import { suitingFactor, sureness } from '../../../../engine/learn/tune/sureness.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

const batch = { batchSize: 32, batchSizeTried: null };

test('the rate rises over a tenth of the steps and falls along a cosine to nothing', () => {
  const rates = Array.from({ length: 100 }, (_, step) => rateAt(step, 100, 2));
  assert.deepEqual([rates[0], rates[4], rates[9], rates[10]], [0.2, 1, 2, 2]);
  assert.ok(Math.abs(rates[55]! - 1) < 1e-9);
  assert.ok(rates[99]! > 0 && rates[99]! < 0.001);
  assert.ok(rates.slice(10).every((rate, at, all) => at === 0 || rate < all[at - 1]!));
});

test('every image comes once in each pass, in another order each time, and any step can be asked for', () => {
  const batches = new Batches(10, 4, 1);
  const steps = Array.from({ length: 5 }, (_, step) => batches.at(step));
  const places = steps.flatMap((step) => step.places);
  assert.deepEqual(
    steps.flatMap(({ epochs }) => epochs),
    [...Array<number>(10).fill(0), ...Array<number>(10).fill(1)],
  );
  for (const pass of [places.slice(0, 10), places.slice(10)])
    assert.deepEqual(
      pass.toSorted((a, b) => a - b),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
  assert.notDeepEqual(places.slice(0, 10), places.slice(10));
  assert.deepEqual(new Batches(10, 4, 1).at(4), steps[4]);
  assert.notDeepEqual(new Batches(10, 4, 2).at(0), steps[0]);
});

test('a quarter of the pictures goes to the search, equally to each rate, and the whole never exceeds the budget', () => {
  for (const [imagePasses, trials] of [
    [3200, 4],
    [640, 2],
    [100, 3],
    [33, 4],
    [1000, 1],
  ] as const) {
    const plan = planSteps(50, fineTuneRecipe, { imagePasses, trials }, batch, null, 0);
    const total = (plan.rates.length > 1 ? plan.rates.length * plan.searchSteps : 0) + plan.steps;
    assert.ok(total * 32 <= Math.max(imagePasses, 32), `${imagePasses} ${trials}: ${total}`);
    assert.ok(plan.rates.length <= trials);
  }
  const plan = planSteps(50, fineTuneRecipe, { imagePasses: 3200, trials: 4 }, batch, null, 0);
  assert.deepEqual([plan.searchSteps, plan.steps, plan.rates], [6, 76, fineTuneRecipe.rates]);
});

test('without a budget the data say how much is trained, and little time makes it less', () => {
  assert.deepEqual(
    [20, 600, 50_000].map((images) => usualPasses(images, fineTuneRecipe)),
    [6_000, 18_000, 300_000],
  );
  const whole = planSteps(600, fineTuneRecipe, {}, batch, null, 0);
  const short = planSteps(600, fineTuneRecipe, { seconds: 20 }, batch, { stepSeconds: 0.1, lookSeconds: 0.05 }, 20);
  assert.ok(short.steps < whole.steps / 3);
  assert.ok((short.steps + 4 * short.searchSteps) * 0.1 < 20);
});

test('of rates that gained nearly alike the largest is taken; one that ran away is not', () => {
  const plan = planSteps(600, fineTuneRecipe, {}, batch, null, 0);
  const tried = (losses: readonly number[]) =>
    losses.map((validationLoss, at) => ({ learningRate: [3e-3, 1e-3, 1e-2, 3e-4][at]!, validationLoss }));
  assert.equal(bestRate(plan, tried([0.39, 0.38, 0.48, 0.42]), 0.5), 3e-3);
  assert.equal(bestRate(plan, tried([0.49, 0.38, 27, 0.42]), 0.5), 1e-3);
  assert.equal(bestRate(plan, [], 0.5), plan.rates[0]);
});

test('a rate that harms is never taken for nearly as good because losses are small; by the losses alone it would be', () => {
  const plan = planSteps(600, fineTuneRecipe, {}, batch, null, 0);
  const tried = (losses: readonly number[]) =>
    losses.map((validationLoss, at) => ({ learningRate: [3e-3, 1e-3, 1e-2, 3e-4][at]!, validationLoss }));
  const losses = [0.55, 0.54, 0.585, 0.56];
  assert.equal(bestRate(plan, tried(losses), 0.57), 1e-3);
  const byLoss = tried(losses)
    .filter(({ validationLoss }) => validationLoss <= 1.1 * Math.min(...losses))
    .map(({ learningRate }) => learningRate);
  assert.equal(Math.max(...byLoss), 1e-2, 'the planted fault takes the one that is worse than the start');
  assert.equal(bestRate(plan, tried([0.62, 0.6, 0.7, 0.58]), 0.57), 3e-4, 'where none gained, the one that harmed least');
});

test('the share with the smallest loss is kept where it is right as often as the plain head; of equals the smaller', () => {
  const score = (share: number, loss: number, accuracy: number) => ({ share, score: { images: 10, loss, accuracy, factor: 1 } });
  assert.equal(chooseShare([score(0, 0.5, 0.8), score(0.5, 0.4, 0.8), score(1, 0.3, 0.7)]).share, 0.5);
  assert.equal(chooseShare([score(0, 0.5, 0.8), score(0.5, 0.4, 0.7), score(1, 0.3, 0.7)]).share, 0);
  assert.equal(chooseShare([score(1, 0.5, 0.9), score(0.25, 0.5, 0.9), score(0, 0.5, 0.8)]).share, 0);
  assert.equal(chooseShare([score(0, 0.5, 0.8), score(1, 0.4, 0.8), score(0.25, 0.4, 0.8)]).share, 0.25);
});

test('weights are mixed one by one, momenta are not', () => {
  const start = new Map([
    ['a', Float32Array.of(1, 2)],
    ['a/momentum', Float32Array.of(0)],
  ]);
  const tuned = new Map([
    ['a', Float32Array.of(3, 0)],
    ['a/momentum', Float32Array.of(9)],
  ]);
  assert.deepEqual([...mixed(start, tuned, 0.25).get('a')!], [1.5, 1.5]);
  assert.equal(mixed(start, tuned, 0), start);
  assert.deepEqual(mixed(start, tuned, 1), tuned);
});

test('scores are made as sure as is wanted, and a few images that are all right do not make them much surer', () => {
  const scores = Float64Array.of(2, 0, 0, 0, 3, 0, 0, 0, 1);
  const all = suitingFactor(scores, Int32Array.of(0, 1, 2), 3, 0.6);
  assert.ok(sureness(scores, 3, all) > 0.6 && sureness(scores, 3, all) < 0.7, String(sureness(scores, 3, all)));
  const wrong = suitingFactor(scores, Int32Array.of(1, 2, 0), 3, 0.6);
  assert.ok(wrong < all);
});

test(
  'the fewer labels there are the fewer of the last blocks are tuned',
  { skip: withoutShared('models', 'mobilenet_v2_035_224_imagenet') },
  async () => {
    const source = await readSource(sharedPath('models', 'mobilenet_v2_035_224_imagenet')!);
    const labels = (perClass: number): Int32Array => Int32Array.from({ length: 2 * perClass }, (_, at) => at % 2);
    assert.deepEqual(
      [5, 20, 100, 500, 5000].map((perClass) => defaultTuneFrom(source, 'pool', labels(perClass), 2)),
      ['block_15', 'block_15', 'block_12', 'block_5', 'all'],
    );
  },
);

test('a batch has no image twice, unless a recipe wants more pictures in it; those are varied anew', () => {
  assert.deepEqual(
    [1, 5, 32, 600].map((images) => batchFor(images, fineTuneRecipe)),
    [1, 5, 32, 32],
  );
  assert.deepEqual(
    [1, 5, 32, 600].map((images) => batchFor(images, { ...fineTuneRecipe, leastBatch: 16 })),
    [16, 16, 32, 32],
  );
  const { places, epochs } = new Batches(3, 8, 1).at(0);
  assert.deepEqual(epochs, [0, 0, 0, 1, 1, 1, 2, 2]);
  assert.deepEqual(
    [places.slice(0, 3), places.slice(3, 6)].map((pass) => pass.toSorted((a, b) => a - b)),
    [
      [0, 1, 2],
      [0, 1, 2],
    ],
  );
});
