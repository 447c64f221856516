import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chooseModel, type JudgedModel } from '../../../../engine/domain/choice/auto-choice.ts';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';

const single = new Array<null>(100).fill(null);

/** Losses about a mean, with a part that all models share and a part of their own. */
function model(
  loss: number,
  { right = 80, simplicity = [1], own = 1, spread = 0.05 }: { right?: number; simplicity?: number[]; own?: number; spread?: number } = {},
): JudgedModel {
  const [shared, alone] = [normalRandom(seededRandom(99)), normalRandom(seededRandom(own))];
  return { losses: Array.from({ length: 100 }, () => loss + 0.5 * shared() + spread * alone()), groups: single, right, simplicity };
}
const floor = model(0.5, { simplicity: [0] });

describe('the choice among models', () => {
  test('takes the one with the smallest loss where it is clearly better', () => {
    assert.equal(chooseModel([floor, model(0.4, { own: 2 }), model(0.3, { own: 3 })]), 2);
  });

  test('keeps the plain head on a tie, and where another only seems better by less than a standard error', () => {
    assert.equal(chooseModel([floor, floor]), 0);
    assert.equal(chooseModel([floor, model(0.499, { own: 2, spread: 0.3 })]), 0);
    assert.equal(chooseModel([floor]), 0);
  });

  test('never takes one that names fewer validation images right, however small its loss', () => {
    assert.equal(chooseModel([floor, model(0.1, { own: 2, right: 79 })]), 0);
    assert.equal(chooseModel([floor, model(0.1, { own: 2, right: 80 })]), 1);
  });

  test('of those within a standard error of the best takes the simplest', () => {
    const [tuned, head] = [
      model(0.3, { own: 2, simplicity: [1, 5], spread: 0.4 }),
      model(0.305, { own: 3, simplicity: [0, 9], spread: 0.4 }),
    ];
    assert.equal(chooseModel([floor, tuned, head]), 2);
    assert.equal(chooseModel([floor, model(0.2, { own: 2, simplicity: [1, 5] }), head]), 1, 'but not one that is clearly worse');
  });

  test('pairs the images: a small but steady gain is one, the same gain by luck on a few is not', () => {
    const base: JudgedModel = { losses: Array.from({ length: 50 }, (_, at) => at % 7), groups: single, right: 40, simplicity: [0] };
    const steady = { ...base, losses: base.losses.map((loss) => loss - 0.02), simplicity: [1] };
    const lucky = { ...base, losses: base.losses.map((loss, at) => loss - (at === 3 ? 1.3 : at === 4 ? -0.3 : 0)), simplicity: [1] };
    assert.equal(chooseModel([base, steady]), 1);
    assert.equal(chooseModel([base, lucky]), 0);
  });

  test('counts near-duplicates once: a gain within one burst is none', () => {
    const base: JudgedModel = { losses: Array.from({ length: 50 }, (_, at) => at % 7), groups: single, right: 40, simplicity: [0] };
    const better = { ...base, losses: base.losses.map((loss, at) => loss - (at < 10 ? 0.5 : at < 15 ? -0.5 : 0)), simplicity: [1] };
    const inBurst = Array.from({ length: 50 }, (_, at) => (at < 10 ? 'one burst' : null));
    assert.equal(chooseModel([base, better]), 1);
    assert.equal(
      chooseModel([
        { ...base, groups: inBurst },
        { ...better, groups: inBurst },
      ]),
      0,
    );
  });

  test('of one validation image nothing can be told', () => {
    const one = (loss: number): JudgedModel => ({ losses: [loss], groups: single, right: 1, simplicity: [0] });
    assert.equal(chooseModel([one(1), one(0.1)]), 0);
  });
});
