import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Raster } from '../../../../engine/domain/raster.ts';
import { smallPicture, smallPictureLength, smallSide } from '../../../../engine/domain/models/small-picture.ts';

function drawn(width: number, height: number, value: (x: number, y: number, colour: number) => number): Raster {
  return {
    width,
    height,
    pixels: Uint8Array.from({ length: width * height * 3 }, (_, at) =>
      value(Math.floor(at / 3) % width, Math.floor(at / 3 / width), at % 3),
    ),
  };
}

test('a picture of 32 x 32 stays as it is', () => {
  const picture = drawn(smallSide, smallSide, (x, y, colour) => (7 * x + 31 * y + 85 * colour) % 256);
  assert.deepEqual(smallPicture(picture), picture.pixels);
});

test('one colour stays one colour whatever the size', () => {
  for (const [width, height] of [
    [1, 1],
    [3, 200],
    [640, 480],
    [33, 31],
  ] as const) {
    const small = smallPicture(drawn(width, height, (_, __, colour) => 50 + 70 * colour));
    assert.deepEqual(
      [...new Set(small)].sort((a, b) => a - b),
      [50, 120, 190],
      `${width} x ${height}`,
    );
    assert.equal(small.length, smallPictureLength);
  }
});

test('the whole picture is squashed: left stays left and top stays top, whatever the form', () => {
  const small = smallPicture(drawn(300, 90, (x, y, colour) => (colour === 0 ? (x < 150 ? 0 : 200) : y < 45 ? 0 : 100)));
  const at = (x: number, y: number): number[] => [...small.subarray(3 * (y * smallSide + x), 3 * (y * smallSide + x) + 3)];
  assert.deepEqual(
    [at(2, 2), at(29, 2), at(2, 29), at(29, 29)],
    [
      [0, 0, 0],
      [200, 0, 0],
      [0, 100, 100],
      [200, 100, 100],
    ],
  );
});

test('fine stripes become their mean, where taking every n-th pixel would show one of them', () => {
  const striped = drawn(256, 256, (x) => (x % 2 === 0 ? 0 : 200));
  const small = smallPicture(striped);
  assert.ok(small.every((value) => Math.abs(value - 100) <= 10));
  assert.notEqual(striped.pixels[0], small[0]);
});
