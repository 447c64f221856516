import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { planReport, type PlanFacts, type PlannedReport } from '../../../../engine/domain/report/report-plan.ts';
import type { TrainingPace } from '../../../../engine/domain/report/report-time.ts';
import type { ArmName } from '../../../../engine/domain/report/transfer-benefit.ts';

/** Some four years old, two cores, a small source model. */
const pace: TrainingPace = {
  see: 0.004,
  smallNetwork: { step: 0.0008, see: 0.0002, begin: 0.4 },
  scratch: { step: 0.003, see: 0.001, begin: 1.5 },
  fineTune: { step: 0.004, see: 0.001, begin: 1.5 },
};
const flowers: PlanFacts = {
  quick: true,
  perClass: [60, 60, 58, 60, 60],
  validationImages: 100,
  testImages: 100,
  inputSize: 224,
  takesOtherSizes: true,
  multiplyAdds: 58,
  pace,
};
const full = { ...flowers, quick: false };
const of = ({ arms }: PlannedReport, name: ArmName) => arms.find(({ arm }) => arm === name);
const middle = ({ seconds: { low, high } }: PlannedReport): number => Math.sqrt(low * high);
const times = (factor: number): TrainingPace => ({
  ...pace,
  scratch: { step: factor * pace.scratch.step, see: factor * pace.scratch.see, begin: pace.scratch.begin },
});

describe('the plan of a transfer report', () => {
  test('gives whatever is fitted in no time every size and the six paired seeds without which nothing can be significant', () => {
    for (const quick of [true, false]) {
      const plan = planReport({ ...flowers, quick });
      for (const arm of ['transfer', 'colour-texture', 'raw-pixels', 'largest-class'] as const)
        assert.deepEqual(of(plan, arm), { arm, sizes: plan.sizes, seeds: 6 });
    }
  });

  test('takes few sizes and no fine-tune when it is to be quick, all of them else, each time one label per class and all labels', () => {
    assert.deepEqual(planReport(flowers).sizes, [1, 5, 20, 60]);
    assert.equal(of(planReport(flowers), 'fine-tune'), undefined);
    assert.deepEqual(planReport(full).sizes, [1, 2, 5, 10, 20, 50, 60]);
    assert.deepEqual(of(planReport(full), 'fine-tune'), { arm: 'fine-tune', sizes: [20, 50, 60], seeds: 3 });
    assert.equal(of(planReport({ ...full, perClass: [4, 4] }), 'fine-tune'), undefined);
  });

  test('gives the architecture of the source smaller pictures from a random start, unless a layer counts places', () => {
    assert.equal(planReport(flowers).scratchInputSize, 96);
    assert.equal(planReport({ ...flowers, takesOtherSizes: false }).scratchInputSize, 224);
    assert.equal(planReport({ ...flowers, inputSize: 64 }).scratchInputSize, 64);
  });

  test('saves on sizes and seeds of networks when it is to be quick, never on what each of them may take in', () => {
    const [short, long] = [planReport(flowers), planReport({ ...full, inputSize: 96 })];
    assert.deepEqual(short.mostPasses, long.mostPasses);
    const small = of(short, 'small-network')!;
    assert.ok((small.sizes.includes(60) && small.sizes.length < 4) || small.seeds < 6, JSON.stringify(small));
    assert.deepEqual(of(long, 'small-network'), { arm: 'small-network', sizes: long.sizes, seeds: 6 });
    const slow = planReport({ ...flowers, pace: { ...pace, smallNetwork: { step: 0.1, see: 0.03, begin: 1 } } });
    assert.deepEqual(of(slow, 'small-network'), { arm: 'small-network', sizes: [60], seeds: 3 }, 'it is always trained');
  });

  test('gives every arm at least three seeds, however slow the computer, so that any of them may be the rival of the first verdict', () => {
    for (const quick of [true, false]) {
      for (const factor of [0.2, 1, 5, 20, 100, 1000]) {
        const slower = {
          ...times(factor),
          smallNetwork: { step: factor * pace.smallNetwork.step, see: factor * pace.smallNetwork.see, begin: 1 },
        };
        for (const { arm, seeds } of planReport({ ...flowers, quick, pace: slower }).arms) assert.ok(seeds >= 3, `${arm} ${seeds}`);
      }
    }
  });

  test('of 500 photographs takes less than three minutes when it is to be quick, and says so', () => {
    for (const factor of [0.2, 1, 5, 20]) assert.ok(middle(planReport({ ...flowers, pace: times(factor) })) < 170, String(factor));
  });

  test('trains the architecture of the source at all sizes, at the largest alone or not at all, as the computer allows, and says what is left out', () => {
    const extents = [0.3, 5, 300].map((factor) => {
      const plan = planReport({ ...full, pace: times(factor) });
      return [
        of(plan, 'scratch')?.sizes.length ?? 0,
        of(plan, 'scratch')?.seeds ?? 0,
        plan.scratchLeftOut === null ? null : plan.scratchLeftOut.seconds > 3600,
      ];
    });
    assert.deepEqual(extents, [
      [7, 6, null],
      [1, 6, true],
      [0, 0, true],
    ]);
  });

  test('says a time within a factor of 1.5 where this computer was measured, and less surely where it was not', () => {
    const width = ({ seconds: { low, high } }: PlannedReport): number => high / low;
    assert.ok(Math.abs(width(planReport(full)) - 1.5 ** 2) < 0.01);
    assert.ok(width(planReport({ ...full, pace: null })) > 5);
    assert.ok(planReport({ ...full, pace: null, multiplyAdds: 3000 }).seconds.low > planReport({ ...full, pace: null }).seconds.low);
    const twice = { ...pace, smallNetwork: { step: 0.0016, see: 0.0004, begin: 0.8 } };
    assert.ok(
      middle(planReport({ ...full, pace: twice })) > middle(planReport(full)) + 200,
      'a small network that takes twice as long is noticed',
    );
  });
});
