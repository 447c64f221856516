import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Interval } from '../../../../engine/domain/statistics/intervals.ts';
import { comparePaired, type PairedAnswer } from '../../../../engine/domain/statistics/paired-comparison.ts';
import { significant } from '../../../../engine/domain/statistics/paired-tests.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { drawnPairs } from '../../../support/models/drawn-pairs.ts';
import { mcNemarByItself, newcombeInterval } from '../../../support/models/old-paired-pair.ts';

const near = (a: number, b: number, by = 5e-5): void => assert.ok(Math.abs(a - b) <= by, `${a} is not ${b}`);
const answers = (a: boolean, b: boolean, images: number, group: string | null = null): PairedAnswer[] =>
  Array.from({ length: images }, () => ({ a, b, group }));
const table = (bothRight: number, onlyA: number, onlyB: number, bothWrong: number): PairedAnswer[] => [
  ...answers(true, true, bothRight),
  ...answers(true, false, onlyA),
  ...answers(false, true, onlyB),
  ...answers(false, false, bothWrong),
];
const leavesOutZero = ({ low, high }: Interval): boolean => low > 0 || high < 0;

describe('two models on the same images', () => {
  test('are tested by the binomial distribution where no images belong together', () => {
    near(comparePaired(table(40, 0, 5, 3)).p, 2 / 32, 1e-12);
    near(comparePaired(table(40, 0, 6, 3)).p, 2 / 64, 1e-12);
    near(comparePaired(table(0, 10, 2, 0)).p, (2 * (1 + 12 + 66)) / 4096, 1e-12);
    near(comparePaired(table(0, 2, 10, 0)).p, (2 * (1 + 12 + 66)) / 4096, 1e-12);
    assert.equal(comparePaired(table(50, 0, 0, 50)).p, 1);
    assert.equal(comparePaired(table(50, 7, 7, 50)).p, 1);
    for (const [onlyA, onlyB] of [
      [13, 31],
      [40, 60],
      [9, 1],
      [3, 2],
    ] as const)
      near(comparePaired(table(50, onlyA, onlyB, 9)).p, mcNemarByItself({ onlyA, onlyB }), 1e-10);
  });

  test('stay numbers with thousands of images', () => {
    near(comparePaired(table(0, 2500, 2500, 0)).p, 1, 1e-9);
    const { p, difference } = comparePaired(table(0, 1500, 2500, 0));
    assert.ok(p < 1e-50 && difference.low > 0.2 && difference.high < 0.3);
  });

  test('are counted in the four ways that an image can fall', () => {
    const { images, groups, bothRight, onlyA, onlyB, bothWrong, difference } = comparePaired(table(30, 4, 9, 7));
    assert.deepEqual(
      { images, groups, bothRight, onlyA, onlyB, bothWrong },
      { images: 50, groups: 50, bothRight: 30, onlyA: 4, onlyB: 9, bothWrong: 7 },
    );
    near(difference.value, 0.1, 1e-12);
    assert.throws(() => comparePaired([]), RangeError);
  });

  test('change the sign of their difference with their order', () => {
    const [forth, back] = [comparePaired(table(30, 4, 9, 7)).difference, comparePaired(table(30, 9, 4, 7)).difference];
    near(forth.low, -back.high, 1e-8);
    near(forth.high, -back.low, 1e-8);
  });

  test('have an interval that with many images is the one of Newcombe, and that grows with the difference', () => {
    const counts = { bothRight: 3000, onlyA: 400, onlyB: 600, bothWrong: 1000 };
    const [own, published] = [comparePaired(table(3000, 400, 600, 1000)).difference, newcombeInterval(counts)];
    near(own.low, published.low, 5e-4);
    near(own.high, published.high, 5e-4);
    const rising = Array.from({ length: 20 }, (_, onlyB) => comparePaired(table(40 - onlyB, 3, onlyB, 7)).difference);
    for (const [at, { low, high }] of rising.slice(1).entries())
      assert.ok(low >= rising[at]!.low && high >= rising[at]!.high, `onlyB ${at + 1}`);
  });

  test('that never differ are not proven alike: as few images as groups could hide a difference', () => {
    const { p, difference } = comparePaired(table(90, 0, 0, 10));
    assert.equal(p, 1);
    assert.ok(difference.high > 0.03 && difference.low < -0.03, `${difference.high}`);
    const inBursts = comparePaired(Array.from({ length: 100 }, (_, at) => ({ a: true, b: true, group: `burst ${at % 10}` })));
    assert.ok(inBursts.difference.high > 3 * difference.high);
  });
});

