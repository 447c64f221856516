import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareCuts as compareGrouped, type TriedCut } from '../../../../engine/domain/choice/compare-cuts.ts';

const compareCuts = (cuts: readonly TriedCut[], groups: readonly (string | null)[] = new Array<null>(100).fill(null)) =>
  compareGrouped(cuts, groups);

/** Right on all images but the first `wrong` after `from`. */
const tried = (cut: string, wrong: number, facts: Partial<TriedCut> = {}, from = 0): TriedCut => ({
  cut,
  features: 100,
  parameters: 1000,
  multiplyAdds: 50,
  right: Array.from({ length: 100 }, (_, at) => at < from || at >= from + wrong),
  ...facts,
});

describe('a comparison of cuts', () => {
  test('proposes the clearly better cut, however much it costs', () => {
    const { cuts, proposed } = compareCuts([
      tried('early', 30, { multiplyAdds: 5 }),
      tried('late', 5, { multiplyAdds: 300, features: 2000 }),
    ]);
    assert.equal(proposed, 'late');
    assert.deepEqual(
      cuts.map(({ cut, tiedWithBest }) => [cut, tiedWithBest]),
      [
        ['late', true],
        ['early', false],
      ],
    );
    assert.deepEqual([cuts[0]!.accuracy.value, cuts[1]!.accuracy.value], [0.95, 0.7]);
  });

  test('of cuts that cannot be told apart proposes the one with least work, then with fewest features', () => {
    const late = tried('late', 8, { multiplyAdds: 300 });
    assert.equal(compareCuts([late, tried('early', 10, { multiplyAdds: 20 }, 50)]).proposed, 'early');
    assert.equal(compareCuts([tried('wide', 8, { features: 900 }), tried('narrow', 9, { features: 90 }, 40)]).proposed, 'narrow');
    assert.equal(compareCuts([tried('unknown', 8, { multiplyAdds: null }), tried('known', 8)]).proposed, 'known');
  });

  test('counts pairs, not the overlap of two intervals: nested mistakes tell cuts apart sooner than crossing ones', () => {
    const best = tried('best', 10, { multiplyAdds: 300 });
    const tiedWith = (other: TriedCut): boolean => compareCuts([best, other]).cuts.find(({ cut }) => cut === 'other')!.tiedWithBest;
    assert.equal(tiedWith(tried('other', 18)), false, 'wrong where the best is, and on eight more');
    assert.equal(tiedWith(tried('other', 18, {}, 40)), true, 'eight more, but right where the best is wrong');
  });

  test('counts images of one group once: mistakes within one burst tell no cuts apart', () => {
    const cuts = [tried('best', 0, { multiplyAdds: 300 }), tried('other', 10)];
    const isTied = (groups?: readonly (string | null)[]): boolean =>
      compareCuts(cuts, groups).cuts.find(({ cut }) => cut === 'other')!.tiedWithBest;
    assert.equal(isTied(), false);
    assert.equal(isTied(Array.from({ length: 100 }, (_, at) => (at < 10 ? 'one burst' : null))), true);
  });

  test('needs a cut', () => {
    assert.throws(() => compareCuts([]), RangeError);
  });
});
