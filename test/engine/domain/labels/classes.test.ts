import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { foldCase, nameSortKey } from '../../../../engine/domain/case-folding.ts';
import { classColours, nextClassColour } from '../../../../engine/domain/labels/class-colours.ts';
import { folderNameFor } from '../../../../engine/domain/folder-names.ts';

type Vector = readonly [number, number, number];
type Matrix = readonly [Vector, Vector, Vector];

const channels = (colour: string): Vector =>
  [1, 3, 5].map((start) => {
    const part = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Vector;
const times = (matrix: Matrix, [x, y, z]: Vector): Vector => matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Vector;
const contrast = (one: string, other: string): number => {
  const [dark, light] = [one, other]
    .map(
      (colour) =>
        times(
          [
            [0.2126, 0.7152, 0.0722],
            [0, 0, 0],
            [0, 0, 0],
          ],
          channels(colour),
        )[0],
    )
    .toSorted((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
};
/** Oklab of Björn Ottosson (2020), in which equal distances look about equally different. */
const oklab = (linear: Vector): Vector =>
  times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      linear,
    ).map((value) => Math.cbrt(Math.max(0, value))) as unknown as Vector,
  );
/** Machado, Oliveira and Fernandes 2009, severity 1. */
const visions: Readonly<Record<string, Matrix>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
const nearest = (colours: readonly string[], vision: Matrix): number => {
  const seen = colours.map((colour) =>
    oklab(times(vision, channels(colour)).map((part) => Math.min(1, Math.max(0, part))) as unknown as Vector),
  );
  return Math.min(...seen.flatMap((a, index) => seen.slice(index + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]))));
};

describe('colours of classes', () => {
  test('stand out from light and from dark', () => {
    for (const colour of classColours) {
      assert.ok(contrast(colour, '#ffffff') >= 3, `${colour} on white: ${contrast(colour, '#ffffff')}`);
      assert.ok(contrast(colour, '#1e1e1e') >= 3, `${colour} on dark: ${contrast(colour, '#1e1e1e')}`);
    }
  });

  test('stay apart for colour-blind people, the first six well', () => {
    for (const [name, vision] of Object.entries(visions)) {
      assert.ok(nearest(classColours.slice(0, 6), vision) > 0.08, `${name}: ${nearest(classColours.slice(0, 6), vision)}`);
      assert.ok(nearest(classColours, vision) > 0.04, `${name}: ${nearest(classColours, vision)}`);
    }
    assert.ok(
      nearest(['#d62728', '#2ca02c'], visions['deuteranopia'] as Matrix) < nearest(['#d62728', '#2ca02c'], visions['usual'] as Matrix) / 2,
      'the check tells red and green that look alike',
    );
  });

  test('are given in order, and again from the start when all are used', () => {
    const used: string[] = [];
    for (let count = 0; count < 25; count += 1) used.push(nextClassColour(used));
    assert.deepEqual(used, [...classColours, ...classColours, classColours[0]]);
    assert.equal(nextClassColour(['#0078B4', classColours[2] as string]), classColours[1]);
  });
});

describe('names', () => {
  test('fold to one form whatever their case and composition', () => {
    for (const [one, other] of [
      ['Straße', 'STRASSE'],
      ['ΟΔΟΣ', 'οδος'],
      ['e\u0301', 'É'],
      [' a \t b ', 'A B'],
    ] as const)
      assert.equal(foldCase(one), foldCase(other));
    assert.notEqual(foldCase('a'), foldCase('ä'));
  });

  test('sort by the value of their numbers', () => {
    const sorted = ['b1', 'a10', 'A9', 'a009', 'a1'].toSorted((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1));
    assert.deepEqual(sorted.slice(0, 1).concat(sorted.slice(-2)), ['a1', 'a10', 'b1']);
  });

  test('become folder names that every system takes', () => {
    assert.deepEqual(['Moths 2026', 'a/b\\c:d', 'CON', '..', ' . ', 'x. ', 'é'.repeat(200)].map(folderNameFor), [
      'Moths 2026',
      'a-b-c-d',
      'CON-',
      'project',
      'project',
      'x',
      'é'.repeat(80),
    ]);
  });
});
