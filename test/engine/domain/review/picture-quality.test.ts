import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { missingPart } from '../../../../engine/domain/review/missing-part.ts';
import {
  pictureQuality,
  pictureQualityDimension,
  qualityProblems,
  type QualityProblem,
} from '../../../../engine/domain/review/picture-quality.ts';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import type { Raster } from '../../../../engine/domain/raster.ts';
import { decode } from '../../../../engine/images/decode.ts';
import { sharedPath, withoutShared } from '../../../support/shared.ts';

type Level = (x: number, y: number) => number;
const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

function grey(level: Level, [width, height]: readonly [number, number] = [240, 180]): Raster {
  const pixels = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) pixels.fill(byte(level(at % width, Math.floor(at / width))), 3 * at, 3 * at + 3);
  return { width, height, pixels };
}
function changed(picture: Raster, level: (value: number) => number): Raster {
  const levels = Uint8Array.from({ length: 256 }, (_, value) => byte(level(value)));
  return { ...picture, pixels: picture.pixels.map((value) => levels[value]!) };
}
async function blurred(picture: Raster, sigma: number): Promise<Raster> {
  const { width, height } = picture;
  const smooth = await sharp(picture.pixels, { raw: { width, height, channels: 3 } })
    .blur(sigma)
    .raw()
    .toBuffer();
  return { width, height, pixels: new Uint8Array(smooth) };
}
function noise(deviation: number, seed: number): () => number {
  const normal = normalRandom(seededRandom(seed));
  return () => deviation * normal();
}
/** Brightened until 60 % of the pixels have a colour that clips. */
function overexposed(picture: Raster): Raster {
  const { pixels } = picture;
  const brightest = new Uint8Array(pixels.length / 3);
  for (let at = 0; at < brightest.length; at++) brightest[at] = Math.max(pixels[3 * at]!, pixels[3 * at + 1]!, pixels[3 * at + 2]!);
  brightest.sort();
  const gain = 255.5 / Math.max(1, brightest[Math.floor(0.4 * brightest.length)]!);
  return changed(picture, (value) => gain * value);
}

const rowsOf = (pictures: readonly Raster[]): Float32Array => joined(pictures.map(pictureQuality));
function joined(rows: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(rows.length * pictureQualityDimension);
  rows.forEach((row, at) => all.set(row, at * pictureQualityDimension));
  return all;
}
const problemOf = (picture: Raster): QualityProblem | null => qualityProblems(rowsOf([picture]))[0]?.problem ?? null;

const random = seededRandom(3);
const tiles = Array.from({ length: 400 }, () => 40 + 180 * random());
const texture = grey((x, y) => tiles[(Math.floor(x / 24) + 20 * Math.floor(y / 24)) % tiles.length]!);
const inside: Level = (x, y) => Math.hypot(x - 120, y - 90);

test('a sharp texture is fine, and the same one blurred is blurred, alone and among sharp ones', async () => {
  const soft = await blurred(texture, 3);
  assert.equal(problemOf(texture), null);
  assert.equal(problemOf(await blurred(texture, 5)), 'blurred');
  const found = qualityProblems(rowsOf([texture, texture, soft, texture, texture, texture]));
  assert.deepEqual(
    found.map(({ row, problem }) => ({ row, problem })),
    [{ row: 2, problem: 'blurred' }],
  );
  assert.ok(Math.abs(found[0]!.value - 3) < 0.6, `a blur of 3 pixels, measured ${found[0]!.value}`);
});

test('noise does not make a blurred picture sharp', async () => {
  const grain = noise(3, 5);
  const soft = await blurred(texture, 4);
  const noisy = { ...soft, pixels: soft.pixels.map((value) => byte(value + grain())) };
  assert.deepEqual(
    qualityProblems(rowsOf([texture, texture, texture, texture, noisy])).map(({ row }) => row),
    [4],
  );
});

test('a picture with a sharp object before a blurred background is not blurred', async () => {
  const background = await blurred(texture, 6);
  const pixels = background.pixels.slice();
  for (let y = 60; y < 120; y++) pixels.set(texture.pixels.subarray(3 * (y * 240 + 80), 3 * (y * 240 + 160)), 3 * (y * 240 + 80));
  assert.deepEqual(qualityProblems(rowsOf([texture, texture, texture, texture, { ...background, pixels }])), []);
});

