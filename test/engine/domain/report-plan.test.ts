import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planReport, type PlanFacts, type PlannedReport } from '../../../engine/domain/report-plan.ts';

const flowers: PlanFacts = { quick: true, perClass: [60, 60, 58, 60, 60], validationImages: 100, testImages: 100, inputSize: 224, takesOtherSizes: true, multiplyAdds: 58 };
const fineTunes = ({ arms }: PlannedReport) => arms.find(({ arm }) => arm === 'fine-tune');

describe('the plan of a transfer report', () => {
  test('gives all arms but fine-tunes every size and the six paired seeds without which nothing can be significant', () => {
    for (const quick of [true, false]) {
      const { arms, sizes } = planReport({ ...flowers, quick });
      assert.deepEqual(arms.filter(({ arm }) => arm !== 'fine-tune'), ['transfer', 'scratch', 'random-frozen', 'colour-texture', 'largest-class'].map((arm) => ({ arm, sizes, seeds: 6 })));
    }
  });

  test('takes few sizes and no fine-tune when it is to be quick, all of them else, each time one label per class and all labels', () => {
    assert.deepEqual(planReport(flowers).sizes, [1, 5, 20, 60]);
    assert.equal(fineTunes(planReport(flowers)), undefined);
    const full = planReport({ ...flowers, quick: false });
    assert.deepEqual(full.sizes, [1, 2, 5, 10, 20, 50, 60]);
    assert.deepEqual(fineTunes(full), { arm: 'fine-tune', sizes: [20, 50, 60], seeds: 3 });
    assert.equal(fineTunes(planReport({ ...flowers, quick: false, perClass: [4, 4] })), undefined);
  });

  test('gives networks from scratch smaller pictures, unless a layer counts places', () => {
    assert.equal(planReport(flowers).scratchInputSize, 96);
    assert.equal(planReport({ ...flowers, takesOtherSizes: false }).scratchInputSize, 224);
    assert.equal(planReport({ ...flowers, inputSize: 64 }).scratchInputSize, 64);
  });

  test('bounds the pictures of each training by time, within limits, and says a longer time for a larger network', () => {
    const large = planReport({ ...flowers, multiplyAdds: 3000 });
    assert.ok(large.mostPasses.scratch < planReport(flowers).mostPasses.scratch && large.mostPasses.scratch >= 256);
    assert.ok(large.seconds.low > planReport(flowers).seconds.low);
    assert.ok(planReport({ ...flowers, multiplyAdds: 1 }).mostPasses.scratch <= 3000);
    for (const plan of [large, planReport(flowers)]) assert.ok(plan.seconds.low < plan.seconds.high);
  });

  test('counts that a step costs something however few its pictures are: more steps of fewer images, fewer pictures', () => {
    const few = planReport({ ...flowers, perClass: [3, 3] });
    const many = planReport({ ...flowers, perClass: Array<number>(20).fill(3) });
    assert.deepEqual([few.sizes, many.sizes], [[1, 3], [1, 3]]);
    assert.ok(few.mostPasses.scratch < many.mostPasses.scratch, `${few.mostPasses.scratch} and ${many.mostPasses.scratch}`);
    // 24 trainings on 96 pixels: 45 seconds of steps in all.
    assert.ok(planReport(flowers).mostPasses.scratch > 400 && planReport(flowers).mostPasses.scratch < 500);
  });
});
