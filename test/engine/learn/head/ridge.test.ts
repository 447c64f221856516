import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalRows } from '../../../../engine/learn/head/principal-rows.ts';
import { leaveOneOutScores } from '../../../../engine/learn/head/ridge.ts';
import { classClouds } from '../../../support/models/class-clouds.ts';

/** Solves A x = b for several right sides by Gauss and Jordan, with pivots. */
function solve(matrix: number[][], right: number[][]): number[][] {
  const rows = matrix.map((row, at) => [...row, ...right[at]!]);
  for (let column = 0; column < matrix.length; column++) {
    const pivot = rows
      .slice(column)
      .reduce((best, row, at) => (Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? at + column : best), column);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    rows.forEach((row, at) => {
      if (at === column) return;
      const factor = row[column]! / rows[column]![column]!;
      rows[column]!.forEach((value, index) => {
        row[index]! -= factor * value;
      });
    });
  }
  return rows.map((row, at) => row.slice(matrix.length).map((value) => value / row[at]!));
}

/** Scores of one row by ridge regression with a free intercept on all others but its group: the intercept is a column that is not penalised. */
function scoresWithout(
  row: number,
  features: number[][],
  labels: Int32Array,
  classes: number,
  strength: number,
  group: readonly number[] = [row],
): number[] {
  const others = features.map((values) => [1, ...values]).filter((_, at) => !group.includes(at));
  const kept = [...labels].filter((_, at) => !group.includes(at));
  const width = others[0]!.length;
  const scatter = Array.from({ length: width }, (_, a) =>
    Array.from(
      { length: width },
      (__, b) => others.reduce((sum, values) => sum + values[a]! * values[b]!, 0) + (a === b && a > 0 ? strength : 0),
    ),
  );
  const right = Array.from({ length: width }, (_, a) =>
    Array.from({ length: classes }, (__, index) => others.reduce((sum, values, at) => sum + values[a]! * (kept[at] === index ? 1 : 0), 0)),
  );
  const weights = solve(scatter, right);
  return Array.from({ length: classes }, (_, index) =>
    [1, ...features[row]!].reduce((sum, value, at) => sum + value * weights[at]![index]!, 0),
  );
}

for (const [name, dimension] of [
  ['more rows than features', 5],
  ['more features than rows', 30],
] as const) {
  test(`closed-form leave-one-out is what refitting without each row gives, at the shares of all rows: ${name}`, () => {
    const { features, labels } = classClouds({ perClass: [6, 5, 7], dimension, spread: 1, seed: 4 });
    const rows = Array.from(labels, (_, row) => [...features.subarray(row * dimension, (row + 1) * dimension)]);
    const principal = principalRows(features, dimension);
    const penalty = 0.05;
    const scores = leaveOneOutScores(principal, labels, 3, penalty);
    principal.dispose();
    labels.forEach((_, row) => {
      const refitted = scoresWithout(row, rows, labels, 3, penalty * labels.length);
      refitted.forEach((value, index) => {
        const share = labels.filter((label) => label === index).length / labels.length;
        const shareWithout = (share * labels.length - (labels[row] === index ? 1 : 0)) / (labels.length - 1);
        const expected = value - shareWithout + share;
        assert.ok(Math.abs(expected - scores[row * 3 + index]!) < 1e-4, `row ${row}: ${expected}, ${scores[row * 3 + index]}`);
      });
    });
  });
}

for (const [name, dimension] of [
  ['more rows than features', 5],
  ['more features than rows', 30],
] as const) {
  test(`closed-form scores of a group are what refitting without all of it gives, and not those of leaving out one row: ${name}`, () => {
    const { features, labels } = classClouds({ perClass: [6, 5, 7], dimension, spread: 1, seed: 4 });
    const groups = [
      [0, 1, 2],
      [5, 6],
      [12, 13, 14, 15],
    ];
    const rows = Array.from(labels, (_, row) => [...features.subarray(row * dimension, (row + 1) * dimension)]);
    const principal = principalRows(features, dimension);
    const penalty = 0.05;
    const [together, single] = [groups, []].map((left) => leaveOneOutScores(principal, labels, 3, penalty, left)) as [
      Float64Array,
      Float64Array,
    ];
    principal.dispose();
    const furthest = { together: 0, single: 0 };
    labels.forEach((_, row) => {
      const group = groups.find((one) => one.includes(row)) ?? [row];
      scoresWithout(row, rows, labels, 3, penalty * labels.length, group).forEach((value, index) => {
        const count = (of: readonly number[]): number => of.filter((one) => labels[one] === index).length;
        const share = count([...labels.keys()]) / labels.length;
        const shareWithout = (count([...labels.keys()]) - count(group)) / (labels.length - group.length);
        const expected = value - shareWithout + share;
        furthest.together = Math.max(furthest.together, Math.abs(expected - together[row * 3 + index]!));
        furthest.single = Math.max(furthest.single, Math.abs(expected - single[row * 3 + index]!));
      });
    });
    assert.ok(furthest.together < 2e-4, `${furthest.together}`);
    assert.ok(furthest.single > 0.05, `${furthest.single}`);
  });
}
