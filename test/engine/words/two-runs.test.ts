import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunComparison, RunId } from '../../../engine/contract/index.ts';
import { judgeTrial } from '../../../engine/domain/ranking/ranking-trial.ts';
import { comparePaired, type PairedAnswer } from '../../../engine/domain/statistics/paired-comparison.ts';
import { compareScreen } from '../../../engine/words/en/compare-screen.ts';
import { whichSource } from '../../../engine/words/en/which-source.ts';
import { drawnPairs } from '../../support/models/drawn-pairs.ts';

const said = compareScreen.two;
const [a, b] = [1, 2] as RunId[] as [RunId, RunId];

function comparison(answers: readonly PairedAnswer[]): RunComparison {
  return { a, b, on: 'test', scored: { a: answers.length, b: answers.length }, ...comparePaired(answers), changed: [] };
}
/** Whether the interval, as it is shown, leaves out 0. */
function intervalLeavesOutZero(shown: string): boolean {
  const [, low, high] = /interval (\S+) to (\S+)\)$/.exec(shown) ?? assert.fail(shown);
  return low!.startsWith('+') || high!.startsWith('−');
}
const pIsSignificant = (shown: string): boolean =>
  shown.includes('p < 0.001') || Number(/p = ([\d.]+\d)/.exec(shown)?.[1] ?? assert.fail(shown)) < 0.05;

test('what is said of two runs, the interval as it is shown and the p as it is shown never contradict each other', () => {
  const told = { better: 0, 'no evidence': 0 };
  for (const answers of drawnPairs(3000)) {
    const compared = comparison(answers);
    const verdict = said.verdict(compared);
    const saysBetter = / is significantly better\. /.test(verdict) && verdict.startsWith('Run ');
    const shown = [intervalLeavesOutZero(said.difference(a, b, compared.difference)), pIsSignificant(said.test(compared))];
    assert.deepEqual(shown, [saysBetter, saysBetter], `${verdict} ${said.difference(a, b, compared.difference)} ${said.test(compared)}`);
    if (saysBetter) assert.equal(verdict.startsWith(`Run ${compared.difference.value > 0 ? b : a} `), true, verdict);
    told[saysBetter ? 'better' : 'no evidence'] += 1;
  }
  assert.ok(told.better > 250 && told['no evidence'] > 250, JSON.stringify(told));
});

test('the trial of a ranking says of two source models what Two runs says of their answers', () => {
  for (const answers of drawnPairs(1500)) {
    const groups = answers.map(({ group }) => group);
    const trial = judgeTrial(
      [
        { source: 'predicted', right: answers.map((one) => one.a) },
        { source: 'other', right: answers.map((one) => one.b) },
      ],
      groups,
    );
    const outcome = whichSource.trial.outcome({ ...trial, ranking: 1, tried: [] }, 'predicted', 'other');
    const verdict = said.verdict(comparison(answers));
    assert.equal(
      outcome.startsWith('The ranking was wrong'),
      verdict.startsWith(`Run ${b} is significantly better`),
      `${outcome} ${verdict}`,
    );
    assert.equal(
      outcome.includes('no other model is significantly better'),
      !/^Run \d is significantly better/.test(verdict),
      `${outcome} ${verdict}`,
    );
  }
});

test('where two runs were scored on further images, that is said; where not, nothing', () => {
  const compared = comparison(Array.from({ length: 20 }, (_, at) => ({ a: at > 3, b: true, group: null })));
  assert.equal(said.onCommon(compared), null);
  assert.match(
    said.onCommon({ ...compared, scored: { a: 20, b: 24 } }) ?? '',
    /^Compared on the 20 test images .* Run 1 was scored on 20 and run 2 on 24, so/,
  );
  assert.match(said.onCommon({ ...compared, on: 'validation', images: 1 }) ?? '', /^Compared on the 1 validation image /);
});
