import assert from 'node:assert/strict';
import { test } from 'node:test';
import { augmentationsFor, cornerCrops, mirrorImage } from '../../../../engine/domain/models/augmentations.ts';
import type { Raster } from '../../../../engine/domain/raster.ts';

/** Each pixel says its column and row. */
function placed(width: number, height: number): Raster {
  return {
    width,
    height,
    pixels: Uint8Array.from(
      { length: 3 * width * height },
      (_, at) => [Math.floor(at / 3) % width, Math.floor(at / 3 / width), 7][at % 3]!,
    ),
  };
}
const pixelAt = ({ width, pixels }: Raster, column: number, row: number): number[] => [
  ...pixels.subarray(3 * (row * width + column), 3 * (row * width + column) + 3),
];

test('a mirror image shows each row from its other end, and its mirror image is the picture', () => {
  const picture = placed(5, 3);
  const mirrored = mirrorImage.of(picture);
  assert.deepEqual(
    [pixelAt(mirrored, 0, 2), pixelAt(mirrored, 4, 1)],
    [
      [4, 2, 7],
      [0, 1, 7],
    ],
  );
  assert.deepEqual(mirrorImage.of(mirrored), picture);
});

test('the four crops show four fifths of each side from each corner', () => {
  const crops = cornerCrops.map(({ of }) => of(placed(10, 5)));
  for (const { width, height, pixels } of crops) assert.deepEqual([width, height, pixels.length], [8, 4, 96]);
  assert.deepEqual(
    crops.map((crop) => [pixelAt(crop, 0, 0).slice(0, 2), pixelAt(crop, 7, 3).slice(0, 2)]),
    [
      [
        [0, 0],
        [7, 3],
      ],
      [
        [2, 0],
        [9, 3],
      ],
      [
        [0, 1],
        [7, 4],
      ],
      [
        [2, 1],
        [9, 4],
      ],
    ],
  );
  assert.deepEqual(cornerCrops[3]!.of(placed(1, 1)), placed(1, 1));
});

test('what the user said of the images decides: no mirror image where orientation matters, no crop where framing does', () => {
  const names = (orientation: 'any' | 'mirror' | 'matters', framing: boolean): string[] =>
    augmentationsFor({ orientation, framing }).map(({ name }) => name);
  assert.deepEqual(names('matters', false), []);
  assert.deepEqual(names('mirror', false), ['mirror-1']);
  assert.deepEqual(names('matters', true), ['above-left-1', 'above-right-1', 'below-left-1', 'below-right-1']);
  assert.equal(names('any', true).length, 5);
});
