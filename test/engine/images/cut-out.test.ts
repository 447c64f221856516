import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import type { GivenBox, Region } from '../../../engine/domain/labels/cut-region.ts';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import type { Raster } from '../../../engine/domain/raster.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { decodeView } from '../../../engine/images/decode.ts';
import { cutKey } from '../../../engine/images/picture-key.ts';
import { cutOut, prepare, saveCut } from '../../../engine/images/prepare.ts';
import type { Made } from '../../../engine/images/prepared.ts';
import { bmpFile, rasterOf, tiffFile } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/project.ts';

const width = 800,
  height = 400;
/** Red tells the column and green the row, so that a cut shows where it is from. */
const place = (x: number, y: number): [number, number, number] => [Math.floor((x * 256) / width), Math.floor((y * 256) / height), 0];
const rules = { widen: 0, leastSide: 8 };
const boxOf = (region: Region): GivenBox => ({ ...region, unit: 'pixel', of: null });
const regions: readonly Region[] = [
  { x: 0, y: 0, width: 120, height: 60 },
  { x: 640, y: 300, width: 160, height: 100 },
  { x: 100, y: 20, width: 700, height: 350 },
];

function drawn(): Sharp {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pixels.set(place(x, y), (y * width + x) * 3);
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** As stored for a camera that was held upright: rows and columns are swapped, and the file says so. */
const turned = (): Sharp => drawn().rotate(270).withMetadata({ orientation: 6 });

const files: readonly (readonly [name: string, bytes: () => Promise<Buffer>, error: number])[] = [
  ['a.png', () => drawn().png().toBuffer(), 1],
  ['a.jpg', () => drawn().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), 6],
  ['turned.jpg', () => turned().jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(), 6],
  ['a.webp', () => drawn().webp({ lossless: true }).toBuffer(), 1],
  ['a.tif', () => drawn().tiff({ compression: 'lzw' }).toBuffer(), 1],
  [
    'a.bmp',
    () =>
      Promise.resolve(
        bmpFile({
          bits: 24,
          width,
          height,
          value: (x, y) => {
            const [red, green, blue] = place(x, y);
            return (red << 16) | (green << 8) | blue;
          },
        }),
      ),
    1,
  ],
];

/** The most that a pixel of the middle half of a cut differs from its place in the photograph. */
function errorOf({ pixels, ...size }: Raster, region: Region): number {
  let most = 0;
  for (let down = size.height >> 2; down < (size.height * 3) >> 2; down += 7) {
    for (let across = size.width >> 2; across < (size.width * 3) >> 2; across += 7) {
      const expected = place(
        region.x + ((across + 0.5) * region.width) / size.width - 0.5,
        region.y + ((down + 0.5) * region.height) / size.height - 0.5,
      );
      for (let channel = 0; channel < 2; channel++)
        most = Math.max(most, Math.abs(pixels[(down * size.width + across) * 3 + channel]! - expected[channel]!));
    }
  }
  return most;
}

function placed(t: TestContext, name: string, bytes: Buffer): { file: string; cache: string } {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, name), bytes);
  return { file: join(folder, name), cache: join(folder, 'cache') };
}

async function cuts(file: string, cache: string, boxes: readonly GivenBox[]): Promise<readonly Made[]> {
  const verdict = await cutOut(file, { cache, window: null, boxes, rules });
  assert.ok('cuts' in verdict, JSON.stringify(verdict));
  return verdict.cuts.map((cut) => {
    assert.ok('prepared' in cut, JSON.stringify(cut));
    return cut;
  });
}

