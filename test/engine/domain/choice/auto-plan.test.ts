import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  nextStep,
  timeLeft,
  tuningsFor,
  type AutoState,
  type AutoStep,
  type Candidate,
} from '../../../../engine/domain/choice/auto-plan.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';

const candidate = (multiplyAdds: number, known = 0): Candidate => ({ multiplyAdds, features: 1000, known });
const begun: AutoState = {
  budgetSeconds: 600,
  usedSeconds: 5,
  images: { train: 120, validation: 40, test: 40 },
  pace: { seeing: 3e-5, fitting: 0.4, features: 1000 },
  others: [candidate(14), candidate(300)],
  best: candidate(60),
  swept: false,
  tunings: tuningsFor({ far: false }),
};

/** Does what is planned on a clock of its own, each step as long as `cost` says of what was planned. */
function played(
  state: AutoState,
  cost: (step: AutoStep) => number,
): { steps: string[]; used: number; end: Extract<AutoStep, { do: 'end' }> } {
  const steps: string[] = [];
  for (let now = state; ;) {
    const step = nextStep(now);
    if (step.do === 'end') return { steps, used: now.usedSeconds, end: step };
    steps.push(step.do === 'fine-tune' ? step.tuning : step.do);
    const seconds = cost(step);
    now = {
      ...now,
      usedSeconds: now.usedSeconds + seconds,
      swept: now.swept || step.do === 'sweep',
      others: step.do === 'head' ? now.others.toSpliced(step.other, 1) : now.others,
      tunings: step.do === 'fine-tune' ? now.tunings.filter((one) => one !== step.tuning) : now.tunings,
    };
    assert.ok(steps.length < 50);
  }
}
const usual = (step: AutoStep): number => (step.do === 'head' ? 3 : step.do === 'sweep' ? 25 : step.do === 'fine-tune' ? step.seconds : 0);

describe('the plan of automatic mode', () => {
  test('with time enough tries heads, cuts and all fine-tunes, and is then not out of time', () => {
    const { steps, end } = played(begun, usual);
    assert.deepEqual(steps, ['head', 'head', 'sweep', 'last-blocks', 'everything', 'normalisation']);
    assert.equal(end.outOfTime, false);
  });

  test('of images far from those of the source everything is tuned first', () => {
    assert.deepEqual(played({ ...begun, tunings: tuningsFor({ far: true }) }, usual).steps.slice(3), [
      'everything',
      'normalisation',
      'last-blocks',
    ]);
  });

  test('a fine-tune leaves the others their time; the last one gets all that is left, more where one ended early', () => {
    const state = { ...begun, others: [], swept: true };
    const step = nextStep(state);
    assert.ok(step.do === 'fine-tune' && step.tuning === 'last-blocks' && step.seconds === timeLeft(state) / 4);
    const last: AutoState = { ...state, usedSeconds: 100, tunings: ['everything'] };
    const next = nextStep(last);
    assert.ok(next.do === 'fine-tune' && next.seconds === timeLeft(last));
  });

  test('where time is too short for a fair try of all fine-tunes, fewer are tried for longer, and that is out of time', () => {
    for (const budgetSeconds of [70, 100, 150, 300]) {
      const { steps, end } = played({ ...begun, budgetSeconds, others: [], swept: true }, usual);
      const first = nextStep({ ...begun, budgetSeconds, others: [], swept: true });
      assert.ok(steps.length < 3 ? end.outOfTime : !end.outOfTime, `${budgetSeconds}: ${steps.join()}`);
      if (first.do === 'fine-tune') assert.ok(first.seconds > 15, `${budgetSeconds}: ${first.seconds} s`);
    }
    assert.deepEqual(played({ ...begun, budgetSeconds: 70, others: [], swept: true }, usual).steps, ['last-blocks']);
  });

  test('ends within the time as long as nothing takes half as much again as expected, whatever the budget and the pace', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const between = (low: number, high: number): number => low * (high / low) ** random();
      const pace = { seeing: between(1e-6, 1e-3), fitting: between(0.05, 10), features: 1000 };
      const state: AutoState = {
        ...begun,
        pace,
        budgetSeconds: between(10, 5000),
        usedSeconds: between(1, 30),
        best: candidate(between(1, 600)),
        others: Array.from({ length: 6 }, () => candidate(between(1, 600), random() < 0.3 ? 160 : 0)),
      };
      const slow = 1.5;
      const seeing = (one: Candidate, pictures: number): number => pictures * (0.004 + pace.seeing * one.multiplyAdds);
      const others = [...state.others];
      const { steps, used } = played(state, (step) => {
        if (step.do === 'fine-tune') return step.seconds;
        if (step.do === 'sweep') return slow * (1 + seeing(state.best, 160) + 25 * pace.fitting);
        const [one] = others.splice(step.do === 'head' ? step.other : 0, 1);
        return slow * (1 + seeing(one!, 160 - one!.known) + pace.fitting);
      });
      const testing = seeing(state.best, 40) + 2 * pace.fitting;
      if (steps.length > 0)
        assert.ok(
          used + testing <= state.budgetSeconds + 1e-6,
          `seed ${seed}: ${steps.join()} took ${used + testing} of ${state.budgetSeconds}`,
        );
    }
  });

  test('begins nothing where the time is over or nearly so, and says that it was', () => {
    for (const usedSeconds of [599, 600, 5000]) assert.deepEqual(nextStep({ ...begun, usedSeconds }), { do: 'end', outOfTime: true });
  });

  test('a large network that does not fit is passed over for a smaller one, and tried at the end if there is time', () => {
    const step = nextStep({ ...begun, others: [candidate(100_000), candidate(14)] });
    assert.deepEqual(step, { do: 'head', other: 1 });
    const late: AutoState = { ...begun, others: [candidate(30_000)], swept: true, tunings: [], usedSeconds: 210 };
    assert.deepEqual(nextStep(late), { do: 'head', other: 0 }, 'more than its share, but nothing else is left to do');
    assert.notEqual(nextStep({ ...late, tunings: begun.tunings, usedSeconds: 5, budgetSeconds: 500 }).do, 'head');
  });

  test('features that are kept make a large network cheap', () => {
    assert.equal(nextStep({ ...begun, others: [candidate(100_000, 160)] }).do, 'head');
  });

  test('what cannot be tuned, or is not worth it, is not, and the time goes to the rest', () => {
    const { steps, end } = played({ ...begun, tunings: [] }, usual);
    assert.deepEqual(steps, ['head', 'head', 'sweep']);
    assert.equal(end.outOfTime, false);
  });
});
