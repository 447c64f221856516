import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupsWithNearDuplicates, type HashedImage } from '../../../../engine/domain/labels/near-duplicates.ts';
import { randomInteger, seededRandom } from '../../../../engine/domain/statistics/random.ts';

const random = seededRandom(4);
const hash = (): string => Array.from({ length: 16 }, () => randomInteger(16, random).toString(16)).join('');
/** The hash with so many of its bits turned over. */
function turned(fingerprint: string, bits: number): string {
  let value = BigInt(`0x${fingerprint}`);
  for (let bit = 0; bit < bits; bit++) value ^= 1n << BigInt((bit * 7 + 3) % 64);
  return value.toString(16).padStart(16, '0');
}
const others: HashedImage[] = Array.from({ length: 200 }, (_, at) => ({ image: 100 + at, group: null, fingerprint: hash() }));
const groupsOf = (images: readonly HashedImage[]): (string | null | undefined)[] => {
  const groups = groupsWithNearDuplicates([...images, ...others]);
  assert.ok(others.every(({ image }) => groups.get(image) === null));
  return images.map(({ image }) => groups.get(image));
};

test('images that look alike share a group, whichever bits differ; others have none', () => {
  const one = hash();
  for (const bits of [0, 1, 4, 8]) {
    assert.deepEqual(
      groupsOf([
        { image: 1, group: null, fingerprint: one },
        { image: 2, group: null, fingerprint: turned(one, bits) },
      ]),
      ['like image 1', 'like image 1'],
      `${bits} bits`,
    );
  }
  assert.deepEqual(
    groupsOf([
      { image: 1, group: null, fingerprint: one },
      { image: 2, group: null, fingerprint: turned(one, 9) },
    ]),
    [null, null],
  );
});

test('likeness goes on from image to image, and joins declared groups', () => {
  const one = hash();
  const chain = [0, 6, 12].map((bits, at) => ({ image: at + 1, group: null, fingerprint: turned(one, bits) }));
  assert.deepEqual(groupsOf(chain), ['like image 1', 'like image 1', 'like image 1']);
  const declared = [
    { image: 1, group: 'leaf b', fingerprint: one },
    { image: 2, group: 'leaf a', fingerprint: turned(one, 2) },
    { image: 3, group: 'leaf b', fingerprint: hash() },
  ];
  assert.deepEqual(groupsOf(declared), ['leaf a', 'leaf a', 'leaf a']);
});

test('images known to be alike share a group, whatever their hashes; pairs of images that are not there are passed over', () => {
  const groups = groupsWithNearDuplicates(
    [
      { image: 1, group: null, fingerprint: hash() },
      { image: 2, group: 'leaf', fingerprint: hash() },
      { image: 3, group: null, fingerprint: null },
      { image: 4, group: null, fingerprint: null },
    ],
    [
      [2, 1],
      [4, 3],
      [1, 99],
    ],
  );
  assert.deepEqual([...groups.values()], ['leaf', 'leaf', 'like image 3', 'like image 3']);
});

test('plain colours and images without a hash are like nothing', () => {
  const plain = ['8000000000000000', '8000000000000000', 'ffffffffffffffff', 'ffffffffffffffff'].map((fingerprint, at) => ({
    image: at + 1,
    group: null,
    fingerprint,
  }));
  assert.deepEqual(groupsOf(plain), [null, null, null, null]);
  assert.deepEqual(
    groupsOf([
      { image: 1, group: null, fingerprint: null },
      { image: 2, group: 'a', fingerprint: null },
    ]),
    [null, 'a'],
  );
});

test('in a collection where everything is much alike, a little likeness joins nothing', () => {
  const one = hash();
  // Any two differ in about 18 bits, the nearest in about 11.
  const alike = Array.from({ length: 300 }, (_, at) => {
    let value = BigInt(`0x${one}`);
    for (let bit = 0; bit < 10; bit++) value ^= 1n << BigInt(randomInteger(64, random));
    return { image: at + 1, group: null, fingerprint: value.toString(16).padStart(16, '0') };
  });
  const joined = [...groupsWithNearDuplicates(alike).values()].filter((group) => group !== null).length;
  assert.ok(joined < 30, `${joined} of 300`);
});

test('every pair within 8 bits is found, wherever the bits lie, and no other', () => {
  const apart = (a: string, b: string): number => (BigInt(`0x${a}`) ^ BigInt(`0x${b}`)).toString(2).replaceAll('0', '').length;
  const images = Array.from({ length: 60 }, (_, at) => ({ image: at + 1, group: null, fingerprint: hash() })).flatMap((one) =>
    [0, 1, 2].map((copy): HashedImage => {
      let value = BigInt(`0x${one.fingerprint}`);
      for (let bit = 0; bit < copy * 6; bit++) value ^= 1n << BigInt(randomInteger(64, random));
      return { image: 1000 + one.image * 10 + copy, group: null, fingerprint: value.toString(16).padStart(16, '0') };
    }),
  );
  const groups = groupsWithNearDuplicates([...images, ...others]);
  let close = 0;
  for (const one of images) {
    for (const other of images) {
      if (one.image >= other.image || apart(one.fingerprint!, other.fingerprint!) > 8) continue;
      close += 1;
      assert.ok(groups.get(one.image) !== null && groups.get(one.image) === groups.get(other.image), `${one.image} and ${other.image}`);
    }
  }
  assert.ok(close > 60, `${close} pairs`);
  const isAlone = (one: HashedImage): boolean => images.every((other) => other === one || apart(one.fingerprint!, other.fingerprint!) > 8);
  for (const one of images.filter(isAlone)) assert.equal(groups.get(one.image), null);
});

test('few images, of which hardly two can be called usual, are compared all the same', () => {
  const one = hash();
  for (const count of [1, 2, 3, 6]) {
    const copies = Array.from({ length: count }, (_, at) => ({ image: at + 1, group: null, fingerprint: one }));
    const groups = groupsWithNearDuplicates([...copies, { image: 50, group: null, fingerprint: turned(one, 20) }]);
    assert.deepEqual(
      copies.map(({ image }) => groups.get(image)),
      copies.map(() => (count > 1 ? 'like image 1' : null)),
    );
  }
});
