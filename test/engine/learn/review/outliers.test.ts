import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outliers } from '../../../../engine/learn/review/outliers.ts';
import { classClouds } from '../../../support/models/class-clouds.ts';

const clouds = classClouds({ perClass: [40, 40, 40], dimension: 60, spread: 0.5, seed: 4 });
const { dimension } = clouds;
const odd = classClouds({ perClass: [1, 1, 1], dimension, spread: 0.5, seed: 9, world: 77 }).features;
const none = (count: number): null[] => new Array<null>(count).fill(null);

const among = (table: ReturnType<typeof stacked>, groups: readonly (string | null)[]): ReturnType<typeof outliers> =>
  outliers(table, groups, () => Promise.resolve());

function stacked(...parts: readonly Float32Array[]): { rows: Float32Array; dimension: number } {
  const rows = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((from, part) => {
    rows.set(part, from);
    return from + part.length;
  }, 0);
  return { rows, dimension };
}

test('images unlike all others are found, the most unlike first, however bright they are', async () => {
  const found = await among(
    stacked(
      clouds.features.map((value) => 50 * value),
      odd.subarray(0, dimension),
    ),
    none(121),
  );
  assert.deepEqual(
    found.map(({ row }) => row),
    [120],
  );
  const three = await among(stacked(clouds.features, odd), none(123));
  assert.deepEqual(
    three.map(({ row }) => row).sort((a, b) => a - b),
    [120, 121, 122],
  );
  assert.ok(three[0]!.score >= three[1]!.score && three[1]!.score >= three[2]!.score);
});

test('copies of an odd image do not make it usual if they share its group', async () => {
  const copies = new Array<Float32Array>(12).fill(odd.subarray(0, dimension));
  const table = stacked(clouds.features, ...copies);
  assert.deepEqual(await among(table, none(132)), []);
  const found = await among(table, [...none(120), ...new Array<string>(12).fill('copies')]);
  assert.ok(found.length > 0 && found.every(({ row }) => row >= 120));
});

test('there are none among images of some classes, among few images, or if all share a group', async () => {
  assert.deepEqual(await among({ rows: clouds.features, dimension }, none(120)), []);
  assert.deepEqual(await among(stacked(clouds.features.subarray(0, 15 * dimension), odd.subarray(0, dimension)), none(16)), []);
  assert.deepEqual(await among(stacked(clouds.features, odd), new Array<string>(123).fill('all')), []);
  assert.deepEqual(await among({ rows: new Float32Array(0), dimension }, []), []);
});
