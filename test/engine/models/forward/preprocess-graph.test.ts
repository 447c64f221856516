import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { GraphBuilder } from '../../../../engine/models/graph/graph.ts';
import { GraphSession } from '../../../../engine/learn/tensorflow/graph-session.ts';
import { addNativeResize, addResizeByProducts, addScaling } from '../../../../engine/models/forward/preprocess-graph.ts';

interface Case {
  readonly width: number;
  readonly height: number;
  readonly size: number;
  readonly resized: readonly number[];
}
const { cases } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', '..', 'fixtures', 'resize-antialias.json'), 'utf8')) as {
  cases: Case[];
};

function pattern(width: number, height: number): Uint8Array {
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) {
        pixels[(y * width + x) * 3 + c] = (y * 53 + x * 31 + c * 97 + y * x * 7) % 256;
      }
  return pixels;
}
const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>) => {
  assert.equal(a.length, b.length);
  return Array.from(a, (value, index) => Math.abs(value - (b[index] ?? NaN))).reduce((x, y) => Math.max(x, y), 0);
};

function byProducts(size: number): GraphSession {
  const builder = new GraphBuilder();
  const images = builder.input({ key: 'images', dtype: 'float32', shape: [-1, -1, -1, 3], meaning: '' });
  builder.output({
    key: 'resized',
    node: addResizeByProducts(builder, images, size),
    dtype: 'float32',
    shape: [-1, size, size, 3],
    meaning: '',
  });
  return new GraphSession(builder.build());
}

test('the resize of exported models is that of tf.image.resize with antialiasing', () => {
  for (const { width, height, size, resized } of cases) {
    const session = byProducts(size);
    const [answer] = session.run([{ shape: [1, height, width, 3], values: Float32Array.from(pattern(width, height)) }]);
    session.dispose();
    assert.ok(largestDifference(answer?.values ?? [], resized) < 1e-3, `${width} x ${height} to ${size}`);
  }
});

test('the resize inside Graft is that of tf.image.resize with antialiasing', () => {
  for (const { width, height, size, resized } of cases) {
    const builder = new GraphBuilder();
    const picture = builder.input({ key: 'picture', dtype: 'uint8', shape: [-1, -1, 3], meaning: '' });
    builder.output({
      key: 'resized',
      node: addNativeResize(builder, picture, size),
      dtype: 'float32',
      shape: [1, size, size, 3],
      meaning: '',
    });
    const session = new GraphSession(builder.build());
    const [answer] = session.run([{ shape: [height, width, 3], values: pattern(width, height) }]);
    session.dispose();
    assert.ok(largestDifference(answer?.values ?? [], resized) < 1e-3, `${width} x ${height} to ${size}`);
  }
});

test('a batch is resized picture by picture', () => {
  const { width, height, size, resized } = cases[2] as Case;
  const session = byProducts(size);
  const one = Float32Array.from(pattern(width, height));
  const both = new Float32Array(one.length * 2);
  both.set(one.map((value) => 255 - value));
  both.set(one, one.length);
  const [answer] = session.run([{ shape: [2, height, width, 3], values: both }]);
  session.dispose();
  assert.deepEqual(answer?.shape, [2, size, size, 3]);
  assert.ok(largestDifference(answer.values.subarray(size * size * 3), resized) < 1e-3);
  assert.ok(
    largestDifference(
      answer.values.subarray(0, size * size * 3),
      resized.map((value) => 255 - value),
    ) < 1e-3,
  );
});

test('scaling takes one number for all channels or one for each', () => {
  const scaled = (scaling: { subtract: number | number[]; divide: number | number[] }) => {
    const builder = new GraphBuilder();
    const pixels = builder.input({ key: 'pixels', dtype: 'float32', shape: [-1, -1, -1, 3], meaning: '' });
    builder.output({ key: 'scaled', node: addScaling(builder, pixels, scaling), dtype: 'float32', shape: [-1, -1, -1, 3], meaning: '' });
    const session = new GraphSession(builder.build());
    const [answer] = session.run([{ shape: [1, 1, 1, 3], values: Float32Array.of(0, 127.5, 255) }]);
    session.dispose();
    return [...(answer?.values ?? [])];
  };
  assert.deepEqual(scaled({ subtract: 127.5, divide: 127.5 }), [-1, 0, 1]);
  assert.deepEqual(scaled({ subtract: [1, 2.5, 3], divide: [1, 125, 2] }), [-1, 1, 126]);
});
