import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  freshSplit,
  leftOutSplit,
  newestSplit,
  type FreshCandidate,
  type FreshSplit,
} from '../../../../engine/domain/labels/fresh-test-set.ts';
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

describe('a test set of the newest images', () => {
  const hour = 3_600_000;
  /** Two classes in turn, an image an hour. */
  const taken = Array.from({ length: 50 }, (_, at) => ({ ...image(at + 1, 1 + (at % 2)), takenAt: at * hour }));

  test('is later than everything else, and has the usual share', () => {
    const split = newestSplit(taken, 1);
    assert.deepEqual(ids(split, 'test'), [41, 42, 43, 44, 45, 46, 47, 48, 49, 50]);
    assert.deepEqual([ids(split, 'train').length, ids(split, 'validation').length, split.test], [30, 10, 10]);
    assert.deepEqual(ids(newestSplit(taken.toReversed(), 1), 'test'), ids(split, 'test'));
  });
  test('has whole groups, by their newest image, and no image without a time', () => {
    const grouped = taken.map((one, at) => ({ ...one, group: at % 10 === 9 ? 'late' : null }));
    // Image 10 is old, but shares a group with image 50.
    assert.deepEqual(ids(newestSplit(grouped, 1), 'test'), [10, 20, 30, 40, 45, 46, 47, 48, 49, 50]);
    const untimed = taken.map((one) => ({ ...one, takenAt: one.id > 25 ? null : one.takenAt }));
    assert.deepEqual(ids(newestSplit(untimed, 1), 'test'), [16, 17, 18, 19, 20, 21, 22, 23, 24, 25]);
    assert.equal(
      newestSplit(
        taken.map((one) => ({ ...one, takenAt: null })),
        1,
      ).test,
      0,
    );
  });
  test('leaves something of each class to train on', () => {
    const late = [...taken.map((one) => ({ ...one, classId: 1 as ClassId })), { ...image(60, 2), takenAt: 100 * hour }];
    const split = newestSplit(late, 1);
    assert.equal(split.splits.get(60 as ImageId), 'train');
    assert.ok(split.test >= 9);
  });
});

test('a test set of certain images has everything in their groups, and all else is divided into training and validation', () => {
  const sites = imagesOf(1, 40, 1).map((one, at) => ({ ...one, group: at < 4 ? 'near-duplicates' : null, looks: at === 0 ? 2 : 0 }));
  const split = leftOutSplit(sites, (id) => id === 2 || id === 20, 1);
  assert.deepEqual(ids(split, 'test'), [1, 2, 3, 4, 20]);
  assert.deepEqual([split.test, split.looked, ids(split, 'train').length + ids(split, 'validation').length], [5, 1, 35]);
  assert.equal(leftOutSplit(sites, () => false, 1).test, 0);
});
