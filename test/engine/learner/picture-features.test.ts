import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { pictureQuality, pictureQualityDimension } from '../../../engine/domain/review/picture-quality.ts';
import type { ContentHash } from '../../../engine/domain/ids.ts';
import { readQuality, readStatistics, type PictureReading } from '../../../engine/learner/picture-features.ts';
import { drawScene } from '../../support/pictures.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const images = Array.from({ length: 20 }, (_, at) => ({
  hash: createHash('sha256').update(String(at)).digest('hex') as ContentHash,
  view: String(at),
}));
const pictureOf = (view: string) => drawScene(Number(view), 40, 30);

test('the quality of each content is measured once, and read again without decoding anything', async (t) => {
  const decoded: string[] = [];
  const steps: [number, number][] = [];
  const reading: PictureReading = {
    images: images.slice(0, 17),
    folder: temporaryFolder(t),
    raster: (view) => {
      decoded.push(view);
      return Promise.resolve(pictureOf(view));
    },
    signal: new AbortController().signal,
    onProgress: (done, total) => steps.push([done, total]),
  };
  const first = await readQuality(reading);
  assert.equal(first.dimension, pictureQualityDimension);
  assert.deepEqual(first.rows, Float32Array.from(reading.images.flatMap(({ view }) => [...pictureQuality(pictureOf(view))])));
  assert.deepEqual(steps.at(-1), [17, 17]);
  // Other statistics of the same contents have a store of their own.
  await readStatistics(reading);
  decoded.length = 0;
  assert.deepEqual(await readQuality(reading), first);
  assert.deepEqual(decoded, []);
  const all = await readQuality({ ...reading, images: images.toReversed() });
  assert.deepEqual(
    decoded.toSorted((one, other) => Number(one) - Number(other)),
    ['17', '18', '19'],
  );
  assert.deepEqual(all.rows.subarray(-pictureQualityDimension), first.rows.subarray(0, pictureQualityDimension));
});

test('a stopped measurement says so', async (t) => {
  const stopped = readQuality({
    images,
    folder: temporaryFolder(t),
    raster: (view) => Promise.resolve(pictureOf(view)),
    signal: AbortSignal.abort(),
    onProgress: () => undefined,
  });
  await assert.rejects(stopped, { code: 'stopped' });
});
