import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId } from '../../../../engine/contract/index.ts';
import { sortClasses, sortedNext } from '../../../../renderer/screens/results/sort-classes.ts';

const row = (name: string, f1: number | null) => ({
  class: name,
  classId: name.charCodeAt(0) as ClassId,
  images: 3,
  precision: f1,
  recall: f1,
  f1,
});
const rows = [row('b10', 0.5), row('b9', 0.5), row('c', null), row('a', 0.9)];
const names = (direction: 'ascending' | 'descending', column: 'class' | 'f1') =>
  sortClasses(rows, { column, direction }).map((one) => one.class);

test('figures are sorted either way, undefined ones last, equal ones by name with numbers in their order', () => {
  assert.deepEqual(names('ascending', 'f1'), ['b9', 'b10', 'a', 'c']);
  assert.deepEqual(names('descending', 'f1'), ['a', 'b9', 'b10', 'c']);
  assert.deepEqual(names('descending', 'class'), ['c', 'b10', 'b9', 'a']);
});

test('a second choice of a column turns its order round, another column starts with the lowest', () => {
  const order = { column: 'f1', direction: 'ascending' } as const;
  assert.deepEqual(sortedNext(order, 'f1'), { column: 'f1', direction: 'descending' });
  assert.deepEqual(sortedNext({ column: 'f1', direction: 'descending' }, 'recall'), { column: 'recall', direction: 'ascending' });
});
