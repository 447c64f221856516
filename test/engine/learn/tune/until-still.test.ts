import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cycleAt, cycleRate, cyclesIn, hasImproved, stepsOfCycles } from '../../../../engine/domain/report/training-cycles.ts';
import { chanceLoss, hasBegun } from '../../../../engine/learn/tune/chance.ts';
import type { NetworkTraining, TrainedNetwork, TrainingControl } from '../../../../engine/learn/tune/trainer/network-training.ts';
import { planSteps } from '../../../../engine/learn/tune/plan-steps.ts';
import { scratchRecipe } from '../../../../engine/learn/tune/trainer/recipes.ts';
import { trainNetwork } from '../../../../engine/learn/tune/train-network.ts';
import { withMoreSteps } from '../../../../engine/learn/tune/until-still.ts';
import { scriptedTraining, type Script } from '../../../support/models/scripted-trainer.ts';

const quiet: TrainingControl = { signal: new AbortController().signal, progress: () => {} };
const batch = { batchSize: 8, batchSizeTried: null };
const recipe = { ...scratchRecipe, cycles: { pictures: 64, epochs: 1, least: 2, most: 5 }, rates: [0.01] };
/** At chance until `from` steps, then it learns within `over` steps all that it can. */
const learning =
  (from: number, over: number, all = 6): Script =>
  ({ steps }) =>
    all * Math.min(1, Math.max(0, (steps - from) / over));
const trained = (script: Script, change: Partial<NetworkTraining> = {}): Promise<TrainedNetwork> =>
  trainNetwork(scriptedTraining(script, change), quiet);

describe('cycles', () => {
  test('are each twice as long as the one before, from the seventh as long as the sixth, and the rate falls to nothing in each', () => {
    assert.deepEqual(
      [0, 9, 10, 29, 30, 69, 70].map((step) => cycleAt(step, 10).number),
      [0, 0, 1, 1, 2, 2, 3],
    );
    assert.deepEqual(cycleAt(35, 10), { number: 2, begin: 30, end: 70 });
    assert.deepEqual(
      [9, 10, 29, 30, 69, 70].map((steps) => cyclesIn(steps, 10)),
      [0, 1, 1, 2, 2, 3],
    );
    assert.deepEqual(
      [5, 6, 7, 12].map((cycles) => stepsOfCycles(10, cycles)),
      [310, 630, 950, 2_550],
    );
    assert.deepEqual(cycleAt(1_000, 10), { number: 7, begin: 950, end: 1_270 });
    assert.deepEqual(
      [629, 630, 949, 950, 2_549, 2_550].map((steps) => cyclesIn(steps, 10)),
      [5, 6, 6, 7, 11, 12],
    );
    for (let step = 0; step < 5000; step++) {
      const { begin, end } = cycleAt(step, 7);
      assert.ok(begin <= step && step < end, `step ${step}: ${begin} to ${end}`);
    }
    const rates = Array.from({ length: stepsOfCycles(40, 2) }, (_, step) => cycleRate(step, 40, 2));
    assert.deepEqual([rates[1], rates[2], rates[43]], [2, 2, 2]);
    assert.ok(rates[39]! < 0.01 && rates[119]! < 0.01 && rates[40]! > 0.4);
  });

  test('fit into their budget together with the search, which costs a first cycle for each rate that is not gone on with', () => {
    for (const imagePasses of [8, 64, 500, 1000, 5000, 100_000]) {
      for (const trials of [1, 2, 3]) {
        const plan = planSteps(16, { ...recipe, rates: [0.01, 0.003, 0.03] }, { imagePasses, trials }, batch, null, 0);
        assert.ok(
          (plan.steps + (plan.rates.length - 1) * plan.searchSteps) * 8 <= imagePasses,
          `${imagePasses}, ${trials}: ${JSON.stringify(plan)}`,
        );
        assert.ok(plan.rates.length <= trials);
        if (plan.rates.length > 1) assert.ok(plan.steps >= 3 * plan.searchSteps, 'a search is only made where two cycles are left');
      }
    }
    const { rates, searchSteps, steps } = planSteps(16, { ...recipe, rates: [0.01, 0.003] }, { imagePasses: 10_000 }, batch, null, 0);
    assert.ok(searchSteps * (rates.length - 1) < 0.1 * steps);
  });

  test('of little time are fewer, and stretched to use it', () => {
    const times = { stepSeconds: 0.1, lookSeconds: 0 };
    const plan = planSteps(16, recipe, { seconds: 5 }, batch, times, 5);
    assert.ok(plan.steps * times.stepSeconds > 3 && plan.steps * times.stepSeconds <= 5, String(plan.steps));
    assert.ok(planSteps(16, recipe, { seconds: 500 }, batch, times, 500).steps > (50 * plan.steps) / 10);
  });

  test('that gain too little to be told from nothing are no improvement', () => {
    assert.deepEqual(
      [hasImproved(1, 0.96, 2.3), hasImproved(1, 0.975, 2.3), hasImproved(0.05, 0.04, 2.3), hasImproved(0.05, 0.02, 2.3)],
      [true, false, false, true],
    );
  });
});

