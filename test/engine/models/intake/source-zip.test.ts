import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { crc32 } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { TooLarge, UnreadableModel } from '../../../../engine/models/intake/model-file.ts';
import { SourceZip } from '../../../../engine/models/intake/source-zip.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

async function opened(t: TestContext, bytes: Uint8Array): Promise<SourceZip> {
  const path = join(temporaryFolder(t), 'a.zip');
  writeFileSync(path, bytes);
  const zip = await SourceZip.open(path);
  t.after(() => zip.close());
  return zip;
}
const packed = (files: Record<string, Uint8Array>, level: 0 | 9 = 9): Buffer => Buffer.from(zipSync(files, { level }));
const directory = (bytes: Buffer): number => bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));

test('files come out as they went in, packed and unpacked, under folders, with a comment at the end', async (t) => {
  const content = strToU8('some text '.repeat(500));
  for (const level of [0, 9] as const) {
    const bytes = packed({ 'a/model.json': content, 'b.bin': Uint8Array.of(1, 2, 3), empty: new Uint8Array() }, level);
    bytes.writeUInt16LE(9, bytes.length - 2);
    const zip = await opened(t, Buffer.concat([bytes, Buffer.from('a comment')]));
    assert.deepEqual(
      zip.entries.map(({ name, bytes: size }) => [name, size]),
      [
        ['a/model.json', 5000],
        ['b.bin', 3],
        ['empty', 0],
      ],
    );
    assert.deepEqual(new Uint8Array(await zip.read('a/model.json')), content);
    assert.equal((await zip.read('empty')).length, 0);
    await assert.rejects(zip.read('absent'), UnreadableModel);
  }
});

for (const name of ['../model.json', 'a/../../b', '/etc/passwd', 'C:/windows', 'a\\b', 'a/..']) {
  test(`a name that leads elsewhere is refused from the directory alone: ${name}`, async (t) => {
    await assert.rejects(
      opened(t, packed({ [name]: Uint8Array.of(1) })),
      (error: Error) => error instanceof UnreadableModel && /leads elsewhere/.test(error.message),
    );
  });
}

test('a link is refused', async (t) => {
  const bytes = packed({ link: strToU8('target') });
  bytes.writeUInt32LE(0o120777 * 2 ** 16, directory(bytes) + 38);
  await assert.rejects(opened(t, bytes), /leads elsewhere/);
});

test('a bomb is refused from the sizes that its directory declares', async (t) => {
  const bytes = packed({ 'weights.bin': new Uint8Array(1000) });
  bytes.writeUInt32LE(2 ** 31, directory(bytes) + 24);
  await assert.rejects(opened(t, bytes), (error: Error) => error instanceof TooLarge && /2048 MB/.test(error.message));
});

test('a file that unpacks to more than its directory declares gives nothing, however small the lie', async (t) => {
  const bomb = packed({ 'weights.bin': new Uint8Array(50 * 2 ** 20) });
  for (const declared of [10, 2 ** 20, 50 * 2 ** 20 - 1]) {
    bomb.writeUInt32LE(declared, directory(bomb) + 24);
    const before = process.memoryUsage().arrayBuffers;
    await assert.rejects(
      opened(t, bomb).then((zip) => zip.read('weights.bin')),
      (error: Error) => {
        // Nothing is unpacked behind the first byte that is too many.
        return (
          error instanceof UnreadableModel && /not what its directory says/.test(error.message) && !/checksum/.test(String(error.cause))
        );
      },
    );
    if (declared === 10) assert.ok(process.memoryUsage().arrayBuffers - before < 20 * 2 ** 20);
  }
});

test('a changed byte is found by the checksum', async (t) => {
  const bytes = packed({ 'weights.bin': strToU8('weights that somebody changed') }, 0);
  bytes[bytes.indexOf('somebody')]! ^= 1;
  await assert.rejects(
    opened(t, bytes).then((zip) => zip.read('weights.bin')),
    /not what its directory says/,
  );
});

