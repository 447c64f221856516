import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fingerprint } from '../../../engine/images/fingerprint.ts';
import { asJpeg, drawScene, rasterOf } from '../../support/pictures.ts';

const differingBits = (one: string, other: string): number => {
  let rest = BigInt(`0x${one}`) ^ BigInt(`0x${other}`);
  let count = 0;
  for (; rest > 0n; rest >>= 1n) count += Number(rest & 1n);
  return count;
};

test('a picture keeps its fingerprint within a few bits when it is resized and compressed', async () => {
  for (let seed = 1; seed <= 10; seed++) {
    const original = fingerprint(drawScene(seed, 200, 150));
    const smaller = fingerprint(await rasterOf(await asJpeg(drawScene(seed, 96, 72), 60)));
    assert.ok(differingBits(original, smaller) <= 6, `seed ${seed}: ${original} and ${smaller}`);
  }
});

test('different pictures have fingerprints that lie far apart', () => {
  const prints = Array.from({ length: 10 }, (_, seed) => fingerprint(drawScene(seed + 1, 200, 150)));
  for (let one = 0; one < prints.length; one++) {
    for (let other = 0; other < one; other++) assert.ok(differingBits(prints[one] ?? '', prints[other] ?? '') > 10);
  }
});

test('a picture of one pixel and a picture of one colour have a fingerprint of sixteen digits too', () => {
  for (const picture of [drawScene(1, 1, 1), { width: 40, height: 1, pixels: new Uint8Array(120).fill(9) }]) {
    assert.match(fingerprint(picture), /^[0-9a-f]{16}$/);
  }
});
