import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImageId } from '../../../../engine/contract/index.ts';
import {
  actedOn,
  carryOver,
  extendTo,
  nothingSelected,
  selectAll,
  selectBox,
  selectNone,
  selectOnly,
  toggle,
} from '../../../../renderer/state/images/selection.ts';

const ids = [10, 20, 30, 40, 50] as ImageId[];
const chosen = (selection: { ids: ReadonlySet<ImageId> }) => [...selection.ids];

test('a range is drawn from where the last plain step was, both ways, and replaces the one before', () => {
  const at = selectOnly(ids, 2);
  const down = extendTo(at, ids, 4);
  assert.deepEqual(chosen(down), [30, 40, 50]);
  assert.deepEqual(chosen(extendTo(down, ids, 1)), [20, 30]);
});

test('single images come and go beside the rest', () => {
  const two = toggle(selectOnly(ids, 0), ids, 3);
  assert.deepEqual(chosen(two), [10, 40]);
  assert.deepEqual(chosen(toggle(two, ids, 0)), [40]);
  assert.equal(toggle(two, ids, 9), two, 'there is no tenth image');
});

test('a drawn frame replaces what was selected, or comes on top of it', () => {
  const before = selectOnly(ids, 0);
  assert.deepEqual(chosen(selectBox(ids, [2, 3], null)), [30, 40]);
  assert.deepEqual(chosen(selectBox(ids, [2, 3], before)), [10, 30, 40]);
});

test('labels go to the selected images in the order shown, else to the one the keyboard is on, else to none', () => {
  assert.deepEqual(actedOn(toggle(selectOnly(ids, 3), ids, 1), ids), [20, 40]);
  assert.deepEqual(actedOn(selectNone(selectOnly(ids, 3)), ids), [40]);
  assert.deepEqual(actedOn(nothingSelected, ids), []);
  assert.equal(selectAll(nothingSelected, ids).ids.size, 5);
});

test('over to another list go the images that are still there; the keyboard stays with its image, else at its place', () => {
  const both = extendTo(selectOnly(ids, 1), ids, 2);
  const now = [30, 40, 50] as ImageId[];
  assert.deepEqual([chosen(carryOver(both, ids, now)), carryOver(both, ids, now).focus], [[30], 0]);
  assert.equal(carryOver(selectOnly(ids, 4), ids, [10, 20] as ImageId[]).focus, 1);
  assert.equal(carryOver(selectOnly(ids, 4), ids, []).focus, null);
});
