import assert from 'node:assert/strict';
import { test } from 'node:test';
import { principalRows } from '../../../engine/learn/principal-rows.ts';
import { leaveOneOutScores } from '../../../engine/learn/ridge.ts';
import { classClouds } from '../../support/class-clouds.ts';

/** Solves A x = b for several right sides by Gauss and Jordan, with pivots. */
function solve(matrix: number[][], right: number[][]): number[][] {
  const rows = matrix.map((row, at) => [...row, ...right[at]!]);
  for (let column = 0; column < matrix.length; column++) {
    const pivot = rows.slice(column).reduce((best, row, at) => (Math.abs(row[column]!) > Math.abs(rows[best]![column]!) ? at + column : best), column);
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    rows.forEach((row, at) => {
      if (at === column) return;
      const factor = row[column]! / rows[column]![column]!;
      rows[column]!.forEach((value, index) => { row[index]! -= factor * value; });
    });
  }
  return rows.map((row, at) => row.slice(matrix.length).map((value) => value / row[at]!));
}

/** Scores of one row by ridge regression with a free intercept on all others: the intercept is a column that is not penalised. */
function scoresWithout(row: number, features: number[][], labels: Int32Array, classes: number, strength: number): number[] {
  const others = features.map((values) => [1, ...values]).filter((_, at) => at !== row);
  const kept = [...labels].filter((_, at) => at !== row);
  const width = others[0]!.length;
  const scatter = Array.from({ length: width }, (_, a) => Array.from({ length: width }, (__, b) =>
    others.reduce((sum, values) => sum + values[a]! * values[b]!, 0) + (a === b && a > 0 ? strength : 0)));
  const right = Array.from({ length: width }, (_, a) => Array.from({ length: classes }, (__, index) =>
    others.reduce((sum, values, at) => sum + values[a]! * (kept[at] === index ? 1 : 0), 0)));
  const weights = solve(scatter, right);
  return Array.from({ length: classes }, (_, index) => [1, ...features[row]!].reduce((sum, value, at) => sum + value * weights[at]![index]!, 0));
}

for (const [name, dimension] of [['more rows than features', 5], ['more features than rows', 30]] as const) {
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
