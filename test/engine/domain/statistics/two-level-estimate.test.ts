import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { significant } from '../../../../engine/domain/statistics/paired-tests.ts';
import { normalRandom, randomInteger, seededRandom, type Random } from '../../../../engine/domain/statistics/random.ts';
import { bootstrapIntervals, meansOverSeeds } from '../../../../engine/domain/statistics/two-level-bootstrap.ts';
import {
  borrowedBy,
  countEstimate,
  intervalOf,
  resampledEstimate,
  seedEstimate,
  shareInterval,
  tested,
  type Estimate,
  type Tested,
} from '../../../../engine/domain/statistics/two-level-estimate.ts';

const agrees = ({ effect: { low, high }, p }: Tested): boolean => p < significant === (low > 0 || high < 0);
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Answers of two arms, by seed and group: right counts of each. Groups hold 1 to 4 images. */
interface Drawn {
  readonly groupSizes: number[];
  readonly first: number[][];
  readonly second: number[][];
}

function drawn(random: Random): Drawn {
  const seeds = 1 + randomInteger(6, random);
  const groupSizes = Array.from({ length: 2 + randomInteger(60, random) }, () => 1 + (random() < 0.3 ? randomInteger(4, random) : 0));
  const rate = (): number => [0, 1, random(), random(), random()][randomInteger(5, random)]!;
  const [one, other, luck] = [rate(), rate(), random() < 0.3 ? 0 : 0.3 * random()];
  const rows = (share: number): number[][] =>
    Array.from({ length: seeds }, () => {
      const ofSeed = share + luck * (random() - 0.5);
      return groupSizes.map((images) =>
        Array.from({ length: images }, () => Number(random() < ofSeed)).reduce((sum, right) => sum + right, 0),
      );
    });
  return { groupSizes, first: rows(one), second: rows(other) };
}

const differenceOf = ({ first, second, groupSizes }: Drawn): Estimate =>
  countEstimate(
    first.map((row, seed) => row.map((right, group) => right - second[seed]![group]!)),
    groupSizes,
    borrowedBy.difference,
  );

/** What the two were before: a sign-flip test over the seeds and a bootstrap interval over seeds and groups, each for itself. */
function oldPair({ first, second, groupSizes }: Drawn): Tested {
  const images = groupSizes.reduce((sum, size) => sum + size, 0);
  const share = (row: readonly number[]): number => row.reduce((sum, right) => sum + right, 0) / images;
  const differences = first.map((row, seed) => share(row) - share(second[seed]!));
  const ways = 2 ** differences.length;
  const sumOf = (signs: number): number => Math.abs(differences.reduce((sum, one, at) => sum + ((signs >> at) & 1 ? -one : one), 0));
  const asFar = Array.from({ length: ways }, (_, signs) => signs).filter((signs) => sumOf(signs) >= sumOf(0) - 1e-12).length;
  const [effect] = bootstrapIntervals(
    { groupSizes, right: [first, second] },
    (sample) => meansOverSeeds(sample, (at) => [sample.accuracies[0]![at]! - sample.accuracies[1]![at]!]),
    1,
    100,
  );
  return { effect: effect ?? assert.fail(), p: asFar / ways };
}

describe('test and interval of an effect', () => {
  test('say the same for whatever was measured, and the interval holds the value', () => {
    const random = seededRandom(11);
    for (let at = 0; at < 1500; at++) {
      const one = drawn(random);
      const told = tested(differenceOf(one));
      assert.ok(agrees(told) && told.p >= 0 && told.p <= 1, JSON.stringify({ ...one, ...told }));
      assert.ok(told.effect.low <= told.effect.value && told.effect.value <= told.effect.high);
    }
    for (let at = 0; at < 500; at++) {
      const values = Array.from({ length: 1 + randomInteger(6, random) }, () => 2 * random() - 0.5);
      assert.ok(agrees(tested(seedEstimate(values))));
      assert.ok(
        agrees(
          tested(
            resampledEstimate(
              values,
              Array.from({ length: 50 }, () => random()),
              30,
            ),
          ),
        ),
      );
    }
  });

  test('agree at the very edge, where the effect is as far from none as the test reaches', () => {
    const parts = [
      { variance: 0.0004, freedom: 2 },
      { variance: 0.0009, freedom: 57 },
    ];
    const edge = tested({ value: 0.3, parts }).effect.high - 0.3;
    for (let step = -40; step <= 40; step++) {
      const told = tested({ value: edge + step * 2 ** -52, parts });
      assert.ok(agrees(told), `${step}: ${JSON.stringify(told)}`);
    }
  });

  test('the old pair, each a method of its own, does not agree', () => {
    const random = seededRandom(11);
    const pairs = Array.from({ length: 150 }, () => oldPair(drawn(random)));
    assert.ok(pairs.filter((pair) => !agrees(pair)).length > 15);
  });

  test('an effect is symmetrical: the arms changed about give the same p', () => {
    const one = drawn(seededRandom(5));
    const [there, back] = [tested(differenceOf(one)), tested(differenceOf({ ...one, first: one.second, second: one.first }))];
    assert.deepEqual([there.p, there.effect.low], [back.p, -back.effect.high]);
  });

  test('one seed is judged by the test images alone; without any difference there is no effect, and a width all the same', () => {
    const one = countEstimate([[1, 0, 1, 0, 0, 0]], [1, 1, 1, 1, 1, 1], 0);
    assert.equal(one.parts.length, 1);
    const none = tested(
      countEstimate([Array<number>(60).fill(0), Array<number>(60).fill(0)], Array<number>(60).fill(1), borrowedBy.difference),
    );
    assert.equal(none.p, 1);
    assert.ok(none.effect.high > 0.03 && none.effect.high < 0.06, String(none.effect.high));
  });

  test('a handful of images that differ to one side is not told from chance, six are: as an exact test of them says', () => {
    const pOf = (differing: number): number =>
      tested(
        countEstimate(
          [0, 1].map(() => Array.from({ length: 60 }, (_, at) => Number(at < differing))),
          Array<number>(60).fill(1),
          borrowedBy.difference,
        ),
      ).p;
    assert.ok(pOf(4) > significant && pOf(6) < significant, `${pOf(4)} and ${pOf(6)}`);
  });

  test('images of one group count once', () => {
    const row = Array.from({ length: 60 }, (_, at) => Number(at % 3 === 0));
    const alone = tested(
      countEstimate(
        [row, row],
        row.map(() => 1),
        borrowedBy.difference,
      ),
    ).effect;
    const grouped = tested(
      countEstimate(
        [
          [0, 20, 0],
          [0, 20, 0],
        ],
        [20, 20, 20],
        borrowedBy.difference,
      ),
    ).effect;
    assert.equal(alone.value, grouped.value);
    assert.ok(grouped.high - grouped.low > 3 * (alone.high - alone.low));
  });
});

