import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Variation } from '../../../../../engine/contract/index.ts';
import { usualVariation } from '../../../../../engine/domain/models/usual-variation.ts';
import { PictureChanger } from '../../../../../engine/learn/tune/trainer/picture-changer.ts';
import { changeOf, unchanged, type PictureChange } from '../../../../../engine/learn/tune/trainer/variations.ts';
import { noisePictures } from '../../../../support/models/tiny-source.ts';

const side = 12;
const picture = noisePictures([side, side])[0]!.pixels;
const at = (values: ArrayLike<number>, row: number, column: number): number[] =>
  [0, 1, 2].map((channel) => values[(row * side + column) * 3 + channel]!);

function changed(change: Partial<PictureChange>): Float32Array {
  const changer = new PictureChanger(side);
  try {
    return changer.change(picture, [{ ...unchanged, ...change }]);
  } finally {
    changer.dispose();
  }
}
const many = (variation: Variation): PictureChange[] => Array.from({ length: 400 }, (_, image) => changeOf(variation, 1, 3, image));

test('the identity gives back the exact picture', () => {
  assert.deepEqual([...changed({})], [...picture]);
});

test('a mirror and turns by quarters move pixels without changing them', () => {
  const last = side - 1;
  const mirrored = changed({ mirrored: true });
  const turned = changed({ turn: 90 });
  const upsideDown = changed({ turn: 180 });
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const close = (values: Float32Array, fromRow: number, fromColumn: number): void =>
        at(values, row, column).forEach((value, channel) => assert.ok(Math.abs(value - at(picture, fromRow, fromColumn)[channel]!) < 0.01));
      close(mirrored, row, last - column);
      close(upsideDown, last - row, last - column);
      close(turned, column, last - row);
    }
  }
});

test('what comes in from beyond an edge is mirrored there and never black', () => {
  const flat = new Uint8Array(side * side * 3).fill(200);
  const changer = new PictureChanger(side);
  const values = changer.change(flat, [{ ...unchanged, turn: 37, zoom: 1.1, shift: [0.3, -0.2] }]);
  changer.dispose();
  assert.ok(values.every((value) => Math.abs(value - 200) < 0.01));
});

test('light is an affine change within 0 to 255', () => {
  const brighter = changed({ brightness: 40, contrast: 1.2 });
  brighter.forEach((value, index) =>
    assert.ok(Math.abs(value - Math.min(255, Math.max(0, (picture[index]! - 127.5) * 1.2 + 167.5))) < 0.01),
  );
});

test('where the orientation matters nothing is turned or mirrored; else as far as it may be', () => {
  const matters = many({ orientation: 'matters', framing: true, light: true });
  assert.ok(matters.every(({ turn, mirrored }) => turn === 0 && !mirrored));
  const mirror = many(usualVariation);
  assert.ok(mirror.every(({ turn }) => Math.abs(turn) <= 10));
  assert.ok(mirror.some(({ mirrored }) => mirrored) && mirror.some(({ mirrored }) => !mirrored));
  const any = many({ ...usualVariation, orientation: 'any' });
  for (const quarter of [0, 90, 180, 270])
    assert.ok(
      any.some(({ turn }) => Math.abs(turn - quarter) <= 10),
      `${quarter}`,
    );
});

test('framing and light change only where they may', () => {
  const still = many({ orientation: 'matters', framing: false, light: false });
  assert.ok(still.every(({ zoom, contrast, brightness }) => zoom === 1 && contrast === 1 && brightness === 0));
  assert.ok(still.every(({ shift }) => shift.every((part) => Math.abs(part) <= 0.03)));
  const zooms = many(usualVariation).map(({ zoom }) => zoom);
  assert.ok(Math.min(...zooms) >= 0.8 && Math.min(...zooms) < 0.82 && Math.max(...zooms) <= 1.1 && Math.max(...zooms) > 1.08);
});

test('a change depends on seed, epoch and image, and on nothing else', () => {
  assert.deepEqual(changeOf(usualVariation, 1, 2, 3), changeOf(usualVariation, 1, 2, 3));
  const others = [changeOf(usualVariation, 2, 2, 3), changeOf(usualVariation, 1, 3, 3), changeOf(usualVariation, 1, 2, 4)];
  for (const other of others) assert.notDeepEqual(other, changeOf(usualVariation, 1, 2, 3));
});