for (const [name, bytesOf, error] of files) {
  test(`boxes of ${name} are cut out where they are, at full resolution, and each is a picture of its own`, async (t) => {
    const { file, cache } = placed(t, name, await bytesOf());
    const made = await cuts(file, cache, regions.map(boxOf));
    for (const [index, { prepared, thumbnail }] of made.entries()) {
      const region = regions[index]!;
      assert.deepEqual([prepared.width, prepared.height], [region.width, region.height]);
      const view = await decodeView(readFileSync(viewPath(cache, prepared.picture)));
      assert.deepEqual([view.width, view.height], index < 2 ? [region.width, region.height] : [512, 256]);
      assert.ok(errorOf(view, region) <= error + (index < 2 ? 0 : 2), `${index}: ${errorOf(view, region)}`);
      const wrong = { ...region, x: region.x === 0 ? 40 : region.x - 40 };
      assert.ok(errorOf(view, wrong) > error + 2, 'a planted fault: cut out 40 pixels beside');
      const { width, height } = await rasterOf(Buffer.from(thumbnail));
      assert.equal(Math.max(width, height), Math.min(192, Math.max(region.width, region.height)));
    }
    assert.equal(new Set(made.map(({ prepared }) => prepared.hash)).size, regions.length);
    assert.equal(new Set(made.map(({ prepared }) => prepared.ofFile)).size, 1);
  });

  test(`a cut of ${name} that has to be made again is the same as before, and can be saved at full size`, async (t) => {
    const { file, cache } = placed(t, name, await bytesOf());
    const region = regions[2]!;
    const [made] = await cuts(file, cache, [boxOf(region)]);
    const first = made?.prepared;
    const before = readFileSync(viewPath(cache, first!.picture));
    const again = await prepare(file, { cache: join(cache, 'again'), window: null, region });
    assert.ok('prepared' in again);
    assert.deepEqual(again.prepared, first);
    assert.ok(before.equals(readFileSync(viewPath(join(cache, 'again'), first!.picture))));

    const target = join(cache, 'saved');
    assert.deepEqual(await saveCut(file, { ofFile: first!.ofFile, region, window: null, reading: null, target }), { saved: true });
    const saved = await rasterOf(readFileSync(target));
    assert.deepEqual([saved.width, saved.height], [region.width, region.height]);
    assert.ok(errorOf(saved, region) <= error + 1);
    const other = await saveCut(file, {
      ofFile: 'another' as ContentHash,
      region,
      window: null,
      reading: null,
      target: join(cache, 'other'),
    });
    assert.deepEqual(other, { refused: { code: 'changed-while-reading', facts: {} } });
    await assert.rejects(saveCut(file, { ofFile: first!.ofFile, region, window: null, reading: null, target }), 'nothing is overwritten');
  });
}

for (const [reader, noData] of [
  ['the shared reader', undefined],
  ["Graft's own reader", '-9'],
] as const) {
  test(`a cut of a 16-bit TIFF has a brightness window of its own, through ${reader}`, async (t) => {
    const value = (sample: number): number => (sample % width) * 50;
    const bytes = tiffFile({ width, height, channels: 1, bits: 16, kind: 'unsigned', value, ...(noData === undefined ? {} : { noData }) });
    const { file, cache } = placed(t, 'deep.tif', bytes);
    const [left, right] = await cuts(file, cache, [
      boxOf({ x: 0, y: 0, width: 200, height: 200 }),
      boxOf({ x: 600, y: 200, width: 200, height: 200 }),
    ]);
    assert.ok(left!.prepared.tone!.high < 10_100 && right!.prepared.tone!.low > 29_900, JSON.stringify([left, right]));
    const shared = { low: 0, high: 40_000 };
    const seen = await cutOut(file, { cache, window: shared, boxes: [boxOf({ x: 600, y: 200, width: 200, height: 200 })], rules });
    assert.ok('cuts' in seen && 'prepared' in seen.cuts[0]!);
    assert.notEqual(seen.cuts[0].prepared.picture, right!.prepared.picture);
    const { pixels } = await decodeView(readFileSync(viewPath(cache, seen.cuts[0].prepared.picture)));
    assert.ok(Math.abs(pixels[0]! - (30_000 / 40_000) * 255) < 3, String(pixels[0]));
  });
}

test('cuts that differ in a single number, or come from another file, are different images', () => {
  const region = { x: 1, y: 2, width: 30, height: 40 };
  const others = [{ x: 3 }, { y: 3 }, { width: 31 }, { height: 41 }].map((one) => cutKey('file' as ContentHash, { ...region, ...one }));
  const keys = [cutKey('file' as ContentHash, region), cutKey('other' as ContentHash, region), ...others];
  assert.equal(new Set(keys).size, keys.length);
});

test('a box that cannot be cut out says why, and the others are cut out all the same', async (t) => {
  const { file, cache } = placed(t, 'a.png', await drawn().png().toBuffer());
  const boxes = [
    boxOf({ x: 900, y: 0, width: 50, height: 50 }),
    boxOf(regions[0]!),
    boxOf({ x: 5, y: 5, width: 4, height: 50 }),
    { ...boxOf(regions[0]!), of: { width: 100, height: 400 } },
  ];
  const verdict = await cutOut(file, { cache, window: null, boxes, rules });
  assert.ok('cuts' in verdict);
  assert.deepEqual(verdict.photograph, { width, height });
  assert.deepEqual(
    verdict.cuts.map((cut) => ('refused' in cut ? cut.refused : 'made')),
    ['box-outside', 'made', 'box-too-small', 'box-of-another-picture'],
  );
  writeFileSync(join(cache, 'half.png'), readFileSync(file).subarray(0, 4000));
  const damaged = await cutOut(join(cache, 'half.png'), { cache, window: null, boxes, rules });
  assert.ok('refused' in damaged);
});
