import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StudioError } from '../../../../engine/domain/failure.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { toUnitLength } from '../../../../engine/learn/head/row-placement.ts';
import { drawMap, type MapDrawing } from '../../../../engine/learn/map/draw-map.ts';
import { nearestNeighbours } from '../../../../engine/learn/map/nearest-neighbours.ts';
import { principalCoordinates } from '../../../../engine/learn/map/principal-coordinates.ts';
import { trustworthiness } from '../../../support/benches/trustworthiness.ts';
import { classClouds } from '../../../support/models/class-clouds.ts';

const dimension = 64;
const perClass = 80;
const { features: rows } = classClouds({ perClass: [perClass, perClass, perClass], dimension, spread: 0.7, seed: 4 });
const goOn = (): Promise<void> => Promise.resolve();
const drawing = (change: Partial<MapDrawing> = {}): MapDrawing => ({
  seed: 1,
  progress: () => undefined,
  pause: goOn,
  deliver: goOn,
  deliverEveryMs: 0,
  ...change,
});
const judged = (positions: Float32Array): number => trustworthiness(toUnitLength(rows, dimension), dimension, positions, 10);

describe('a map of features', () => {
  test('keeps neighbours together, far better than chance, and gives the same for the same seed', async () => {
    const delivered: Float32Array[] = [];
    const stages: string[] = [];
    const positions = await drawMap(
      { rows, dimension },
      drawing({
        deliver: (some) => {
          delivered.push(some.slice());
          return Promise.resolve();
        },
        progress: (stage) => {
          if (stages.at(-1) !== stage) stages.push(stage);
        },
      }),
    );
    assert.deepEqual(stages, ['neighbours', 'arranging']);
    assert.ok(delivered.length > 100, 'it is delivered while it takes shape');
    assert.deepEqual(delivered.at(-1), positions);
    const kept = judged(positions);
    assert.ok(kept > 0.85 && kept > judged(delivered[0]!), `${kept} in the end, ${judged(delivered[0]!)} in the beginning`);

    assert.deepEqual(await drawMap({ rows, dimension }, drawing({ deliverEveryMs: 1e9 })), positions);
    assert.notDeepEqual(await drawMap({ rows, dimension }, drawing({ seed: 2 })), positions);

    // The planted fault: the same places given to other images.
    const random = seededRandom(3);
    const misplaced = positions.map(() => random());
    assert.ok(judged(misplaced) < 0.6, String(judged(misplaced)));
  });

  test('is stopped between steps, and places images that are all the same', async () => {
    let pauses = 0;
    const stopping = drawing({
      pause: () => (++pauses > 20 ? Promise.reject(new StudioError('stopped')) : goOn()),
    });
    await assert.rejects(drawMap({ rows, dimension }, stopping), { code: 'stopped' });
    const same = await drawMap({ rows: new Float32Array(20 * dimension).fill(0.5), dimension }, drawing());
    assert.ok(same.every(Number.isFinite));
  });
});

test('principal coordinates keep distances as far as their directions go', async () => {
  const { coordinates, k } = await principalCoordinates(rows, dimension, 100, goOn);
  assert.equal(k, dimension, 'there are no more directions than numbers in a row');
  const unit = toUnitLength(rows, dimension);
  const squared = (all: Float32Array, width: number, other: number): number =>
    Array.from({ length: width }, (_, at) => (all[at]! - all[other * width + at]!) ** 2).reduce((sum, one) => sum + one, 0);
  for (const other of [1, 100, 239]) assert.ok(Math.abs(squared(coordinates, k, other) - squared(unit, dimension, other)) < 1e-4);
  const variance = (column: number): number =>
    Array.from({ length: 240 }, (_, row) => coordinates[row * k + column]! ** 2).reduce((sum, one) => sum + one, 0);
  assert.ok(variance(0) >= variance(1) && variance(1) > variance(40));
});

test('nearest neighbours are those of comparing all rows with all, also where rows are the same', async () => {
  const some = rows.slice(0, 50 * dimension);
  some.copyWithin(7 * dimension, 3 * dimension, 4 * dimension);
  const { rows: found, distances } = await nearestNeighbours(some, dimension, 5, goOn);
  for (let row = 0; row < 50; row++) {
    const own = Array.from({ length: 50 }, (_, other) => ({
      other,
      distance: Math.hypot(...Array.from({ length: dimension }, (__, at) => some[row * dimension + at]! - some[other * dimension + at]!)),
    }))
      .filter(({ other }) => other !== row)
      .sort((a, b) => a.distance - b.distance)
      .slice(0, 5);
    assert.deepEqual(
      [...found.subarray(row * 5, row * 5 + 5)],
      own.map(({ other }) => other),
    );
    own.forEach(({ distance }, at) => assert.ok(Math.abs(distance - distances[row * 5 + at]!) < 1e-5));
  }
  assert.equal(found[7 * 5], 3);
});