test('a network that knows its own images by heart has begun to learn, one that only knows how frequent classes are has not', () => {
  const chance = chanceLoss(Int32Array.of(0, 0, 0, 1), 2);
  assert.ok(Math.abs(chance.train - 0.5623) < 1e-4 && Math.abs(chance.validation - Math.log(2)) < 1e-9);
  assert.equal(hasBegun(chance.train, chance.validation, chance), false);
  assert.equal(hasBegun(0.01, 1.2, chance), true);
  assert.equal(hasBegun(0.55, 0.5, chance), true);
});

describe('a training until it is still', () => {
  test('ends when as many pictures again made it no better, and says that it is finished', async () => {
    const { finished, imagePassesUsed, imagePasses, tuning, validation } = await trained(learning(4, 10));
    assert.deepEqual([finished, tuning.stoppedEarly, validation.accuracy], [true, true, 1]);
    assert.equal(imagePassesUsed, 8 * stepsOfCycles(8, 3), 'the second cycle was the last that helped');
    assert.ok(imagePassesUsed < imagePasses);
  });

  test('takes at least as many cycles as its recipe says, however little they help', async () => {
    const { finished, imagePassesUsed } = await trained(() => 5, {
      recipe: { ...recipe, batchSize: 8, leastBatch: 8, cycles: { ...recipe.cycles, least: 4 } },
    });
    assert.deepEqual([finished, imagePassesUsed], [true, 8 * stepsOfCycles(8, 4)]);
    const short = await trained(() => 5, {
      budget: { imagePasses: 8 * stepsOfCycles(8, 3) },
      recipe: { ...recipe, batchSize: 8, leastBatch: 8, cycles: { ...recipe.cycles, least: 4 } },
    });
    assert.equal(short.finished, false, 'a budget of fewer says nothing');
  });

  test('that has not begun to learn goes on, where patience would have stopped it at chance', async () => {
    const slow = learning(100, 40);
    const { finished, validation, tuning } = await trained(slow, {
      recipe: { ...recipe, batchSize: 8, leastBatch: 8, cycles: { pictures: 64, epochs: 1, least: 2, most: 7 } },
    });
    assert.ok(
      tuning.curve.some(({ step, validationLoss }) => step > 60 && validationLoss! > 1.3),
      'it was at chance for three cycles',
    );
    assert.deepEqual([finished, validation.accuracy], [true, 1]);
    const fault = await trained(slow, {
      recipe: { ...recipe, cycles: null, batchSize: 8, leastBatch: 8 },
      budget: { imagePasses: 8 * 180 },
    });
    assert.ok(fault.tuning.stoppedEarly && fault.validation.loss > 1.3, 'the former rule stops it before it begins');
  });

  test('that is still improving at the end of its budget is not finished; with a larger one it is', async () => {
    const steady = learning(0, 200);
    const short = await trained(steady, { budget: { imagePasses: 8 * stepsOfCycles(8, 4) } });
    assert.deepEqual([short.finished, short.tuning.stoppedEarly, short.imagePassesUsed], [false, false, 8 * 120]);
    assert.equal(
      (
        await trained(steady, {
          recipe: { ...recipe, batchSize: 8, leastBatch: 8, cycles: { pictures: 64, epochs: 1, least: 2, most: 7 } },
        })
      ).finished,
      true,
    );
  });

  test('that never began to learn is not finished, however long it took', async () => {
    const { finished, imagePassesUsed, imagePasses } = await trained(() => 0);
    assert.deepEqual([finished, imagePassesUsed], [false, imagePasses]);
  });

  test('keeps what was best, though a later cycle made it worse', async () => {
    const { validation, tuning } = await trained(({ steps }) => (steps <= 24 ? 5 : 1));
    assert.ok(tuning.bestStep <= 24 && validation.loss < 0.1, `${tuning.bestStep}: ${validation.loss}`);
  });

  test('goes on with more steps as if it had had them from the beginning', async () => {
    const job = scriptedTraining(learning(0, 200));
    const whole = await trainNetwork(job, quiet);
    const first = await trainNetwork({ ...job, budget: { imagePasses: 64 } }, quiet);
    const plan = planSteps(16, job.recipe, {}, batch, null, 0);
    const rest = await trainNetwork(job, { ...quiet, keeper: { kept: withMoreSteps(first.progress, plan), offer: () => {} } });
    const told = ({ tuning: { curve }, finished, imagePassesUsed, validation }: TrainedNetwork) => ({
      finished,
      imagePassesUsed,
      validation,
      curve: curve.map(({ step, trainLoss, validationLoss }) => [step, trainLoss, validationLoss]),
    });
    assert.deepEqual(told(rest), told(whole));
  });
});

