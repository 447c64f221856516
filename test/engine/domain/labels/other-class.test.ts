import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId } from '../../../../engine/domain/ids.ts';
import {
  choiceAmong,
  classIn,
  classToSplitBy,
  isSameOther,
  otherOf,
  unmadeOther,
  type OtherChoice,
} from '../../../../engine/domain/labels/other-class.ts';

const id = (number: number): ClassId => number as ClassId;
const present = ['Birch', 'Fern', 'Moss', 'Other plants'].map((name, at) => ({ id: id(at + 1), name }));
const choice = (facts: Partial<OtherChoice> = {}): OtherChoice => ({ name: 'Other', into: null, classes: [id(3), id(2)], ...facts });

test('chosen classes count as one class of the run alone, all others as themselves', () => {
  const other = otherOf(choice({ name: '  Other   ferns ' }), present);
  assert.deepEqual(other, { version: 1, id: unmadeOther, name: 'Other ferns', isOwn: false, classes: [present[1], present[2]] });
  assert.deepEqual(
    [1, 2, 3, 4].map((label) => classIn(other, id(label))),
    [1, unmadeOther, unmadeOther, 4],
  );
  assert.equal(classIn(null, id(2)), 2);
});

test('a class of the project can be the target, and is not one of those that are trained as it', () => {
  const other = otherOf(choice({ into: id(4), classes: [id(2), id(4), id(2)] }), present);
  assert.deepEqual(other, { version: 1, id: 4, name: 'Other plants', isOwn: true, classes: [present[1]] });
  assert.deepEqual(
    [1, 2, 4].map((label) => classIn(other, id(label))),
    [1, 4, 4],
  );
});

test('a name of a class of the project is refused whatever its case and spaces; so are no name, no class and an unknown one', () => {
  for (const name of ['other plants', ' OTHER  Plants ', 'fern'])
    assert.throws(() => otherOf(choice({ name }), present), { code: 'other-name-taken' }, name);
  assert.throws(() => otherOf(choice({ name: ' ' }), present), { code: 'class-name-empty' });
  assert.throws(() => otherOf(choice({ classes: [] }), present), { code: 'other-without-classes' });
  assert.throws(() => otherOf(choice({ into: id(2), classes: [id(2)] }), present), { code: 'other-without-classes' });
  assert.throws(() => otherOf(choice({ classes: [id(9)] }), present), { code: 'class-not-found' });
});

test('an earlier choice loses the classes that are gone, and is none without any', () => {
  assert.deepEqual(choiceAmong(choice({ into: id(4) }), [present[0]!, present[1]!]), choice({ into: null, classes: [id(2)] }));
  assert.equal(choiceAmong(choice(), [present[0]!]), null);
  assert.equal(choiceAmong(null, present), null);
});

test('a class with a group for each part is divided by itself, smaller ones together', () => {
  const other = otherOf(choice(), present);
  const groups = new Map([
    [2, 3],
    [3, 2],
  ]);
  assert.deepEqual(
    [1, 2, 3].map((label) => classToSplitBy(other, id(label), (one) => groups.get(one) ?? 0)),
    [1, 2, unmadeOther],
  );
  assert.equal(
    classToSplitBy(null, id(3), () => 1),
    3,
  );
});

test('only classes of runs with the same name and parts are the same', () => {
  const one = otherOf(choice(), present);
  assert.ok(isSameOther(one, otherOf(choice({ classes: [id(2), id(3)] }), present)));
  assert.ok(!isSameOther(one, otherOf(choice({ name: 'Rest' }), present)));
  assert.ok(!isSameOther(one, otherOf(choice({ classes: [id(2)] }), present)));
  assert.ok(!isSameOther(one, otherOf(choice({ into: id(4) }), present)));
});
