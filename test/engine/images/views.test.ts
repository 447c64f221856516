import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import sharp from 'sharp';
import type { Raster } from '../../../engine/domain/raster.ts';
import { viewPath } from '../../../engine/images/cache-paths.ts';
import { decodeView } from '../../../engine/images/decode.ts';
import { prepare } from '../../../engine/images/prepare.ts';
import type { Prepared } from '../../../engine/images/prepared.ts';
import { asJpeg, asPng, drawScene, meanDifference, meanValue, rasterOf, tiffFile, type TiffFacts } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/project.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';

interface Shown {
  readonly prepared: Prepared;
  readonly original: Buffer;
  readonly view: Buffer;
  readonly thumb: Buffer;
  readonly raster: Raster;
}

async function shown(t: TestContext, file: string): Promise<Shown> {
  const cache = join(temporaryFolder(t), 'cache');
  const verdict = await prepare(file, { cache, window: null });
  assert.ok('prepared' in verdict, JSON.stringify(verdict));
  const view = readFileSync(viewPath(cache, verdict.prepared.hash));
  return {
    prepared: verdict.prepared,
    original: readFileSync(file),
    view,
    thumb: Buffer.from(verdict.thumbnail),
    raster: await decodeView(view),
  };
}

async function shownFrom(t: TestContext, name: string, bytes: Buffer): Promise<Shown> {
  const file = join(temporaryFolder(t), name);
  writeFileSync(file, bytes);
  return shown(t, file);
}

/** Mean difference that two encodings of the same scene stay below; the same scene turned differs by several times as much. */
const sameScene = 6;

for (const series of ['exif-orientation-%.jpg', 'exif-small-%.jpg', 'exif-webp-%.webp']) {
  test(
    `the pictures ${series} show one same upright scene in view, thumbnail and raster`,
    { skip: withoutShared('data', 'odd') },
    async (t) => {
      const file = (orientation: number): string => sharedPath('data', 'odd', 'must-open', series.replace('%', String(orientation))) ?? '';
      const first = series.startsWith('exif-orientation') ? 1 : 2;
      const upright = await shown(t, file(first));
      for (let orientation = first + 1; orientation <= 8; orientation++) {
        const turned = await shown(t, file(orientation));
        assert.ok(meanDifference(turned.raster, upright.raster) < sameScene, `raster of ${orientation}`);
        assert.ok(meanDifference(await rasterOf(turned.view), await rasterOf(upright.view)) < sameScene, `view of ${orientation}`);
        assert.ok(meanDifference(await rasterOf(turned.thumb), await rasterOf(upright.thumb)) < sameScene, `thumbnail of ${orientation}`);
        // Guards the check itself: as stored, without turning, the scene is another one. Ignoring the turn, or turning twice, would show.
        const asStored = await rasterOf(
          await sharp(turned.original).resize({ width: upright.raster.width, height: upright.raster.height, fit: 'fill' }).png().toBuffer(),
        );
        assert.ok(meanDifference(asStored, upright.raster) > 2 * sameScene, `stored pixels of ${orientation}`);
      }
    },
  );
}

test('a small ordinary JPEG or PNG is shown by its own bytes, unchanged', async (t) => {
  const scene = drawScene(3, 300, 200);
  for (const [name, bytes] of [
    ['a.jpg', await asJpeg(scene)],
    ['a.png', await asPng(scene)],
  ] as const) {
    const { view } = await shownFrom(t, name, bytes);
    assert.ok(view.equals(bytes), name);
  }
});

test('a JPEG that lacks only its end marker is shown whole; one that lacks part of its picture is refused', async (t) => {
  const whole = await asJpeg(drawScene(3, 300, 200));
  const { raster } = await shownFrom(t, 'whole.jpg', whole);
  for (const cut of [1, 2]) {
    const unended = await shownFrom(t, 'unended.jpg', whole.subarray(0, -cut));
    assert.ok(meanDifference(unended.raster, raster) < 1, 'every pixel is there');
    assert.ok(!unended.view.equals(unended.original), 'other programs would refuse its own bytes');
  }
  const progressive = await sharp(whole).jpeg({ progressive: true }).toBuffer();
  // Cut behind a whole scan, a progressive file decodes without a warning, only coarser.
  const lastScan = progressive.lastIndexOf(Buffer.from([0xff, 0xda]));
  for (const part of [whole.subarray(0, -40), progressive.subarray(0, lastScan), progressive.subarray(0, -2)]) {
    const file = join(temporaryFolder(t), 'cut.jpg');
    writeFileSync(file, part);
    const verdict = await prepare(file, { cache: temporaryFolder(t), window: null });
    assert.equal('refused' in verdict && verdict.refused.code, 'cut-short');
  }
});

test('a large picture is shown at 512 pixels and its thumbnail at 192, both like the original; a small one is never enlarged', async (t) => {
  const scene = drawScene(4, 900, 600);
  const { prepared, raster, thumb } = await shownFrom(t, 'large.png', await asPng(scene));
  assert.deepEqual([prepared.width, prepared.height, raster.width, raster.height], [900, 600, 512, 341]);
  const resized = await rasterOf(
    await sharp(await asPng(scene))
      .resize(512, 341, { fit: 'fill' })
      .png()
      .toBuffer(),
  );
  assert.ok(meanDifference(raster, resized) < 3);
  const { width, height } = await rasterOf(thumb);
  assert.deepEqual([width, height], [192, 128]);
  const small = await shownFrom(
    t,
    'small.webp',
    await sharp(await asPng(drawScene(5, 40, 30)))
      .webp({ lossless: true })
      .toBuffer(),
  );
  assert.deepEqual([small.raster.width, (await rasterOf(small.thumb)).width], [40, 40]);
  assert.equal(meanDifference(small.raster, drawScene(5, 40, 30)), 0, 'a small lossless picture keeps every value');
});

