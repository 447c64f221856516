import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeBmp } from '../../../engine/images/bmp.ts';
import { RefusedPicture } from '../../../engine/images/refused-picture.ts';
import { bmpFile, type BmpFacts } from '../../support/pictures.ts';

const red = [255, 0, 0] as const;
const green = [0, 255, 0] as const;
const blue = [0, 0, 255] as const;
const white = [255, 255, 255] as const;
/** Upper row red, green, blue; lower row white, red, green. Three pixels wide, so that every row has padding. */
const scene = [red, green, blue, white, red, green];
const size = { width: 3, height: 2 };
const index = (column: number, row: number): number => row * 3 + column;
const packed =
  (order: (colour: readonly [number, number, number]) => number) =>
  (column: number, row: number): number =>
    order(scene[index(column, row)] ?? red);
const paletteOf4 = [red, green, blue, white];
const byPalette = (column: number, row: number): number => paletteOf4.indexOf(scene[index(column, row)] ?? red);

const kinds: readonly (readonly [name: string, facts: BmpFacts])[] = [
  ['4 bits with a palette', { ...size, bits: 4, palette: paletteOf4, value: byPalette }],
  ['8 bits with a palette', { ...size, bits: 8, palette: paletteOf4, value: byPalette }],
  ['24 bits', { ...size, bits: 24, value: packed(([r, g, b]) => (r << 16) | (g << 8) | b) }],
  ['24 bits from the top down', { ...size, bits: 24, isTopDown: true, value: packed(([r, g, b]) => (r << 16) | (g << 8) | b) }],
  ['24 bits of OS/2', { ...size, bits: 24, isOs2: true, value: packed(([r, g, b]) => (r << 16) | (g << 8) | b) }],
  [
    '32 bits whose fourth byte means nothing',
    { ...size, bits: 32, value: packed(([r, g, b]) => ((0x7f << 24) | (r << 16) | (g << 8) | b) >>> 0) },
  ],
  ['16 bits, five for each colour', { ...size, bits: 16, value: packed(([r, g, b]) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)) }],
  [
    '16 bits with six for green',
    {
      ...size,
      bits: 16,
      masks: [0xf800, 0x07e0, 0x001f, 0],
      value: packed(([r, g, b]) => ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3)),
    },
  ],
  [
    '32 bits in an order of its own',
    {
      ...size,
      bits: 32,
      masks: [0xff, 0xff00, 0xff0000, 0],
      value: packed(([r, g, b]) => (b << 16) | (g << 8) | r),
    },
  ],
];

for (const [name, facts] of kinds) {
  test(`a bitmap of ${name} gives its pixels from the top row down`, () => {
    const picture = decodeBmp(bmpFile(facts));
    assert.deepEqual([picture.width, picture.height, picture.channels], [3, 2, 3]);
    assert.deepEqual([...picture.pixels], scene.flat());
  });
}

test('a bitmap of one bit uses its two colours', () => {
  const picture = decodeBmp(
    bmpFile({
      width: 9,
      height: 1,
      bits: 1,
      palette: [
        [10, 20, 30],
        [200, 210, 220],
      ],
      value: (column) => column % 2,
    }),
  );
  assert.deepEqual([...picture.pixels.subarray(24)], [10, 20, 30]);
  assert.deepEqual([...picture.pixels.subarray(3, 6)], [200, 210, 220]);
});

test('a bitmap with opacity keeps it, and one whose opacity is zero everywhere counts as opaque', () => {
  const masks = [0xff0000, 0xff00, 0xff, 0xff000000] as const;
  const half = decodeBmp(bmpFile({ width: 1, height: 1, bits: 32, masks, value: () => 0x80ff0000 }));
  assert.deepEqual([...half.pixels], [255, 0, 0, 128]);
  const forgotten = decodeBmp(bmpFile({ width: 1, height: 1, bits: 32, masks, value: () => 0x00ff0000 }));
  assert.deepEqual([...forgotten.pixels], [255, 0, 0, 255]);
});

const refusal =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof RefusedPicture && error.refusal.code === code;

test('a bitmap that ends early, is compressed, or declares an impossible size is refused with the reason', () => {
  const whole = bmpFile({ ...size, bits: 24, value: () => 0 });
  assert.throws(() => decodeBmp(whole.subarray(0, -1)), refusal('cut-short'));
  assert.throws(() => decodeBmp(whole.subarray(0, 20)), refusal('cut-short'));
  const compressed = Buffer.from(whole);
  compressed.writeUInt32LE(1, 30);
  assert.throws(() => decodeBmp(compressed), refusal('unsupported-format'));
  const giant = Buffer.from(whole);
  giant.writeInt32LE(2 ** 31 - 1, 18);
  assert.throws(() => decodeBmp(giant), refusal('too-large'));
  const negative = Buffer.from(whole);
  negative.writeInt32LE(-3, 18);
  assert.throws(() => decodeBmp(negative), refusal('damaged'));
});
