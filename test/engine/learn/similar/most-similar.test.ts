import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalRandom, seededRandom } from '../../../../engine/domain/statistics/random.ts';
import { ByteRows } from '../../../../engine/learn/similar/byte-rows.ts';
import { cosine, meanDirection, mostSimilar, type Similar } from '../../../../engine/learn/similar/most-similar.ts';

const dimension = 96;

/** Rows as networks give them: a few directions in common, never negative, of different lengths. */
function drawnRows(count: number, seed: number): Float32Array {
  const random = normalRandom(seededRandom(seed));
  const directions = Array.from({ length: 8 * dimension }, () => random());
  return Float32Array.from({ length: count * dimension }, (_, at) => {
    const [row, column] = [Math.floor(at / dimension), at % dimension];
    return Math.max(0, directions[(row % 8) * dimension + column]! + 0.3 * random()) * (1 + (row % 5));
  });
}
const rowOf = (rows: Float32Array, row: number): Float32Array => rows.subarray(row * dimension, (row + 1) * dimension);
const roundedRows = (rows: Float32Array): ByteRows =>
  ByteRows.of(rows.length / dimension, dimension, (first, count) => rows.subarray(first * dimension, (first + count) * dimension));

/** All candidates compared by their rows as they are. */
function byComparingAll(rows: Float32Array, direction: Float32Array, candidates: Int32Array, most: number): Similar[] {
  return [...candidates]
    .map((row) => ({ row, similarity: cosine(direction, rowOf(rows, row)) }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, most);
}

test('the most similar rows are exactly those of comparing all, in the same order, though rows are rounded to bytes', () => {
  const rows = drawnRows(3000, 1);
  const bytes = roundedRows(rows);
  const candidates = Int32Array.from({ length: 3000 }, (_, row) => row);
  let read = 0;
  for (let asked = 0; asked < 3000; asked += 97) {
    const direction = meanDirection(rowOf(rows, asked), dimension);
    const found = mostSimilar(bytes, direction, candidates, 50, (row) => {
      read += 1;
      return rowOf(rows, row);
    });
    assert.deepEqual(found, byComparingAll(rows, direction, candidates, 50));
    assert.equal(found[0]!.row, asked);
    assert.ok(Math.abs(found[0]!.similarity - 1) < 1e-6);
  }
  assert.ok(read < 31 * 500, `${read} rows were read: too many to save anything`);

  // The planted fault: without reading them again, rounding changes which they are.
  const direction = meanDirection(rowOf(rows, 7), dimension);
  const { products } = bytes.products(direction);
  const byBytes = [...candidates].sort((a, b) => products[b]! - products[a]!).slice(0, 50);
  assert.notDeepEqual(
    byBytes,
    byComparingAll(rows, direction, candidates, 50).map(({ row }) => row),
  );
});

test('products of rounded rows are off by no more than their standard error says', () => {
  const rows = drawnRows(1000, 2);
  const bytes = roundedRows(rows);
  const direction = meanDirection(rowOf(rows, 3), dimension);
  const { products, error } = bytes.products(direction);
  const errors = [...products].map((product, row) => product - cosine(direction, rowOf(rows, row)));
  assert.ok(Math.max(...errors.map(Math.abs)) < 5 * error, `${Math.max(...errors.map(Math.abs))} against ${error}`);
  assert.ok(Math.sqrt(errors.reduce((sum, one) => sum + one ** 2, 0) / errors.length) < error);
});

test('only candidates are chosen from, fewer than asked for are all given, and a row of zeros is similar to nothing', () => {
  const rows = drawnRows(40, 3);
  rows.fill(0, 5 * dimension, 6 * dimension);
  const candidates = Int32Array.of(9, 5, 21);
  const direction = meanDirection(rowOf(rows, 0), dimension);
  const found = mostSimilar(roundedRows(rows), direction, candidates, 10, (row) => rowOf(rows, row));
  assert.deepEqual(
    found.map(({ row }) => row).sort((a, b) => a - b),
    [5, 9, 21],
  );
  assert.deepEqual(found.at(-1), { row: 5, similarity: 0 });
});

test('several rows count alike whatever their lengths', () => {
  const [one, other] = [new Float32Array(dimension), new Float32Array(dimension)];
  one[0] = 1;
  other[1] = 50;
  const mean = meanDirection(Float32Array.of(...one, ...other), dimension);
  assert.ok(Math.abs(mean[0]! - mean[1]!) < 1e-6 && Math.abs(cosine(mean, one) - Math.SQRT1_2) < 1e-6);
});

test('rows of any length are compared, with whole numbers exactly', () => {
  for (const width of [1, 15, 16, 37]) {
    const random = seededRandom(width);
    // Steps of one 127th, so that rounding changes nothing.
    const rows = Float32Array.from({ length: 33 * width }, (_, at) => (at % width === 0 ? 127 : Math.floor(255 * random()) - 127));
    const bytes = ByteRows.of(33, width, (first, count) => rows.subarray(first * width, (first + count) * width));
    for (const asked of [0, 32]) {
      const direction = meanDirection(rows.subarray(asked * width, (asked + 1) * width), width);
      const { products } = bytes.products(direction);
      for (let row = 0; row < 33; row++) {
        const exact = cosine(direction, rows.subarray(row * width, (row + 1) * width));
        assert.ok(Math.abs(products[row]! - exact) < 1e-5, `row ${row} of width ${width}: ${products[row]!} instead of ${exact}`);
      }
    }
  }
});
