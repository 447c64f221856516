import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { groupedFolds, type FoldedRow } from '../../../../engine/domain/labels/grouped-folds.ts';
import { randomInteger, seededRandom } from '../../../../engine/domain/statistics/random.ts';

const row = (label: number, group: string | null = null): FoldedRow => ({ label, group });

describe('stratified group folds', () => {
  test('never part a group, whatever the groups and classes', () => {
    for (let seed = 0; seed < 40; seed++) {
      const random = seededRandom(seed);
      const rows = Array.from({ length: 90 }, () => row(randomInteger(4, random), random() < 0.5 ? null : `g${randomInteger(12, random)}`));
      const folds = groupedFolds(rows, 5, random);
      for (const members of Map.groupBy(rows.keys(), (at) => rows[at]!.group ?? `row ${at}`).values())
        assert.equal(new Set(members.map((at) => folds[at])).size, 1);
      for (const label of new Set(rows.map((one) => one.label))) {
        for (const fold of [0, 1, 2, 3, 4])
          assert.ok(
            rows.some((one, at) => one.label === label && folds[at] !== fold),
            'every class is learned in every fold',
          );
      }
    }
  });

  test('spread every class evenly, also classes of other sizes', () => {
    const rows = [
      ...Array.from({ length: 50 }, () => row(0)),
      ...Array.from({ length: 11 }, () => row(1)),
      ...Array.from({ length: 5 }, () => row(2)),
    ];
    const folds = groupedFolds(rows, 5, seededRandom(1));
    const held = (label: number): number[] =>
      [0, 1, 2, 3, 4].map((fold) => rows.filter((one, at) => one.label === label && folds[at] === fold).length).toSorted((a, b) => a - b);
    assert.deepEqual(
      [held(0), held(1), held(2)],
      [
        [10, 10, 10, 10, 10],
        [2, 2, 2, 2, 3],
        [1, 1, 1, 1, 1],
      ],
    );
  });

  test('a class of one group is always learned from, with all that shares its group', () => {
    const rows = [row(0, 'a'), row(0, 'a'), row(1, 'a'), row(1), row(1), row(2), row(2)];
    const folds = groupedFolds(rows, 5, seededRandom(3));
    assert.deepEqual([...folds.subarray(0, 3)], [-1, -1, -1]);
    assert.ok(folds.subarray(3).every((fold) => fold >= 0));
  });

  test('are the same for the same seed and others for another', () => {
    const rows = Array.from({ length: 40 }, (_, at) => row(at % 2));
    const by = (seed: number): string => groupedFolds(rows, 5, seededRandom(seed)).join();
    assert.equal(by(7), by(7));
    assert.notEqual(by(7), by(8));
  });
});