describe('intervals in simulation', () => {
  /** How often the true difference and the true share lie in their intervals; two arms of the same images and of such luck per seed. */
  function coverage(
    seeds: number,
    groups: number,
    luck: number,
    trials: number,
  ): { difference: number; share: number; oldDifference: number } {
    const random = seededRandom(17 * seeds + groups);
    const normal = normalRandom(random);
    const held = { difference: 0, share: 0, oldDifference: 0 };
    // Log odds around 0, so that the true share is a half however widely they vary.
    const rows = (hard: readonly number[]): number[][] =>
      Array.from({ length: seeds }, () => {
        const shift = luck * normal();
        return hard.map((one) => Number(random() < 1 / (1 + Math.exp(one + normal() - shift))));
      });
    for (let trial = 0; trial < trials; trial++) {
      const hard = Array.from({ length: groups }, normal);
      const one: Drawn = { groupSizes: hard.map(() => 1), first: rows(hard), second: rows(hard) };
      const { low, high } = intervalOf(differenceOf(one));
      const share = shareInterval(countEstimate(one.first, one.groupSizes, borrowedBy.share), groups);
      held.difference += Number(low <= 0 && high >= 0);
      held.share += Number(share.low <= 0.5 && share.high >= 0.5);
      // The spread alone, without what few seeds leave unknown.
      const { value, parts } = differenceOf(one);
      held.oldDifference += Number(Math.abs(value) <= 1.96 * Math.sqrt(parts.reduce((sum, part) => sum + part.variance, 0)));
    }
    return { difference: held.difference / trials, share: held.share / trials, oldDifference: held.oldDifference / trials };
  }

  test('hold the truth at least 19 times in 20, with two, three and six seeds, of little and of much luck', () => {
    for (const seeds of [2, 3, 6]) {
      for (const luck of [0.2, 0.8]) {
        const { difference, share } = coverage(seeds, 60, luck, 400);
        // Of 400 intervals that hold it 95 times in 100, 93.2 % or more do in 19 of 20 simulations.
        assert.ok(difference >= 0.932 && share >= 0.932, `${seeds} seeds, luck ${luck}: ${difference} and ${share}`);
      }
    }
  });

  test("normal points in place of Student's would be found out with few seeds", () => {
    assert.ok(coverage(2, 60, 0.8, 400).oldDifference < 0.9);
  });
});

describe('shares of right answers', () => {
  test('stay within 0 and 1, and have a width where all or none are right', () => {
    const interval = (row: readonly number[], seeds = 3) =>
      shareInterval(
        countEstimate(
          Array.from({ length: seeds }, () => row),
          row.map(() => 1),
          borrowedBy.share,
        ),
        row.length,
      );
    const [all, none, half] = [
      interval(Array<number>(40).fill(1)),
      interval(Array<number>(40).fill(0)),
      interval(Array.from({ length: 40 }, (_, at) => at % 2)),
    ];
    assert.ok(all.value === 1 && all.high === 1 && all.low > 0.88 && all.low < 0.93, JSON.stringify(all));
    assert.ok(none.value === 0 && none.low === 0 && Math.abs(none.high - (1 - all.low)) < 1e-9);
    assert.ok(half.value === 0.5 && Math.abs(half.low + half.high - 1) < 1e-9 && half.low > 0.3 && half.low < 0.37, JSON.stringify(half));
  });

  test('are surer with more seeds that vary, and not with seeds that say the same', () => {
    const random = seededRandom(3);
    const rows = Array.from({ length: 6 }, () => Array.from({ length: 80 }, () => Number(random() < 0.5)));
    const width = (chosen: readonly number[][]): number => {
      const { low, high } = shareInterval(
        countEstimate(
          chosen,
          chosen[0]!.map(() => 1),
          borrowedBy.share,
        ),
        80,
      );
      return high - low;
    };
    assert.ok(width(rows) < 0.75 * width(rows.slice(0, 3)));
    const same = [rows[0]!, rows[0]!, rows[0]!];
    assert.ok(Math.abs(width(same) / width([...same, ...same]) - 1) < 0.01);
    assert.ok(mean(rows.flat()) > 0.4);
  });
});
