import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ImageId } from '../../../../engine/domain/ids.ts';
import { seededRandom, shuffled } from '../../../../engine/domain/statistics/random.ts';
import { assignSplits, type Split, type SplitCandidate } from '../../../../engine/domain/labels/split.ts';

const image = (id: number, classId: number, facts: Partial<SplitCandidate> = {}): SplitCandidate => ({
  id: id as ImageId,
  classId: classId as ClassId,
  group: null,
  split: null,
  ...facts,
});
const imagesOf = (classId: number, count: number, from = 1): SplitCandidate[] =>
  Array.from({ length: count }, (_, index) => image(from + index, classId));

function counts(splits: ReadonlyMap<ImageId, Split>, of: readonly SplitCandidate[]): Record<Split, number> {
  const result = { train: 0, validation: 0, test: 0 };
  for (const { id } of of) result[splits.get(id) as Split] += 1;
  return result;
}

/** The groups of which two images are in different parts. */
function partedGroups(splits: ReadonlyMap<ImageId, Split>, images: readonly SplitCandidate[]): string[] {
  const parts = new Map<string, Set<Split>>();
  for (const { id, group } of images) {
    if (group !== null) parts.set(group, (parts.get(group) ?? new Set()).add(splits.get(id) as Split));
  }
  return [...parts].filter(([, of]) => of.size > 1).map(([group]) => group);
}

describe('assigning the split', () => {
  test('gives each class about the shares that are asked for', () => {
    const classes = [imagesOf(1, 100), imagesOf(2, 50, 101), imagesOf(3, 10, 201)];
    const splits = assignSplits(classes.flat(), 7);
    assert.deepEqual(
      classes.map((of) => counts(splits, of)),
      [
        { train: 60, validation: 20, test: 20 },
        { train: 30, validation: 10, test: 10 },
        { train: 6, validation: 2, test: 2 },
      ],
    );
  });

  test('gives small classes something to train on, then to test on, then to validate on', () => {
    const small = [1, 2, 3, 4].map((count) => counts(assignSplits(imagesOf(1, count), 1), imagesOf(1, count)));
    assert.deepEqual(small, [
      { train: 1, validation: 0, test: 0 },
      { train: 1, validation: 0, test: 1 },
      { train: 1, validation: 1, test: 1 },
      { train: 2, validation: 1, test: 1 },
    ]);
  });

  test('never parts a group, also not across classes', () => {
    const images = Array.from({ length: 300 }, (_, index) =>
      image(index + 1, 1 + (index % 3), { group: `photo ${Math.floor(index / 4)}` }),
    );
    assert.deepEqual(partedGroups(assignSplits(images, 3), images), []);
    const ungrouped = assignSplits(
      images.map((one) => ({ ...one, group: null })),
      3,
    );
    assert.ok(partedGroups(ungrouped, images).length > 10, 'the check would notice parted groups');
  });

  test('does not depend on the order of the images', () => {
    const images = [...imagesOf(1, 40), ...imagesOf(2, 30, 41)].map((one) => ({
      ...one,
      group: one.id % 5 === 0 ? `g${one.id % 4}` : null,
    }));
    const inOrder = assignSplits(images, 5);
    const mixed = assignSplits(shuffled(images, seededRandom(9)), 5);
    assert.deepEqual(
      images.map(({ id }) => mixed.get(id)),
      images.map(({ id }) => inOrder.get(id)),
    );
  });

  test('depends on the seed', () => {
    const images = imagesOf(1, 40);
    assert.notDeepEqual(assignSplits(images, 1), assignSplits(images, 2));
  });

  test('keeps what was assigned before, and lets new images of a group follow the old ones', () => {
    const before = imagesOf(1, 20).map((one) => ({ ...one, split: 'test' as const, group: one.id === 1 ? 'a' : null }));
    const images = [...before, image(21, 1, { group: 'a' }), ...imagesOf(1, 19, 22)];
    const splits = assignSplits(images, 4);
    assert.deepEqual(counts(splits, before), { train: 0, validation: 0, test: 20 });
    assert.equal(splits.get(21 as ImageId), 'test');
    assert.ok(counts(splits, images.slice(21)).train > 10);
  });

  test('images added to one class do not move the images of another', () => {
    const first = imagesOf(1, 30);
    const alone = assignSplits(first, 8);
    const together = assignSplits([...first, ...imagesOf(2, 30, 31)], 8);
    assert.deepEqual(
      first.map(({ id }) => together.get(id)),
      first.map(({ id }) => alone.get(id)),
    );
  });
});