describe('p and interval', () => {
  test('agree on thousands of tables: below 0.05 exactly where the interval leaves out 0', () => {
    let clear = 0;
    for (const drawn of drawnPairs(6000)) {
      const { p, difference } = comparePaired(drawn);
      assert.equal(p < significant, leavesOutZero(difference), JSON.stringify({ p, difference, drawn }));
      assert.ok(difference.low <= difference.value && difference.value <= difference.high && p > 0 && p <= 1);
      clear += Number(p < significant);
    }
    assert.ok(clear > 500 && clear < 5500, `${clear} of 6000 are clear`);
  });

  test('would not if they were computed apart, as they once were', () => {
    let apart = 0;
    for (const drawn of drawnPairs(6000)) {
      const { p, ...counts } = comparePaired(drawn.map((one) => ({ ...one, group: null })));
      if (p < significant !== leavesOutZero(newcombeInterval(counts))) apart += 1;
    }
    assert.ok(apart > 50, `${apart} of 6000`);
  });
});

describe('the interval', () => {
  /** How often it holds the truth, for images in groups of a size within which both models err alike. */
  function held({ images, perGroup, respected }: { images: number; perGroup: number; respected: boolean }): number {
    const random = seededRandom(17);
    const [onlyB, onlyA] = [0.18, 0.08];
    let times = 0;
    for (let round = 0; round < 800; round++) {
      let draw = 0;
      const {
        difference: { low, high },
      } = comparePaired(
        Array.from({ length: images }, (_, at) => {
          if (at % perGroup === 0) draw = random();
          return {
            a: draw >= onlyB,
            b: draw < onlyB || draw >= onlyB + onlyA,
            group: respected ? `group ${Math.floor(at / perGroup)}` : null,
          };
        }),
      );
      if (low <= onlyB - onlyA && high >= onlyB - onlyA) times += 1;
    }
    return times / 800;
  }

  test('holds the truth at least 94 times in 100, and hardly ever always', () => {
    for (const images of [60, 150]) {
      const share = held({ images, perGroup: 1, respected: true });
      assert.ok(share > 0.94 && share < 0.99, `${images} images: ${share}`);
    }
  });

  test('holds it, too, where images come in bursts; without the groups it would be far too sure', () => {
    const [respected, ignored] = [
      held({ images: 160, perGroup: 4, respected: true }),
      held({ images: 160, perGroup: 4, respected: false }),
    ];
    assert.ok(respected > 0.93, `${respected}`);
    assert.ok(ignored < 0.75, `${ignored}`);
  });
});

test('groups are flipped as a whole', () => {
  // Differences of 3, 2 and 1 all to one side: 2 of 8 ways are as far.
  const grouped = [...answers(false, true, 3, 'x'), ...answers(false, true, 2, 'y'), ...answers(false, true, 1, 'z')];
  assert.equal(comparePaired(grouped).p, 2 / 8);
  assert.equal(comparePaired(grouped.map((one) => ({ ...one, group: null }))).p, 2 / 64);
  assert.equal(comparePaired(grouped).groups, 3);
  // Within a group what one model gains the other may lose again.
  assert.equal(comparePaired([...answers(false, true, 3, 'x'), ...answers(true, false, 3, 'x'), ...answers(true, true, 9)]).p, 1);
});
