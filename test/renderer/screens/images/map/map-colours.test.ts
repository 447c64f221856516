import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClassId, ClassSummary, ImageId, ImageMapSeen } from '../../../../../engine/contract/index.ts';
import { words } from '../../../../../engine/words/words.ts';
import { mapColours } from '../../../../../renderer/screens/images/map/map-colours.ts';

const [birch, oak] = [1, 2] as ClassId[];
const classes = [
  { id: birch, name: 'Birch', colour: '#0078b4' },
  { id: oak, name: 'Oak', colour: '#d21e00' },
] as ClassSummary[];

function pointsWith(values: Partial<ImageMapSeen['points']>, count: number): ImageMapSeen['points'] {
  const none = new Array<null>(count).fill(null);
  const images = none.map((_, at) => (at + 1) as ImageId);
  return { images, x: images, y: images, classes: none, splits: none, groups: none, findings: none, ...values };
}
const told = (colours: ReturnType<typeof mapColours>): [string, number][] => colours.entries.map(({ title, count }) => [title, count]);

test('points have the colour of their class, and one of their own without a label', () => {
  const colours = mapColours(pointsWith({ classes: [oak!, null, birch!, oak!] }, 4), 'class', classes);
  assert.deepEqual(told(colours), [
    [words.map.none.class, 1],
    ['Birch', 1],
    ['Oak', 2],
  ]);
  assert.deepEqual([...colours.of], [2, 0, 1, 2]);
  assert.equal(colours.entries[2]!.colour, '#d21e00');
});

test('the largest groups have colours, and all others share one', () => {
  const groups = Array.from({ length: 40 }, (_, at) => (at < 20 ? `many ${at % 2}` : at < 38 ? `single ${at}` : null));
  const colours = mapColours(pointsWith({ groups }, 40), 'group', classes);
  assert.deepEqual(told(colours).slice(0, 3), [
    [words.map.none.group, 2],
    ['many 0', 10],
    ['many 1', 10],
  ]);
  assert.deepEqual(told(colours).at(-1), [words.map.otherGroups, 8]);
  assert.equal(new Set(colours.entries.slice(1, -1).map(({ colour }) => colour)).size, 12);
});

test('parts of the split and findings are told in words', () => {
  const points = pointsWith({ splits: ['test', 'train', null], findings: ['blank', null, null] }, 3);
  assert.deepEqual([...mapColours(points, 'split', classes).of], [3, 1, 0]);
  const findings = mapColours(points, 'finding', classes);
  assert.equal(findings.entries[findings.of[0]!]!.title, words.review.kinds.blank);
});
