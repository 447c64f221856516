import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  apartCheck,
  apartFromTest,
  curveSizes,
  imagesAt,
  nestedSubset,
  pairedSeed,
} from '../../../../engine/domain/labels/nested-sizes.ts';
import type { ReportImage, TransferPoint } from '../../../../engine/domain/report/transfer-benefit.ts';

const images = (counts: readonly number[]): ReportImage[] =>
  counts.flatMap((count, at) =>
    Array.from({ length: count }, (_, index) => ({ image: 1 + at * 1000 + index, class: at + 1, group: null })),
  );
const idsOf = (list: readonly ReportImage[]): number[] => list.map(({ image }) => image);

test('sizes climb by 1, 2, 5, 10 as far as the labels go, and end with all', () => {
  assert.deepEqual(curveSizes([60, 60]), [1, 2, 5, 10, 20, 50, 60]);
  assert.deepEqual(curveSizes([300, 300, 300]), [1, 2, 5, 10, 20, 50, 100, 200, 300]);
  assert.deepEqual(curveSizes([20, 20]), [1, 2, 5, 10, 20]);
  assert.deepEqual(curveSizes([1, 1]), [1]);
  assert.deepEqual(curveSizes([3, 1]), [1, 2, 3]);
});

test('a size that is hardly less than all is left out, also where only one class goes on', () => {
  assert.deepEqual(curveSizes([21, 21]), [1, 2, 5, 10, 21]);
  assert.deepEqual(curveSizes([22, 22]), [1, 2, 5, 10, 20, 22]);
  assert.deepEqual(curveSizes([12, 100, 100]), [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(curveSizes([60, 2000]).slice(-3), [500, 1000, 2000]);
  assert.equal(imagesAt([3, 10, 50], 10), 23);
});

test('the images of a smaller size are among those of every larger one, and a class with fewer gives all it has', () => {
  const all = images([3, 12, 40]);
  for (const seed of [0, 1, 2]) {
    let smaller: number[] = [];
    for (const size of curveSizes([3, 12, 40])) {
      const subset = nestedSubset(all, size, 7, seed);
      assert.ok(
        smaller.every((image) => idsOf(subset).includes(image)),
        `size ${size}`,
      );
      const ofClass = [1, 2, 3].map((id) => subset.filter((image) => image.class === id).length);
      assert.deepEqual(ofClass, [Math.min(3, size), Math.min(12, size), Math.min(40, size)]);
      smaller = idsOf(subset);
    }
    assert.equal(smaller.length, 55);
  }
});

test('a seed chooses the same images again in whatever order they come, another seed chooses others', () => {
  const all = images([30, 30]);
  assert.deepEqual(nestedSubset(all.toReversed(), 5, 7, 0), nestedSubset(all, 5, 7, 0));
  assert.notDeepEqual(nestedSubset(all, 5, 7, 1), nestedSubset(all, 5, 7, 0));
  assert.notDeepEqual(nestedSubset(all, 5, 8, 0), nestedSubset(all, 5, 7, 0));
  assert.ok(pairedSeed(2 ** 31 - 1, 11) < 2 ** 31);
});

test('images added to one class do not change the choice in another', () => {
  const before = nestedSubset(images([30, 30]), 5, 7, 0).filter((image) => image.class === 1);
  assert.deepEqual(
    nestedSubset(images([30, 31]), 5, 7, 0).filter((image) => image.class === 1),
    before,
  );
});

test('near-duplicates are never on both sides: they are left out, and a point trained on one is refused', () => {
  const train: ReportImage[] = [
    { image: 1, class: 1, group: 'a' },
    { image: 2, class: 1, group: null },
    { image: 3, class: 2, group: 'b' },
  ];
  const tested: ReportImage[] = [
    { image: 10, class: 1, group: 'a' },
    { image: 11, class: 2, group: null },
  ];
  assert.deepEqual(idsOf(apartFromTest([...train, ...tested], tested)), [2, 3]);
  const check = apartCheck(train, tested);
  const trainedOn = (...trainImages: number[]): TransferPoint => ({
    arm: 'transfer',
    perClass: 1,
    seed: 0,
    trainImages,
    predicted: [0, 0],
    validationScore: 0,
    finished: true,
    imagePasses: 1,
    trials: 1,
    seconds: 1,
    curve: [],
  });
  check(trainedOn(2, 3));
  assert.throws(() => check(trainedOn(1, 3)), /image 1 is a test image, or shares its group with one/);
  assert.throws(() => check(trainedOn(2, 11)), /image 11 is a test image/);
  assert.throws(() => check(trainedOn(2, 99)), /image 99 is not one of the report's/);
});