/** The former rule: of the rates whose loss lies within a tenth of the smallest, the largest. */
function largestNearlyAsGood(tried: readonly { readonly learningRate: number; readonly validationLoss: number }[]): number {
  const smallest = Math.min(...tried.map(({ validationLoss }) => validationLoss));
  return Math.max(...tried.filter(({ validationLoss }) => validationLoss <= 1.1 * smallest).map(({ learningRate }) => learningRate));
}

describe('the search for the learning rate', () => {
  /** Learns with small rates only. */
  const tamed: Script = ({ steps, largestRate }) => (largestRate > 0.05 ? 0.03 : Math.min(6, steps / 4));

  test('takes no rate that is at chance, where the former rule took the largest of those that did alike', async () => {
    const { tuning, finished } = await trained(tamed, { recipe: { ...recipe, batchSize: 8, leastBatch: 8, rates: [0.1, 0.01] } });
    assert.deepEqual([tuning.learningRate, finished], [0.01, true]);
    // Both at chance after the short trials of before: within 10 % of each other.
    const tried = [
      { learningRate: 0.1, validationLoss: 2.301 },
      { learningRate: 0.01, validationLoss: 2.29 },
    ];
    assert.equal(largestNearlyAsGood(tried), 0.1);
  });

  test('that finds all at chance leaves the usual rate all steps that are left', async () => {
    const { tuning, finished, validation, imagePassesUsed, imagePasses } = await trained(learning(40, 20), {
      recipe: { ...recipe, batchSize: 8, leastBatch: 8, rates: [0.01, 0.1] },
    });
    assert.deepEqual([tuning.learningRate, finished, validation.accuracy, tuning.curve[0]!.step], [0.01, true, 1, 2]);
    assert.ok(imagePassesUsed <= imagePasses);
  });

  test('goes on with the best where it is, and trains nothing of it again', async () => {
    const job = scriptedTraining(learning(0, 40), { recipe: { ...recipe, batchSize: 8, leastBatch: 8, rates: [0.01, 0.003] } });
    const { imagePassesUsed, tuning } = await trainNetwork(job, quiet);
    assert.equal(job.rates.length * 8, imagePassesUsed);
    assert.equal(job.rates.length, 8 + Math.max(...tuning.curve.map(({ step }) => step)));
    assert.equal(tuning.triedRates.length, 2);
  });
});
