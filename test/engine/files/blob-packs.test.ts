import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { BlobPacks, type Blob } from '../../../engine/files/blob-packs.ts';
import { hashOf, temporaryFolder } from '../../support/project.ts';

const blobs = (from: number, to: number): Blob[] =>
  Array.from({ length: to - from }, (_, at) => ({
    key: hashOf(`${from + at}`),
    bytes: Buffer.from(`blob ${from + at} `.padEnd(100, '.')),
  }));

/** What packs hold of the blobs of a range: which are right; fails on a wrong one. */
async function held(packs: BlobPacks, from: number, to: number): Promise<number[]> {
  const wanted = blobs(from, to);
  const found = await packs.read(wanted.map(({ key }) => key));
  return found.flatMap((bytes, at) => {
    if (bytes === null) return [];
    assert.ok(Buffer.from(wanted[at]!.bytes).equals(bytes), `blob ${from + at}`);
    return [from + at];
  });
}

function placed(t: TestContext, options: ConstructorParameters<typeof BlobPacks>[1] = {}) {
  const folder = join(temporaryFolder(t), 'cache', 'packs');
  const open: BlobPacks[] = [];
  t.after(() => {
    for (const packs of open) packs.close();
  });
  return {
    folder,
    opened: (how = options) => {
      const packs = new BlobPacks(folder, how);
      open.push(packs);
      return packs;
    },
    at: (name: string) => join(folder, name),
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);

test('what was added is read again, in any order, also by the next program; packs end at their length', async (t) => {
  const { folder, opened } = placed(t, { packBytes: 1000 });
  const packs = opened();
  assert.deepEqual([await held(packs, 0, 3), existsSync(folder)], [[], false], 'reading makes nothing');
  await packs.add(blobs(0, 12));
  await packs.add([...blobs(5, 40), ...blobs(20, 30)]);
  for (const each of [packs, opened()]) {
    assert.deepEqual(await held(each, 0, 45), range(0, 40));
    const mixed = [...blobs(30, 33), ...blobs(2, 4), ...blobs(90, 91)].toReversed();
    const found = await each.read(mixed.map(({ key }) => key));
    const said = found.map((bytes) => bytes && Buffer.from(bytes).toString().split(' ')[1]);
    assert.deepEqual(said, [null, '3', '2', '32', '31', '30']);
    assert.equal((await each.entries()).length, 40);
  }
  assert.deepEqual(
    readdirSync(folder)
      .toSorted()
      .map((name) => [name, statSync(join(folder, name)).size]),
    [
      ['0001.pack', 1000],
      ['0002.pack', 1000],
      ['0003.pack', 1000],
      ['0004.pack', 1000],
      ['index', 40 * 48],
    ],
  );
});

test('whatever a crash cuts off at the end is missing, all before it is there, and what is added then takes its place', async (t) => {
  const { opened, at } = placed(t);
  await opened().add(blobs(0, 20));
  const [pack, index] = [readFileSync(at('0001.pack')), readFileSync(at('index'))];
  for (const [packBytes, indexBytes, left] of [
    [2000, 20 * 48 - 1, 19],
    [2000, 5 * 48, 5],
    [1250, 20 * 48, 12],
    [0, 20 * 48, 0],
    [2000, 0, 0],
  ] as const) {
    writeFileSync(at('0001.pack'), pack.subarray(0, packBytes));
    writeFileSync(at('index'), index.subarray(0, indexBytes));
    const packs = opened();
    assert.deepEqual(await held(packs, 0, 20), range(0, left), `${packBytes} and ${indexBytes} bytes`);
    await packs.add(blobs(0, 30));
    assert.deepEqual(await held(opened(), 0, 30), range(0, 30));
  }
});

test('the end of a pack that no index names is cut off', async (t) => {
  const { opened, at } = placed(t);
  await opened().add(blobs(0, 3));
  writeFileSync(at('0001.pack'), Buffer.concat([readFileSync(at('0001.pack')), Buffer.alloc(500, 1)]));
  await held(opened({ isReadOnly: true }), 0, 1);
  assert.equal(statSync(at('0001.pack')).size, 800, 'read-only packs are left alone');
  await held(opened(), 0, 1);
  assert.equal(statSync(at('0001.pack')).size, 300);
});

test('a damaged byte, wherever it is, never gives a wrong blob, and the blob can be added again', async (t) => {
  const { opened, at } = placed(t);
  await opened().add(blobs(0, 6));
  for (const name of ['0001.pack', 'index'] as const) {
    const sound = readFileSync(at(name));
    for (let place = 0; place < sound.length; place += 11) {
      const damaged = Buffer.from(sound);
      damaged[place]! ^= 0x55;
      writeFileSync(at(name), damaged);
      const packs = opened({ isReadOnly: true });
      assert.ok((await held(packs, 0, 6)).length >= 4, `${name} at ${place}`);
      packs.close();
    }
    writeFileSync(at(name), sound);
  }
  const damaged = readFileSync(at('0001.pack'));
  damaged[150]! ^= 1;
  writeFileSync(at('0001.pack'), damaged);
  const packs = opened();
  assert.deepEqual(await held(packs, 0, 6), [0, 2, 3, 4, 5]);
  await packs.add(blobs(0, 6));
  assert.deepEqual(await held(opened(), 0, 6), range(0, 6));
});

test('all but some is removed, for good only once the rest is written anew; nothing is left of packs without a blob', async (t) => {
  const { folder, opened, at } = placed(t, { packBytes: 500 });
  const packs = opened();
  await packs.add(blobs(0, 30));
  const before = readFileSync(at('index'));
  const kept = new Set(blobs(7, 11).map(({ key }) => key));
  await packs.keepOnly(kept);
  await packs.add(blobs(40, 41));
  for (const each of [packs, opened()]) assert.deepEqual(await held(each, 0, 50), [7, 8, 9, 10, 40]);
  assert.equal(readdirSync(folder).length, 2);

  // The crash before the last step leaves packs that the index does not name.
  writeFileSync(at('0099.pack'), 'left');
  assert.deepEqual(await held(opened(), 0, 50), [7, 8, 9, 10, 40]);
  assert.equal(existsSync(at('0099.pack')), false);
  // And the planted fault: an index of packs that are gone.
  writeFileSync(at('index'), before);
  assert.deepEqual(await held(opened({ isReadOnly: true }), 0, 50), []);

  const again = opened();
  await again.add(blobs(0, 3));
  await again.keepOnly(new Set());
  assert.equal(existsSync(folder), false);
  await again.add(blobs(0, 3));
  assert.deepEqual(await held(again, 0, 3), [0, 1, 2]);
});

test(
  'no link is followed, neither for reading nor for writing',
  { skip: process.platform === 'win32' && 'links need rights there' },
  async (t) => {
    const { folder, opened, at } = placed(t);
    const elsewhere = join(temporaryFolder(t), 'mine');
    await opened().add(blobs(0, 3));
    const pack = readFileSync(at('0001.pack'));
    for (const name of ['0001.pack', 'index']) {
      writeFileSync(elsewhere, 'mine');
      rmSync(at(name));
      symlinkSync(elsewhere, at(name));
      assert.deepEqual(await held(opened({ isReadOnly: true }), 0, 3), []);
      const packs = opened();
      await held(packs, 0, 3);
      await packs.add(blobs(0, 5));
      assert.deepEqual([await held(packs, 0, 5), readFileSync(elsewhere, 'utf8')], [range(0, 5), 'mine'], name);
    }
    rmSync(folder, { recursive: true });
    const other = join(temporaryFolder(t), 'folder');
    mkdirSync(other);
    writeFileSync(join(other, '0001.pack'), pack);
    symlinkSync(other, folder, 'dir');
    const packs = opened();
    await packs.add(blobs(0, 3));
    assert.deepEqual([await held(packs, 0, 3), readFileSync(join(other, '0001.pack')).equals(pack)], [[0, 1, 2], true]);
  },
);

test('an index that names places that are not there makes nothing but these be missing', async (t) => {
  const { folder, opened, at } = placed(t);
  await opened().add(blobs(0, 2));
  const index = readFileSync(at('index'));
  for (const [place, value] of [
    [40, 0xffff_fff0],
    [36, 0xffff_fff0],
    [32, 0xffff_ffff],
  ] as const) {
    const wrong = Buffer.from(index);
    wrong.writeUInt32LE(value, place);
    writeFileSync(at('index'), wrong);
    const packs = opened();
    assert.deepEqual(await held(packs, 0, 2), [1]);
    await packs.add(blobs(0, 3));
    assert.deepEqual(
      [await held(opened(), 0, 3), readdirSync(folder).toSorted()],
      [
        [0, 1, 2],
        ['0001.pack', 'index'],
      ],
    );
  }
  await assert.rejects(opened().add([{ key: hashOf('large'), bytes: Buffer.alloc(5 * 2 ** 20) }]), RangeError);
  await assert.rejects(opened().add([{ key: hashOf('empty'), bytes: Buffer.alloc(0) }]), RangeError);
});

test('a place that cannot be written is a failure in words, and what was there can still be read', async (t) => {
  const { folder, opened } = placed(t);
  const packs = opened();
  await packs.add(blobs(0, 3));
  await held(packs, 0, 3);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'a file');
  await assert.rejects(packs.add(blobs(3, 5)), { code: 'folder-not-found' });
  assert.deepEqual(await held(packs, 0, 3), [0, 1, 2], 'through the file that is still open');
  const gone = new BlobPacks(join(temporaryFolder(t), 'gone.graft', 'cache', 'packs'));
  await assert.rejects(gone.add(blobs(0, 1)), { code: 'folder-not-found' });
});