test('dark frames and frames that show nothing are told apart', () => {
  const grain = noise(6, 7);
  const hot = noise(1.5, 8);
  assert.equal(problemOf(grey(() => 0)), 'blank');
  assert.equal(problemOf(grey(() => 255)), 'blank');
  assert.equal(problemOf(grey(() => 2 + hot())), 'blank');
  assert.equal(problemOf(grey(() => 130 + grain())), 'blank');
  assert.equal(problemOf(changed(texture, (value) => value / 12)), 'dark');
  assert.equal(problemOf(grey((x, y) => ((x + y) % 2 === 0 ? 90 : 160))), null, 'a fine texture is not noise');
});

test('an empty field under uneven light is blank, a gradient across the whole range and a faint object are not', () => {
  assert.equal(problemOf(grey((x, y) => 200 - 30 * (inside(x, y) / 150) ** 2)), 'blank');
  assert.equal(problemOf(grey((x) => 20 + (x / 240) * 215)), null);
  assert.equal(problemOf(grey((x, y) => (inside(x, y) < 12 ? 165 : 180))), null);
});

test('a dark picture with a bright object is not dark, in whatever colour it shines', () => {
  assert.equal(problemOf(grey((x, y) => (inside(x, y) < 8 ? 220 : 6))), null);
  const blue = grey((x, y) => (inside(x, y) < 8 ? 220 : 6));
  for (let at = 0; at < blue.pixels.length; at += 3) blue.pixels.fill(0, at, at + 2);
  assert.equal(problemOf(blue), null);
});

test('an overexposed picture is bleached, an object before white is not', async () => {
  const lit = grey((x, y) => 80 + 60 * Math.sin(x / 17) * Math.cos(y / 23) + 0.2 * x + (Math.floor(x / 9) % 2) * 20);
  assert.equal(problemOf(lit), null);
  assert.equal(problemOf(overexposed(lit)), 'bleached');
  const object = grey((x, y) => (inside(x, y) < 50 ? tiles[Math.floor(x / 6) % tiles.length]! : 255));
  assert.equal(problemOf(object), null);
  assert.equal(problemOf(await blurred(object, 1)), null);
});

test('what all pictures of a project share is no problem of any', async () => {
  const dim = changed(texture, (value) => value / 6);
  const soft = await blurred(texture, 3);
  assert.deepEqual(qualityProblems(rowsOf([dim, dim, dim, dim, dim])), []);
  assert.deepEqual(qualityProblems(rowsOf([soft, soft, soft, soft, soft])), []);
});

test('problems come in a fixed order, the worst first within each, and an image only once', async () => {
  const sharpOnes = Array.from({ length: 9 }, () => texture);
  const bad = [await blurred(texture, 3), await blurred(texture, 4), changed(texture, (v) => v / 12), changed(texture, (v) => v / 8)];
  assert.deepEqual(
    qualityProblems(rowsOf([...sharpOnes, ...bad, grey(() => 9)])).map(({ row, problem }) => [row, problem]),
    [
      [13, 'blank'],
      [11, 'dark'],
      [12, 'dark'],
      [10, 'blurred'],
      [9, 'blurred'],
    ],
  );
  assert.deepEqual(qualityProblems(new Float32Array(0)), []);
});

test('every picture has a row of finite numbers, however small or narrow', () => {
  for (const size of [
    [1, 1],
    [1, 512],
    [512, 1],
    [3, 5],
    [9, 9],
  ] as const) {
    const row = pictureQuality(grey((x, y) => (97 * x + 31 * y) % 256, size));
    assert.equal(row.length, pictureQualityDimension);
    assert.ok(
      row.every((value) => Number.isFinite(value)),
      String(row),
    );
  }
});

