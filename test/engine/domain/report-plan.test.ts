import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planReport, type PlanFacts } from '../../../engine/domain/report-plan.ts';

const flowers: PlanFacts = { quick: true, perClass: [60, 60, 58, 60, 60], validationImages: 100, testImages: 100, inputSize: 224, takesOtherSizes: true, multiplyAdds: 58 };

describe('the plan of a transfer report', () => {
  test('gives heads and networks from scratch the six paired seeds without which nothing can be significant', () => {
    for (const quick of [true, false]) {
      const { headSeeds, scratchSeeds } = planReport({ ...flowers, quick });
      assert.deepEqual([headSeeds, scratchSeeds], [6, 6]);
    }
  });

  test('takes few sizes and no fine-tune when it is to be quick, all of them else, each time one label per class and all labels', () => {
    assert.deepEqual(planReport(flowers).sizes, [1, 5, 20, 60]);
    assert.deepEqual(planReport(flowers).fineTuneSizes, []);
    const full = planReport({ ...flowers, quick: false });
    assert.deepEqual(full.sizes, [1, 2, 5, 10, 20, 50, 60]);
    assert.deepEqual([full.fineTuneSizes, full.fineTuneSeeds], [[20, 50, 60], 3]);
    assert.deepEqual(planReport({ ...flowers, quick: false, perClass: [4, 4] }).fineTuneSeeds, 0);
  });

  test('gives networks from scratch smaller pictures, unless a layer counts places', () => {
    assert.equal(planReport(flowers).scratchInputSize, 96);
    assert.equal(planReport({ ...flowers, takesOtherSizes: false }).scratchInputSize, 224);
    assert.equal(planReport({ ...flowers, inputSize: 64 }).scratchInputSize, 64);
  });

  test('bounds the pictures of each training by time, within limits, and says a longer time for a larger network', () => {
    const large = planReport({ ...flowers, multiplyAdds: 3000 });
    assert.ok(large.imagePasses < planReport(flowers).imagePasses && large.imagePasses >= 256);
    assert.ok(large.seconds.low > planReport(flowers).seconds.low);
    assert.ok(planReport({ ...flowers, multiplyAdds: 1 }).imagePasses <= 3000);
    for (const plan of [large, planReport(flowers)]) assert.ok(plan.seconds.low < plan.seconds.high);
  });

  test('counts that a step costs something however few its pictures are: more steps of fewer images, fewer pictures', () => {
    const few = planReport({ ...flowers, perClass: [3, 3] });
    const many = planReport({ ...flowers, perClass: Array<number>(20).fill(3) });
    assert.deepEqual([few.sizes, many.sizes], [[1, 3], [1, 3]]);
    assert.ok(few.imagePasses < many.imagePasses, `${few.imagePasses} and ${many.imagePasses}`);
    // 24 trainings on 96 pixels: 45 seconds of steps in all.
    assert.ok(planReport(flowers).imagePasses > 400 && planReport(flowers).imagePasses < 500);
  });
});
