import assert from 'node:assert/strict';
import { test } from 'node:test';
import { colourTexture, colourTextureDimension } from '../../../../engine/domain/models/colour-texture.ts';
import { labOf } from '../../../../engine/domain/models/lab-colour.ts';
import { seededRandom } from '../../../../engine/domain/statistics/random.ts';
import type { Raster } from '../../../../engine/domain/raster.ts';

function drawn(width: number, height: number, colourAt: (x: number, y: number) => readonly [number, number, number]): Raster {
  const pixels = new Uint8Array(3 * width * height);
  for (let at = 0; at < width * height; at++) pixels.set(colourAt(at % width, Math.floor(at / width)), 3 * at);
  return { width, height, pixels };
}
const grey = (value: number): [number, number, number] => [value, value, value];
const distance = (a: Float32Array, b: Float32Array): number => Math.hypot(...a.map((value, at) => value - b[at]!));
const edges = { fine: 40, coarse: 50 } as const;
const directionOf = (statistics: Float32Array, from: number): number => {
  const shares = [...statistics.subarray(from, from + 8)];
  return shares.indexOf(Math.max(...shares));
};

test('Lab values are those of the published conversion', () => {
  // skimage.color.rgb2lab (D65, 2 degrees).
  const expected: [number, number, number, number, number, number][] = [
    [255, 255, 255, 100, 0, 0],
    [0, 0, 0, 0, 0, 0],
    [255, 0, 0, 53.24, 80.09, 67.2],
    [0, 255, 0, 87.73, -86.18, 83.18],
    [0, 0, 255, 32.3, 79.19, -107.86],
  ];
  for (const [red, green, blue, ...lab] of expected) {
    labOf(red, green, blue).forEach((value, at) =>
      assert.ok(Math.abs(value - lab[at]!) < 0.05, `${red} ${green} ${blue}: ${value}, ${lab[at]}`),
    );
  }
});

test('every picture has the same number of finite statistics, however small or narrow', () => {
  const random = seededRandom(2);
  for (const [width, height] of [
    [1, 1],
    [1, 8000],
    [8000, 1],
    [3, 5],
    [9, 9],
    [512, 384],
  ] as const) {
    const statistics = colourTexture(drawn(width, height, () => grey(Math.floor(random() * 256))));
    assert.equal(statistics.length, colourTextureDimension);
    assert.ok(statistics.every(Number.isFinite), `${width} x ${height}`);
  }
});

test('a plain picture has one colour and no texture', () => {
  const statistics = colourTexture(drawn(200, 100, () => [255, 0, 0]));
  const [l, a, b] = labOf(255, 0, 0);
  [l, a, b].forEach((value, plane) => {
    assert.ok(Math.abs(statistics[7 * plane]! - value) < 0.01);
    assert.ok(statistics[7 * plane + 1]! < 0.01);
  });
  const colours = [...statistics.subarray(21, 40)];
  assert.ok(Math.abs(Math.max(...colours) - 1) < 1e-5);
  assert.deepEqual([...statistics.subarray(48, 50)], [0, 0]);
});

test('stripes show their direction, at the scale of their width', () => {
  const upright = colourTexture(drawn(240, 240, (x) => grey(Math.floor(x / 8) % 2 === 0 ? 0 : 255)));
  const lying = colourTexture(drawn(240, 240, (_, y) => grey(Math.floor(y / 8) % 2 === 0 ? 0 : 255)));
  assert.equal(directionOf(upright, edges.coarse), 0);
  assert.equal(directionOf(lying, edges.coarse), 4);
  assert.ok(upright[edges.coarse + 9]! > upright[edges.fine + 9]!);
});

test('the same scene at two sizes is nearer than another colour or another texture', () => {
  const blobs = (size: number, [r, g, b]: readonly [number, number, number]): Raster =>
    drawn(size, size, (x, y) => {
      const light = Math.sin((20 * x) / size) * Math.cos((14 * y) / size) > 0 ? 1 : 0.4;
      return [Math.round(r * light), Math.round(g * light), Math.round(b * light)];
    });
  const random = seededRandom(6);
  const small = colourTexture(blobs(300, [200, 160, 40]));
  const large = colourTexture(blobs(480, [200, 160, 40]));
  const blue = colourTexture(blobs(480, [40, 80, 200]));
  const noise = colourTexture(drawn(480, 480, () => [Math.floor(random() * 200), Math.floor(random() * 160), Math.floor(random() * 40)]));
  assert.ok(distance(small, large) < 0.3 * distance(large, blue));
  assert.ok(distance(small, large) < 0.3 * distance(large, noise));
});

test('faint noise of a camera is no texture, strong noise is', () => {
  const noisy = (amplitude: number): Float32Array => {
    const random = seededRandom(8);
    return colourTexture(drawn(300, 300, () => grey(Math.round(120 + amplitude * (random() - 0.5)))));
  };
  const flatPatterns = 60;
  assert.ok(noisy(2)[flatPatterns]! > 0.95);
  assert.ok(noisy(80)[flatPatterns]! < 0.5);
});
