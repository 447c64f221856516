import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import { unknownCapture, type Capture } from '../../../engine/domain/labels/capture.ts';
import { captureOf } from '../../../engine/images/capture.ts';
import { DecodePool } from '../../../engine/images/pool.ts';
import { temporaryFolder } from '../../support/project.ts';

const picture = sharp({ create: { width: 20, height: 10, channels: 3, background: 'green' } });
const camera = { Make: 'Canon', Model: 'Canon EOS R5' };
const original = { DateTimeOriginal: '2026:06:01 12:30:05', BodySerialNumber: '0042' };
const taken: Capture = { takenAt: Date.UTC(2026, 5, 1, 12, 30, 5), camera: 'Canon EOS R5 0042' };

/** The Exif data of a JPEG, as the decoder gives them. */
async function exifOf(tags: Parameters<typeof picture.withExif>[0]): Promise<Buffer> {
  const { exif } = await sharp(await picture.clone().withExif(tags).jpeg().toBuffer()).metadata();
  return exif!;
}

describe('when and with what a picture was taken', () => {
  let pool: DecodePool;
  before(() => {
    pool = new DecodePool({ workers: 1 });
  });
  after(() => pool.close());

  test('is read from the Exif data of JPEG, PNG, WebP and AVIF, and from the tags of TIFF', async (t) => {
    const folder = temporaryFolder(t);
    const tagged = picture.clone().withExif({ IFD0: { ...camera, DateTime: '2026:06:01 12:30:05' }, IFD2: original });
    for (const format of ['jpeg', 'png', 'webp', 'avif'] as const) {
      const file = join(folder, `a.${format}`);
      await writeFile(file, await tagged.clone().toFormat(format).toBuffer());
      assert.deepEqual(await pool.capture(file), taken, format);
      const verdict = await pool.prepare(file, { cache: folder });
      assert.ok('prepared' in verdict);
      assert.deepEqual(verdict.prepared.capture, taken, format);
    }
    const tiff = join(folder, 'a.tif');
    await writeFile(tiff, taggedTiff({ 271: 'Leica', 272: 'DMi8', 306: '2025:12:31 23:59:59' }));
    const ofTags = { takenAt: Date.UTC(2025, 11, 31, 23, 59, 59), camera: 'Leica DMi8' };
    assert.deepEqual(await pool.capture(tiff), ofTags);
    const verdict = await pool.prepare(tiff, { cache: folder });
    assert.deepEqual('prepared' in verdict && verdict.prepared.capture, ofTags);
  });

  test('is unknown where the file does not say, cannot be read, or is gone', async (t) => {
    const folder = temporaryFolder(t);
    const [plain, broken] = [join(folder, 'plain.png'), join(folder, 'broken.jpg')];
    await writeFile(plain, await picture.clone().png().toBuffer());
    await writeFile(broken, 'no picture');
    for (const file of [plain, broken, join(folder, 'gone.jpg')]) assert.deepEqual(await pool.capture(file), unknownCapture, file);
  });

  test('is the digitising or saving time where the capture time is missing, and nothing for a clock that was never set', async () => {
    const timeOf = async (tags: Parameters<typeof exifOf>[0]) => captureOf(await exifOf(tags)).takenAt;
    const saved = '2026:01:02 03:04:05';
    assert.equal(await timeOf({ IFD0: { DateTime: saved } }), Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.equal(await timeOf({ IFD0: { DateTime: saved }, IFD2: { DateTimeDigitized: '2020:01:01 00:00:00' } }), Date.UTC(2020, 0, 1));
    for (const wrong of ['0000:00:00 00:00:00', '    :  :     :  :  ', 'yesterday', '1900:01:01 00:00:00'])
      assert.equal(await timeOf({ IFD2: { DateTimeOriginal: wrong } }), null, wrong);
  });

  test('says the maker once, and no control characters', async () => {
    const cameraOf = async (tags: Record<string, string>) => captureOf(await exifOf({ IFD0: tags })).camera;
    assert.equal(await cameraOf(camera), 'Canon EOS R5');
    assert.equal(await cameraOf({ Make: 'NIKON  CORPORATION ', Model: 'Z 6' }), 'NIKON CORPORATION Z 6');
    assert.equal(await cameraOf({ Model: 'X\u0007Y' }), 'X Y');
    assert.equal(await cameraOf({ Artist: 'nobody' }), null);
  });

  test('damaged Exif data are unknown, never an error', async () => {
    const exif = await exifOf({ IFD0: { ...camera, DateTime: '2026:06:01 12:30:05' }, IFD2: original });
    for (let length = 0; length < exif.length; length += 3) {
      const { takenAt } = captureOf(exif.subarray(0, length));
      assert.ok(takenAt === null || takenAt === taken.takenAt);
    }
    for (let at = 0; at < exif.length; at++) {
      const damaged = Buffer.from(exif);
      damaged[at] = damaged[at]! ^ 0xff;
      captureOf(damaged);
    }
  });
});

/** A TIFF of one grey pixel with texts for tags (TIFF 6.0), little-endian. */
function taggedTiff(texts: Readonly<Record<number, string>>): Buffer {
  const numbers = { 256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: 1 };
  const entries = [...Object.entries(numbers), ...Object.entries(texts)].toSorted(([a], [b]) => Number(a) - Number(b));
  const directoryAt = 10;
  let textAt = directoryAt + 2 + 12 * entries.length + 4;
  const file = Buffer.alloc(textAt + Object.values(texts).reduce((sum, text) => sum + text.length + 1, 0));
  file.write('II');
  file.writeUInt16LE(42, 2);
  file.writeUInt32LE(directoryAt, 4);
  file.writeUInt16LE(entries.length, directoryAt);
  entries.forEach(([tag, value], index) => {
    const at = directoryAt + 2 + 12 * index;
    file.writeUInt16LE(Number(tag), at);
    file.writeUInt16LE(typeof value === 'string' ? 2 : 4, at + 2);
    file.writeUInt32LE(typeof value === 'string' ? value.length + 1 : 1, at + 4);
    file.writeUInt32LE(typeof value === 'string' ? textAt : value, at + 8);
    if (typeof value !== 'string') return;
    file.write(value, textAt);
    textAt += value.length + 1;
  });
  return file;
}
