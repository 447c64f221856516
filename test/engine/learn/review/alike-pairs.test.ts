import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallPicture } from '../../../../engine/domain/models/small-picture.ts';
import type { Raster } from '../../../../engine/domain/raster.ts';
import { likeness, lumaOf } from '../../../../engine/domain/review/alike-pictures.ts';
import { alikePairs } from '../../../../engine/learn/review/alike-pairs.ts';
import { nextShot, softBlobs } from '../../../support/burst-pictures.ts';
import { partOfPicture } from '../../../support/part-of-picture.ts';

const luma = (picture: Raster): Float32Array => lumaOf(smallPicture(picture));
const control = { pause: () => Promise.resolve(), onProgress: () => {} };
const pairsOf = (pictures: readonly Raster[]) => alikePairs(Uint8Array.from(pictures.flatMap((one) => [...smallPicture(one)])), control);
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

test('the next shot and a trimmed or brighter copy are like the first, in either order; another picture is not, and a plain one is like nothing', () => {
  const [one, other] = [softBlobs(1), softBlobs(2)];
  for (const shot of [
    nextShot(one),
    partOfPicture(one, { left: 0, top: 0.05, share: 0.94 }),
    partOfPicture(one, { left: 0, top: 0, share: 1, brighter: 1.3 }),
  ]) {
    assert.ok(likeness(luma(one), luma(shot)) > 0.88, String(likeness(luma(one), luma(shot))));
    assert.equal(likeness(luma(one), luma(shot)).toFixed(4), likeness(luma(shot), luma(one)).toFixed(4));
  }
  assert.ok(likeness(luma(one), luma(other)) < 0.6);
  const plain = softBlobs(3, 0);
  assert.equal(likeness(luma(plain), luma(plain)), 0);
});

test('all shots of bursts are found among other pictures, and nothing else, such as the same shape in another colour', async () => {
  const pictures = range(0, 60).map((seed) => softBlobs(seed));
  const shots = [3, 17, 40].map((of) => nextShot(pictures[of]!));
  const red = { ...pictures[9]!, pixels: pictures[9]!.pixels.map((value, at) => (at % 3 === 0 ? Math.min(255, value + 60) : value)) };
  assert.deepEqual(await pairsOf([...pictures, ...shots, red]), [
    [3, 60],
    [17, 61],
    [40, 62],
  ]);
});

test('pictures of a camera that never moves are not all alike; those of the same moment are', async () => {
  const ground = softBlobs(1, 60);
  const pictures = range(100, 140).map((seed) => softBlobs(seed, 5, ground));
  assert.ok(likeness(luma(pictures[0]!), luma(pictures[1]!)) > 0.83, 'the background alone makes them alike');
  const twice = softBlobs(100, 5, ground);
  const found = await pairsOf([...pictures, partOfPicture(twice, { left: 0, top: 0, share: 1, brighter: 1.05 })]);
  assert.deepEqual(found[0], [0, 40]);
  assert.ok(found.length <= 5, JSON.stringify(found));
});

test('without pictures, or with one, there is no pair; a stop is heeded', async () => {
  assert.deepEqual(await pairsOf([]), []);
  assert.deepEqual(await pairsOf([softBlobs(1)]), []);
  await assert.rejects(alikePairs(new Uint8Array(2 * 3072), { ...control, pause: () => Promise.reject(new Error('stopped')) }), /stopped/);
});