test('what is learned from is what any viewer decodes from the view, and the same file always gives the same', async (t) => {
  const bytes = await asJpeg(drawScene(6, 700, 500));
  const [one, other] = [await shownFrom(t, 'a.jpg', bytes), await shownFrom(t, 'b.jpg', bytes)];
  assert.ok(one.view.equals(other.view) && one.thumb.equals(other.thumb));
  assert.equal(meanDifference(one.raster, await rasterOf(one.view)), 0);
  assert.deepEqual(one.prepared, other.prepared);
});

test('transparency is laid over white', async (t) => {
  const { raster } = await shownFrom(
    t,
    'clear.png',
    await sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0 } } })
      .png()
      .toBuffer(),
  );
  assert.equal(meanValue(raster), 255);
  const deep = await sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    .toColourspace('rgb16')
    .png()
    .toBuffer();
  assert.equal(meanValue((await shownFrom(t, 'clear16.png', deep)).raster), 255);
});

test(
  'a profile, a gamma or an alpha channel is applied, so such a file is not shown by its own bytes',
  { skip: withoutShared('data', 'odd') },
  async (t) => {
    for (const name of [
      'png-gamma-0.35.png',
      'png-display-p3.png',
      'png-rgba.png',
      'png-rgb-trns.png',
      'png-animated-apng.png',
      'cmyk.jpg',
      'exif-small-6.jpg',
    ]) {
      const { view, original } = await shown(t, sharedPath('data', 'odd', 'must-open', name) ?? '');
      assert.ok(!view.equals(original), name);
    }
  },
);

const ramp = (facts: Partial<TiffFacts> & Pick<TiffFacts, 'bits' | 'kind'>, from: number, to: number): Buffer =>
  tiffFile({ width: 64, height: 48, channels: 1, value: (sample) => from + ((to - from) * (sample % 64)) / 63, ...facts });

const deepPictures: readonly (readonly [name: string, file: Buffer, low: number, high: number])[] = [
  ['16 bits, dim', ramp({ bits: 16, kind: 'unsigned' }, 0, 300), 0, 300],
  ['16 bits with values below zero', ramp({ bits: 16, kind: 'signed' }, -1000, 2000), -1000, 2000],
  ['32 bits', ramp({ bits: 32, kind: 'unsigned' }, 0, 3_000_000), 0, 3_000_000],
  ['32-bit float between zero and one', ramp({ bits: 32, kind: 'float' }, 0, 1), 0, 1],
  ['32-bit float below zero', ramp({ bits: 32, kind: 'float' }, -7, -2), -7, -2],
];
for (const [name, file, low, high] of deepPictures) {
  test(`a picture of ${name} is shown from black to white through its own window, which is recorded`, async (t) => {
    const { prepared, raster } = await shownFrom(t, 'deep.tif', file);
    const tone = prepared.tone ?? { low: NaN, high: NaN };
    const step = (high - low) / 50;
    assert.ok(Math.abs(tone.low - low) < step && Math.abs(tone.high - high) < step, JSON.stringify(tone));
    assert.ok(Math.min(...raster.pixels) < 8 && Math.max(...raster.pixels) > 247);
    assert.ok(Math.abs(meanValue(raster) - 127.5) < 4);
  });
}

test('single glaring or missing values do not darken a picture', async (t) => {
  const glaring = tiffFile({
    width: 64,
    height: 48,
    channels: 1,
    bits: 32,
    kind: 'float',
    value: (sample) => (sample === 70 ? 1e9 : sample === 90 ? NaN : sample % 64),
  });
  const { raster, prepared } = await shownFrom(t, 'glaring.tif', glaring);
  assert.ok((prepared.tone?.high ?? Infinity) < 1000, JSON.stringify(prepared.tone));
  assert.ok(meanValue(raster) > 100);
});

test('a picture of one deep value is mid-grey, not black', async (t) => {
  const { raster } = await shownFrom(
    t,
    'flat.tif',
    tiffFile({ width: 20, height: 20, channels: 1, bits: 16, kind: 'unsigned', value: () => 77 }),
  );
  assert.ok(Math.abs(meanValue(raster) - 127.5) < 1);
});

test('colours of 16 bits keep their hue', async (t) => {
  const { raster } = await shownFrom(
    t,
    'red.tif',
    tiffFile({
      width: 30,
      height: 30,
      channels: 3,
      bits: 16,
      kind: 'unsigned',
      value: (sample) => (sample % 3 === 0 ? 900 + (sample % 7) : 30),
    }),
  );
  const [red, green, blue] = raster.pixels;
  assert.ok((red ?? 0) > 230 && (green ?? 255) < 10 && (blue ?? 255) < 10);
});

test('the first page of a stack of dim 16-bit pages is shown, and not black', { skip: withoutShared('data', 'odd') }, async (t) => {
  const { prepared, raster } = await shown(t, sharedPath('data', 'odd', 'must-open', 'tiff-zstack-16bit-6-pages.tif') ?? '');
  assert.deepEqual([prepared.frames, prepared.bitDepth], [6, 16]);
  assert.ok(meanValue(raster) > 60, `mean ${meanValue(raster)}`);
});
