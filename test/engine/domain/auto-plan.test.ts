import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextStep, timeLeft, type AutoState, type AutoStep, type Candidate } from '../../../engine/domain/auto-plan.ts';
import { seededRandom } from '../../../engine/domain/random.ts';

const candidate = (multiplyAdds: number, known = 0): Candidate => ({ multiplyAdds, features: 1000, known });
const begun: AutoState = {
  budgetSeconds: 600, usedSeconds: 5, images: { train: 120, validation: 40, test: 40 }, pace: { seeing: 3e-5, fitting: 0.4, features: 1000 },
  others: [candidate(14), candidate(300)], best: candidate(60), swept: false, tuned: [],
};

/** Does what is planned on a clock of its own, each step as long as `cost` says of what was planned. */
function played(state: AutoState, cost: (step: AutoStep) => number): { steps: AutoStep['do'][]; used: number; end: Extract<AutoStep, { do: 'end' }> } {
  const steps: AutoStep['do'][] = [];
  for (let now = state; ;) {
    const step = nextStep(now);
    if (step.do === 'end') return { steps, used: now.usedSeconds, end: step };
    steps.push(step.do);
    const seconds = cost(step);
    now = {
      ...now, usedSeconds: now.usedSeconds + seconds, swept: now.swept || step.do === 'sweep', others: step.do === 'head' ? now.others.toSpliced(step.other, 1) : now.others,
      tuned: step.do === 'fine-tune' ? [...now.tuned ?? [], seconds] : now.tuned,
    };
    assert.ok(steps.length < 50);
  }
}
const usual = (step: AutoStep): number => (step.do === 'head' ? 3 : step.do === 'sweep' ? 25 : step.do === 'fine-tune' ? step.seconds : 0);

describe('the plan of automatic mode', () => {
  test('with time enough tries heads, cuts and two fine-tunes, and is then not out of time', () => {
    const { steps, end } = played(begun, usual);
    assert.deepEqual(steps, ['head', 'head', 'sweep', 'fine-tune', 'fine-tune']);
    assert.equal(end.outOfTime, false);
  });

  test('the first fine-tune leaves time for the second, which gets all that is left; one that ends early leaves more', () => {
    const step = nextStep({ ...begun, others: [], swept: true });
    assert.ok(step.do === 'fine-tune' && step.seconds < 0.7 * begun.budgetSeconds && step.seconds > 0.5 * begun.budgetSeconds);
    const second = { ...begun, others: [], swept: true, usedSeconds: 100, tuned: [60] };
    const next = nextStep(second);
    assert.ok(next.do === 'fine-tune' && next.seconds === timeLeft(second));
  });

  test('ends within the time as long as nothing takes half as much again as expected, whatever the budget and the pace', () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = seededRandom(seed);
      const between = (low: number, high: number): number => low * (high / low) ** random();
      const pace = { seeing: between(1e-6, 1e-3), fitting: between(0.05, 10), features: 1000 };
      const state: AutoState = {
        ...begun, pace, budgetSeconds: between(10, 5000), usedSeconds: between(1, 30), best: candidate(between(1, 600)), others: Array.from({ length: 6 }, () => candidate(between(1, 600), random() < 0.3 ? 160 : 0)),
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
      if (steps.length > 0) assert.ok(used + testing <= state.budgetSeconds + 1e-6, `seed ${seed}: ${steps.join()} took ${used + testing} of ${state.budgetSeconds}`);
    }
  });

  test('begins nothing where the time is over or nearly so, and says that it was', () => {
    for (const usedSeconds of [599, 600, 5000]) assert.deepEqual(nextStep({ ...begun, usedSeconds }), { do: 'end', outOfTime: true });
  });

  test('a large network that does not fit is passed over for a smaller one, and tried at the end if there is time', () => {
    const step = nextStep({ ...begun, others: [candidate(100_000), candidate(14)] });
    assert.deepEqual(step, { do: 'head', other: 1 });
    const late = { ...begun, others: [candidate(30_000)], swept: true, tuned: [100, 100], usedSeconds: 210 };
    assert.deepEqual(nextStep(late), { do: 'head', other: 0 }, 'more than its share, but nothing else is left to do');
    assert.notEqual(nextStep({ ...late, tuned: [], usedSeconds: 5, budgetSeconds: 500 }).do, 'head');
  });

  test('features that are kept make a large network cheap', () => {
    assert.equal(nextStep({ ...begun, others: [candidate(100_000, 160)] }).do, 'head');
  });

  test('what cannot be tuned is not, and the time goes to the rest', () => {
    const { steps, end } = played({ ...begun, tuned: null }, usual);
    assert.deepEqual(steps, ['head', 'head', 'sweep']);
    assert.equal(end.outOfTime, false);
  });
});
