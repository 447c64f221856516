import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import sharp from 'sharp';
import { readingOf, type Planes, type Reading } from '../../../engine/domain/models/reading.ts';
import { channelsOf, chosenPage } from '../../../engine/images/chosen-page.ts';
import { decode, type Decoded } from '../../../engine/images/decode.ts';
import { pictureKey } from '../../../engine/images/picture-key.ts';
import { stackOf } from '../../../engine/images/tiff/stack.ts';
import type { Samples } from '../../../engine/images/tone.ts';
import { hashOf } from '../../support/project.ts';
import { sharedPath } from '../../support/shared.ts';
import { largestDifference, shownBy, stackFiles, stackWindow } from '../../support/stack-files.ts';
import { tiffOfPages, type TiffPageFacts } from '../../support/tiff-pages.ts';

const side = 8;
const window = { low: 0, high: 255 };
const reading = (pages: Reading['pages'], channels: Reading['channels'] = null): Reading => ({ pages, channels });
/** A page of 16 bits with one value everywhere, for each of its bands. */
const page = (bands: readonly number[], more: Partial<TiffPageFacts> = {}): TiffPageFacts => ({
  width: side,
  height: side,
  bits: 16,
  values: Array.from({ length: side * side * bands.length }, (_, at) => bands[at % bands.length]!),
  ...more,
});
const colourOf = ({ raster }: Decoded): number[] => [...raster.pixels.subarray(0, 3)];
const grey = (value: number): number[] => [value, value, value];
const read = async (bytes: Buffer, chosen: Reading | null): Promise<number[]> => colourOf(await decode(bytes, 'tiff', window, chosen));

test('of a stack, the page that was chosen is read: by its place, its brightness, or the maximum of all', async () => {
  const bytes = tiffOfPages([10, 60, 30, 90, 20].map((value) => page([value])));
  const expected: [Reading['pages'], number][] = [
    ['first', 10],
    ['middle', 30],
    ['brightest', 90],
    [5, 20],
    [6, 10],
  ];
  for (const [pages, value] of expected) assert.deepEqual(await read(bytes, reading(pages)), grey(value), `${pages}`);
  const decoded = await decode(bytes, 'tiff', null, reading('middle'));
  assert.deepEqual([decoded.planes, decoded.reading, decoded.frames], [{ pages: 5, channels: 1, shown: 1 }, reading('middle'), 5]);
  assert.equal((await decode(bytes, 'tiff', null, reading(6))).reading, null, 'a page that is not there');
});

test('a maximum is one of each pixel and channel, whatever page it is on; samples that are no numbers do not count', async () => {
  const flat = (values: readonly number[]): TiffPageFacts => page([], { width: 2, height: 2, values });
  const bytes = tiffOfPages([flat([9, 200, 3, 4]), flat([100, 2, 30, 4]), flat([5, 6, 7, 8])]);
  const { raster } = await decode(bytes, 'tiff', window, reading('maximum'));
  assert.deepEqual(
    [...raster.pixels].filter((_, at) => at % 3 === 0),
    [100, 200, 30, 8],
  );
  const float = (values: readonly number[]): TiffPageFacts => ({ ...flat(values), bits: 32, isFloat: true });
  const holed = await decode(tiffOfPages([float([NaN, 1, NaN, 4]), float([50, NaN, NaN, 2])]), 'tiff', window, reading('maximum'));
  assert.deepEqual(
    [...holed.raster.pixels].filter((_, at) => at % 3 === 0),
    [50, 1, 0, 4],
  );
});

