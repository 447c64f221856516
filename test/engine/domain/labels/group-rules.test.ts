import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ClassId, ImageId } from '../../../../engine/domain/ids.ts';
import { groupCandidates, type GroupProposal } from '../../../../engine/domain/labels/group-proposals.ts';
import { groupingSummary, groupsByRule, type GroupableImage } from '../../../../engine/domain/labels/group-rules.ts';

const minute = 60_000;
const image = (id: number, facts: Partial<GroupableImage> = {}): GroupableImage => ({
  id: id as ImageId,
  path: `/photos/IMG_${id}.jpg`,
  takenAt: null,
  camera: null,
  class: null,
  ...facts,
});
const valuesOf = (images: readonly GroupableImage[], ...[rule]: [Parameters<typeof groupsByRule>[1]]) => [
  ...groupsByRule(images, rule).values(),
];

/** What is proposed when all steps have been taken. */
function proposedGroups(images: readonly GroupableImage[]): readonly GroupProposal[] {
  const steps = groupCandidates(images);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value.proposals;
  }
}

describe('grouping by capture time', () => {
  test('begins a group after each longer pause, whatever the order of the images', () => {
    const times = [0, 5, 10, 25, 36].map((at, id) => image(id, { takenAt: Date.UTC(2026, 5, 1, 12) + at * minute }));
    const [a, b, c] = ['2026-06-01 12:00:00', '2026-06-01 12:25:00', '2026-06-01 12:36:00'];
    assert.deepEqual(valuesOf(times, { by: 'time', minutes: 10 }), [a, a, a, b, c]);
    assert.deepEqual(valuesOf(times.toReversed(), { by: 'time', minutes: 10 }), [a, a, a, b, c].toReversed());
    assert.deepEqual(valuesOf(times, { by: 'time', minutes: 11 }), [a, a, a, b, b]);
  });
  test('keeps cameras apart, and leaves out what has no time', () => {
    const at = Date.UTC(2026, 5, 1, 12);
    const images = [image(1, { takenAt: at, camera: 'A' }), image(2, { takenAt: at, camera: 'B' }), image(3)];
    assert.deepEqual(valuesOf(images, { by: 'time', minutes: 10 }), ['2026-06-01 12:00:00 A', '2026-06-01 12:00:00 B', null]);
  });
});

test('a grouping by marked parts of the name counts groups, lone images, and groups of several classes', () => {
  const of = (path: string, id: number, label: number) => image(id, { path, class: label as ClassId });
  const images = [
    of('a1_x.png', 1, 1),
    of('a1_y.png', 2, 1),
    of('a2_x.png', 3, 1),
    of('a3_x.png', 4, 1),
    of('a3_y.png', 5, 2),
    of('z.png', 6, 2),
  ];
  const groups = groupsByRule(images, { by: 'name', marks: [{ field: 0, piece: 1 }] });
  assert.deepEqual([...groups.values()], ['1', '1', '2', '3', '3', null]);
  assert.deepEqual(groupingSummary(images, groups), { groups: 2, images: 4, alone: 2, largest: 2, mixed: 1, single: 0 });
  const byFolder = groupsByRule(images, { by: 'name', marks: [{ field: 0 }] });
  assert.equal(groupingSummary(images, byFolder).single, 0);
  const twoOfOne = images.map((one) => ({ ...one, class: (one.path.startsWith('a3') ? 2 : 1) as ClassId }));
  assert.equal(groupingSummary(twoOfOne, groups).single, 1, 'class 2 is group 3 alone');
});
test('no groups means none for every image', () => {
  assert.deepEqual(valuesOf([image(1), image(2)], { by: 'none' }), [null, null]);
});

describe('proposed groups', () => {
  /** 60 images of 3 classes: in folders by class, 4 views of each of 15 specimens, taken in bursts. */
  const specimens = Array.from({ length: 60 }, (_, at) => {
    const specimen = at >> 2;
    return image(at, {
      path: `/set/class${specimen % 3}/leaf${100 + specimen}_${at % 4}.jpg`,
      class: (specimen % 3) as ClassId,
      takenAt: Date.UTC(2026, 5, 1) + specimen * 60 * minute + (at % 4) * 1000,
      camera: 'A',
    });
  });
  test('include specimens, once, though names and times tell them alike, and neither classes nor single images', () => {
    const found = proposedGroups(specimens);
    assert.deepEqual(
      found.map(({ rule }) => rule),
      // The number of the view could be that of a plate as well: whether it matters is for the pictures to show.
      [
        { by: 'name', marks: [{ field: 0, piece: 1 }] },
        { by: 'name', marks: [{ field: 1 }] },
      ],
    );
    assert.equal(groupingSummary(specimens, found[0]!.groups).groups, 15);
  });
  test('are offered by time where names say nothing', () => {
    const found = proposedGroups(specimens.map((one, at) => ({ ...one, path: `/set/class${at % 3}/${at}.jpg` })));
    assert.deepEqual(
      found.map(({ rule }) => rule),
      [{ by: 'time', minutes: 1 }],
    );
  });
  test('are none for names of single images', () => {
    assert.deepEqual(proposedGroups(Array.from({ length: 50 }, (_, at) => image(at))), []);
    assert.deepEqual(proposedGroups([]), []);
  });
});
