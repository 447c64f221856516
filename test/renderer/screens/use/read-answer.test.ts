import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAnswer } from '../../../../renderer/screens/use/read-answer.ts';

const of = (...probabilities: number[]) => probabilities.map((probability, at) => ({ class: `c${at}`, probability }));

test('the most probable class is the answer, the rest follows in order', () => {
  const given = of(0.1, 0.7, 0.2);
  const answer = readAnswer(given)!;
  assert.deepEqual([answer.best.class, answer.certainty, answer.ranked.map((one) => one.class)], ['c1', 'sure', ['c1', 'c2', 'c0']]);
  assert.equal(given[0]!.class, 'c0', 'what was given stays as it was');
});

test('an answer is not sure where the second class is near, or where no class has half', () => {
  assert.equal(readAnswer(of(0.55, 0.45))!.certainty, 'close');
  assert.equal(readAnswer(of(0.65, 0.35))!.certainty, 'sure');
  assert.equal(readAnswer(of(0.45, 0.2, 0.2, 0.15))!.certainty, 'spread');
  assert.equal(readAnswer(of(0.2, 0.2, 0.2, 0.2, 0.2))!.certainty, 'close');
  assert.equal(readAnswer([]), null);
});