test('any of the bands can be shown, in grey or as colours; opacity is none of them', async () => {
  const four = tiffOfPages([page([40, 80, 120, 160], { extraSamples: [0, 0, 0] })]);
  assert.deepEqual(await read(four, null), [40, 80, 120]);
  assert.deepEqual(await read(four, reading('first', [4, 1, 2])), [160, 40, 80]);
  assert.deepEqual(await read(four, reading('first', [3])), grey(120));
  assert.deepEqual(await read(four, reading('first', [2, 2, 2])), grey(80));
  assert.deepEqual(await read(four, reading('first', [5])), [40, 80, 120], 'a channel that is not there');
  const opaque = tiffOfPages([page([40, 80, 120, 65535], { isRgb: true, extraSamples: [2] })]);
  assert.deepEqual((await decode(opaque, 'tiff', window, null)).planes, { pages: 1, channels: 3, shown: 3 });
  assert.deepEqual(await read(opaque, reading('first', [3, 1, 1])), [120, 40, 40]);
  const clear = tiffOfPages([page([40, 80, 120, 0], { isRgb: true, extraSamples: [2] })]);
  assert.deepEqual(await read(clear, reading('first', [3])), grey(255), 'transparent: white');
});

test('pages that hold channels count as channels, in the order that ImageJ or OME-XML gives', async () => {
  const imageJ = 'ImageJ=1.53t\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n';
  const bytes = tiffOfPages(
    [11, 12, 21, 22, 31, 32].map((value) => page([value])),
    imageJ,
  );
  assert.deepEqual((await decode(bytes, 'tiff', null, null)).planes, { pages: 3, channels: 2, shown: 1 });
  assert.deepEqual(await read(bytes, null), grey(11));
  assert.deepEqual(await read(bytes, reading('middle', [2])), grey(22));
  assert.deepEqual(await read(bytes, reading('maximum', [2, 1, 2])), [32, 31, 32]);
  const ome = (order: string): string =>
    `<OME><Image><Pixels SizeX="8" SizeC="3" SizeZ="2" SizeT="1" DimensionOrder="${order}"/></Image></OME>`;
  const values = [1, 2, 3, 4, 5, 6].map((value) => page([value * 10]));
  assert.deepEqual(await read(tiffOfPages(values, ome('XYCZT')), reading(2, [1, 2, 3])), [40, 50, 60]);
  assert.deepEqual(await read(tiffOfPages(values, ome('XYZCT')), reading(2, [1, 2, 3])), [20, 40, 60]);
  assert.equal(stackOf(imageJ, 5), null, 'not as many pages as it says');
  assert.equal(stackOf('ImageJ=1.53t\nslices=6\n', 6), null, 'no further channels');
  assert.equal(stackOf('scanned by hand', 6), null);
});

test('previews and pages of another size are no pages of a stack', async () => {
  const bytes = tiffOfPages([
    page([200], { width: 4, height: 4, values: Array<number>(16).fill(200), isPreview: true }),
    page([10]),
    page([250], { width: 4, height: 4, values: Array<number>(16).fill(250) }),
    page([30]),
  ]);
  const decoded = await decode(bytes, 'tiff', window, reading('maximum'));
  assert.deepEqual([decoded.planes.pages, colourOf(decoded)], [2, grey(30)]);
});

test('pictures of 8 bits are read through the shared decoder: colours, palettes and animations too', async () => {
  const pixels = (colour: readonly number[]): Buffer => Buffer.from(Array.from({ length: side * side * 3 }, (_, at) => colour[at % 3]!));
  const raw = { raw: { width: side, height: side, channels: 3 } } as const;
  const png = await sharp(pixels([10, 20, 30]), raw)
    .png()
    .toBuffer();
  const one = await decode(png, 'png', null, reading('first', [2]));
  assert.deepEqual([colourOf(one), one.isPlain, one.planes], [grey(20), false, { pages: 1, channels: 3, shown: 3 }]);
  assert.deepEqual(colourOf(await decode(png, 'png', null, reading('maximum', [3, 2, 1]))), [30, 20, 10]);
  const frames = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  const animation = await sharp(Buffer.concat(frames.map(pixels)), {
    raw: { width: side, height: side * 3, channels: 3, pageHeight: side },
  })
    .webp({ lossless: true, loop: 0, delay: [100, 100, 100] })
    .toBuffer();
  assert.deepEqual((await decode(animation, 'webp', null, null)).planes.pages, 3);
  assert.deepEqual(colourOf(await decode(animation, 'webp', null, reading(3))), [0, 0, 255]);
  assert.deepEqual(colourOf(await decode(animation, 'webp', null, reading('maximum'))), grey(255));
  const eight = tiffOfPages([10, 90].map((value) => page([value], { bits: 8 })));
  assert.deepEqual(colourOf(await decode(eight, 'tiff', null, reading(2))), grey(90));
});