/** What a decoder makes of a JPEG that ends too early, saved again. */
async function cutOff(picture: Raster, share: number): Promise<Raster> {
  const { width, height, pixels } = picture;
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 85 })
    .toBuffer();
  const some = await sharp(jpeg.subarray(0, Math.round(share * jpeg.length)), { failOn: 'none' })
    .jpeg({ quality: 85 })
    .toBuffer();
  return { width, height, pixels: new Uint8Array(await sharp(some).raw().toBuffer()) };
}

test('a picture of which the lower part is missing is cut off, wherever its last block ends', async () => {
  const texture = grey((x, y) => tiles[(x >> 3) + 30 * ((y >> 3) % 13)]! + 20 * Math.sin(x * y));
  for (const share of [0.3, 0.6, 0.85]) {
    const part = await cutOff(texture, share);
    assert.ok(Math.abs(missingPart(part) - (1 - share)) < 0.1, `${share}: ${missingPart(part)}`);
    assert.equal(problemOf(part), 'cut-off');
  }
  assert.equal(missingPart(texture), 0);
});

test('a plain background, a frame and a border are not a missing part', () => {
  const object: Level = (x, y) => (Math.hypot(x - 120, y - 90) < 60 ? 90 : 240);
  const dusk: Level = (x, y) => Math.max(20, 200 - 2 * Math.max(0, y - 10)) + (y < 100 ? x % 7 : 0);
  const letterbox: Level = (x, y) => (y < 20 || y > 160 ? 0 : 60 + ((x * y) % 150));
  for (const level of [object, dusk, letterbox, () => 30]) assert.equal(missingPart(grey(level)), 0);
  const border: Level = (x, y) => (y > 175 ? 255 : 60 + ((x * y) % 150));
  assert.notEqual(problemOf(grey(border)), 'cut-off');
  const banner = Array.from({ length: 6 }, () => pictureQuality(grey((x, y) => (y > 140 ? 0 : 60 + ((x * y) % 150)))));
  assert.deepEqual(qualityProblems(joined(banner)), [], 'all pictures of the project have it');
});

const realSets = { flowers: ['flowers'], trash: ['trash'], grocery: ['grocery', 'train'], cells: ['cells', 'crops'] } as const;
/** Pictures per set; each is then spoilt in five ways, and added to them alone. */
const sampled = 30;

for (const [name, parts] of Object.entries(realSets)) {
  test(`few real pictures of ${name} are listed, and most spoilt ones`, { skip: withoutShared('data', ...parts) }, async () => {
    const files = picturesBelow(sharedPath('data', ...parts)!);
    const pictures = await Promise.all(
      Array.from({ length: sampled }, async (_, at) => {
        const file = files[Math.floor((at * files.length) / sampled)]!;
        return (await decode(readFileSync(file), 'jpeg', null)).raster;
      }),
    );
    const rows = pictures.map(pictureQuality);
    const listed = qualityProblems(joined(rows));
    for (const problem of ['cut-off', 'blank', 'dark', 'bleached', 'blurred'] as const) {
      assert.ok(listed.filter((one) => one.problem === problem).length <= 1, `${problem}: ${JSON.stringify(listed)}`);
    }
    const grain = noise(6, 11);
    const faults: Readonly<Record<QualityProblem, { least: number; plant(picture: Raster): Raster | Promise<Raster> }>> = {
      'cut-off': { least: 0.95, plant: (picture) => cutOff(picture, 0.7) },
      blank: { least: 0.95, plant: () => grey(() => 120 + grain()) },
      dark: { least: 0.95, plant: (picture) => changed(picture, (value) => value / 12) },
      bleached: { least: 0.95, plant: overexposed },
      blurred: { least: 0.8, plant: (picture) => blurred(picture, 4) },
    };
    for (const [problem, { least, plant }] of Object.entries(faults)) {
      let found = 0;
      for (const picture of pictures) {
        const row = pictureQuality(await plant(picture));
        if (qualityProblems(joined([...rows, row])).some((one) => one.row === sampled && one.problem === problem)) found += 1;
      }
      assert.ok(found >= least * sampled, `${problem}: ${found} of ${sampled}`);
    }
  });
}

function picturesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jpg'))
    .sort()
    .map((file) => join(folder, file));
}
