import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { freshSplit, type FreshCandidate, type FreshSplit } from '../../../../engine/domain/labels/fresh-test-set.ts';
import type { ClassId, ImageId } from '../../../../engine/domain/ids.ts';
import { assignSplits, type Split } from '../../../../engine/domain/labels/split.ts';

const image = (id: number, classId: number, facts: Partial<FreshCandidate> = {}): FreshCandidate => ({
  id: id as ImageId,
  classId: classId as ClassId,
  group: null,
  split: null,
  looks: 0,
  ...facts,
});
const imagesOf = (classId: number, count: number, from: number, facts: Partial<FreshCandidate> = {}): FreshCandidate[] =>
  Array.from({ length: count }, (_, index) => image(from + index, classId, facts));
const ids = ({ splits }: FreshSplit, split: Split): number[] =>
  [...splits]
    .filter(([, part]) => part === split)
    .map(([id]) => id)
    .toSorted((a, b) => a - b);
/** The images as they are after a division: with its parts, and one look more at each test image. */
const looked = (images: readonly FreshCandidate[], { splits }: FreshSplit): FreshCandidate[] =>
  images.map((one) => ({ ...one, split: splits.get(one.id)!, looks: one.looks + Number(splits.get(one.id) === 'test') }));

describe('a fresh test set', () => {
  const images = [...imagesOf(1, 100, 1), ...imagesOf(2, 40, 201)];

  test('has the shares of any other division, and none of the images that were tested on', () => {
    const first = freshSplit(images, 1);
    const second = freshSplit(looked(images, first), 2);
    for (const one of [first, second])
      assert.deepEqual([ids(one, 'train').length, ids(one, 'validation').length, ids(one, 'test').length], [84, 28, 28]);
    assert.deepEqual(
      ids(second, 'test').filter((id) => ids(first, 'test').includes(id)),
      [],
    );
    assert.deepEqual([second.test, second.looked], [28, 0]);
  });

  test('is what a division by another seed alone would not be', () => {
    const first = assignSplits(images, 1);
    const again = [...assignSplits(images, 2)].filter(([id, split]) => split === 'test' && first.get(id) === 'test');
    assert.ok(again.length > 0, 'the check would notice test images that serve again');
  });

  test('uses every image once before one serves twice, then those that were looked at least', () => {
    let now = images;
    const served = new Map<number, number>();
    for (let draw = 1; draw <= 5; draw++) {
      const drawn = freshSplit(now, draw);
      assert.equal(drawn.looked, 0, `draw ${draw}`);
      for (const id of ids(drawn, 'test')) served.set(id, (served.get(id) ?? 0) + 1);
      now = looked(now, drawn);
    }
    assert.deepEqual([served.size, Math.max(...served.values())], [140, 1]);
    const sixth = freshSplit(now, 6);
    assert.equal(sixth.looked, sixth.test, 'and says how many had to serve again');
  });

  test('never parts a group, and takes one only if none of it was tested on', () => {
    const grouped = Array.from({ length: 60 }, (_, at) =>
      image(at + 1, 1, { group: `specimen ${Math.floor(at / 3)}`, looks: at % 6 === 0 ? 1 : 0 }),
    );
    const drawn = freshSplit(grouped, 3);
    assert.equal(drawn.looked, 0);
    for (const members of Map.groupBy(grouped, ({ group }) => group).values())
      assert.equal(new Set(members.map(({ id }) => drawn.splits.get(id))).size, 1);
    assert.equal(drawn.test, 12);
  });

  test('leaves every class something to learn from, however few images it has', () => {
    const small = [...imagesOf(1, 2, 1, { looks: 4 }), ...imagesOf(2, 3, 11)];
    const drawn = freshSplit(small, 1);
    for (const classId of [1, 2]) {
      const parts = small.filter((one) => one.classId === classId).map(({ id }) => drawn.splits.get(id));
      assert.ok(parts.includes('train') && parts.includes('test'), `${classId}: ${parts.join()}`);
    }
    assert.equal(drawn.looked, 1);
  });

  test('is repeated by its seed, whatever the order of the images, and changed by another', () => {
    assert.deepEqual(ids(freshSplit(images.toReversed(), 4), 'test'), ids(freshSplit(images, 4), 'test'));
    assert.notDeepEqual(ids(freshSplit(images, 5), 'test'), ids(freshSplit(images, 4), 'test'));
  });
});