test('files of all these kinds show what exports are tested to read of them', async () => {
  const wrong: string[] = [];
  for (const file of stackFiles) {
    const { raster } = await decode(
      Buffer.from(await file.bytes()),
      file.extension === 'tif' ? 'tiff' : file.extension,
      stackWindow,
      file.reading,
    );
    const difference = largestDifference(shownBy(file), { ...raster, data: raster.pixels });
    if (difference > 1) wrong.push(`${file.extension}: ${file.says}: ${difference}`);
  }
  assert.deepEqual(wrong, []);
});

test('a picture is kept under a name of its own for each reading', () => {
  const hash = hashOf('a stack');
  const keys = [null, reading('middle'), reading('maximum'), reading('first', [1]), reading('first', [1, 1, 2])].flatMap((one) => [
    pictureKey(hash, { window: null, reading: one }),
    pictureKey(hash, { window, reading: one }),
  ]);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(pictureKey(hash, { window: null, reading: null }), hash);
});

test('planted: a page too late, and channels counted from one, are found out', async () => {
  const pages = [10, 60, 30].map((value): Samples => ({
    width: 1,
    height: 1,
    channels: 3,
    values: Float32Array.of(value, value + 1, value + 2),
    opaque: 1,
  }));
  const planes: Planes = { pages: 3, channels: 3, shown: 3 };
  const of = async (shift: number): Promise<number[]> => {
    const applied = readingOf(reading('middle', [1]), planes)!;
    const chosen = await chosenPage(applied.pages, 3, (at) => Promise.resolve(pages[at + shift] ?? pages[0]!));
    return [...channelsOf(chosen, [0 + shift]).values];
  };
  assert.deepEqual(await of(0), [60]);
  assert.notDeepEqual(await of(1), [60]);
});

test('the stacks that were once read as their first page alone', async (t) => {
  const folder = sharedPath('data', 'faults', 'stack-uses-first-slice-silently');
  if (folder === null) {
    t.skip('../shared/data is missing');
    return;
  }
  const decoded = (name: string, chosen: Reading | null): Promise<Decoded> =>
    decode(readFileSync(join(folder, name)), 'tiff', null, chosen);
  const stack = 'imagej-zstack-first-slice-empty.tif';
  assert.deepEqual((await decoded(stack, null)).planes, { pages: 9, channels: 1, shown: 1 });
  assert.deepEqual((await decoded(stack, null)).tone, { low: 99.5, high: 100.5 }, 'its first page is empty');
  assert.deepEqual((await decoded(stack, reading('maximum'))).tone, { low: 100, high: 3100 });
  assert.deepEqual((await decoded(stack, reading('brightest'))).tone, { low: 100, high: 3100 });
  assert.deepEqual((await decoded(stack, reading(9))).tone, { low: 100, high: 1500 });
  assert.deepEqual((await decoded('imagej-2ch.tif', null)).planes, { pages: 1, channels: 2, shown: 1 });
  const three = await decoded('ome-3ch-pages.ome.tif', reading('first', [1, 2, 3]));
  assert.deepEqual(three.planes, { pages: 1, channels: 3, shown: 1 });
  assert.ok(
    three.raster.pixels.some((value, at) => at % 3 === 1 && value !== three.raster.pixels[at - 1]),
    'in colour',
  );
});