test('a locked zip, one of an unknown packing, one with a name twice and one with too many files are refused with words', async (t) => {
  const locked = packed({ a: Uint8Array.of(1) });
  locked.writeUInt16LE(1, directory(locked) + 8);
  await assert.rejects(opened(t, locked), /password/);
  const strongly = packed({ a: Uint8Array.of(1) });
  strongly.writeUInt16LE(0x41, directory(strongly) + 8);
  await assert.rejects(opened(t, strongly), /password/);
  const strange = packed({ a: Uint8Array.of(1) });
  strange.writeUInt16LE(14, directory(strange) + 10);
  await assert.rejects(opened(t, strange), /packed in a way/);
  const twice = packed({ a: Uint8Array.of(1), b: Uint8Array.of(2) });
  twice.write('a', twice.lastIndexOf('b'));
  await assert.rejects(opened(t, twice), /twice/);
  await assert.rejects(
    opened(t, packed(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`f${at}`, new Uint8Array()])))),
    /2001 files/,
  );
});

test('a zip cut short anywhere is refused, and no byte of it ends anything', async (t) => {
  const bytes = packed({ 'model.json': strToU8('{"a": 1}'.repeat(100)), 'weights.bin': new Uint8Array(3000).fill(7) }, 0);
  for (const share of [0.1, 0.5, 0.9, 0.99])
    await assert.rejects(opened(t, bytes.subarray(0, Math.floor(bytes.length * share))), UnreadableModel);
  for (let at = 0; at < bytes.length; at += 37) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0xff;
    try {
      const zip = await opened(t, changed);
      for (const { name } of zip.entries) await zip.read(name);
    } catch (error) {
      assert.ok(error instanceof UnreadableModel || error instanceof TooLarge, String(error));
    }
  }
});

test('a zip of the form for more than 4 GB is read, and refused where it leads outside of itself', async (t) => {
  const name = 'weights.bin',
    content = Buffer.from('few weights');
  assert.deepEqual(await (await opened(t, zip64(name, content))).read(name), content);
  for (const place of ['directory', 'end', 'file'] as const) {
    await assert.rejects(
      opened(t, zip64(name, content, place)).then((zip) => zip.read(name)),
      UnreadableModel,
      place,
    );
  }
});

test('names in UTF-8 are read where the zip does not say that they are, as those of macOS', async (t) => {
  const bytes = packed({ 'Größe.bin': Uint8Array.of(1) });
  for (const at of [6, directory(bytes) + 8]) bytes.writeUInt16LE(bytes.readUInt16LE(at) & ~0x800, at);
  assert.deepEqual((await opened(t, bytes)).entries, [{ name: 'Größe.bin', bytes: 1 }]);
});

/** A zip of one file whose sizes and places are all told in 64 bits. @param wrong the place that lies beyond what numbers can say exactly */
function zip64(name: string, content: Buffer, wrong?: 'directory' | 'end' | 'file'): Buffer {
  const far = 2n ** 62n,
    place = (which: typeof wrong, at: number): bigint => (which === wrong ? far : BigInt(at));
  const fields = (crc: number, extra: number): Buffer =>
    numbers([2, 45], [2, 0x800], [2, 0], [4, 0], [4, crc], [4, 0xffffffff], [4, 0xffffffff], [2, name.length], [2, extra]);
  const head = Buffer.concat([Buffer.from('PK\x03\x04'), fields(crc32(content), 0), Buffer.from(name), content]);
  const extra = numbers([2, 1], [2, 24], [8, content.length], [8, content.length], [8, place('file', 0)]);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    numbers([2, 45]),
    fields(crc32(content), extra.length),
    numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, 0xffffffff]),
    Buffer.from(name),
    extra,
  ]);
  const end64 = Buffer.concat([
    Buffer.from('PK\x06\x06'),
    numbers([8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, 1], [8, 1], [8, entry.length], [8, place('directory', head.length)]),
  ]);
  const locator = Buffer.concat([Buffer.from('PK\x06\x07'), numbers([4, 0], [8, place('end', head.length + entry.length)], [4, 1])]);
  const end = Buffer.concat([
    Buffer.from('PK\x05\x06'),
    numbers([2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, 0xffffffff], [4, 0xffffffff], [2, 0]),
  ]);
  return Buffer.concat([head, entry, end64, locator, end]);
}

/** Numbers of so many bytes each, the lowest byte first. */
function numbers(...all: readonly (readonly [length: number, value: number | bigint])[]): Buffer {
  return Buffer.concat(
    all.map(([length, value]) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt(value));
      return bytes.subarray(0, length);
    }),
  );
}
