import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { strToU8, zipSync } from 'fflate';
import { TooLarge, UnreadableModel } from '../../../../engine/models/intake/model-file.ts';
import { SourceZip } from '../../../../engine/models/intake/source-zip.ts';
import { temporaryFolder } from '../../../support/temporary-folder.ts';

function opened(t: TestContext, bytes: Uint8Array): SourceZip {
  const path = join(temporaryFolder(t), 'a.zip');
  writeFileSync(path, bytes);
  const zip = new SourceZip(path);
  t.after(() => zip.close());
  return zip;
}
const packed = (files: Record<string, Uint8Array>, level: 0 | 9 = 9): Buffer => Buffer.from(zipSync(files, { level }));
const directory = (bytes: Buffer): number => bytes.indexOf(Buffer.from('PK\x01\x02', 'latin1'));

test('files come out as they went in, packed and unpacked, under folders, with a comment at the end', (t) => {
  const content = strToU8('some text '.repeat(500));
  for (const level of [0, 9] as const) {
    const bytes = packed({ 'a/model.json': content, 'b.bin': Uint8Array.of(1, 2, 3), 'empty': new Uint8Array() }, level);
    bytes.writeUInt16LE(9, bytes.length - 2);
    const zip = opened(t, Buffer.concat([bytes, Buffer.from('a comment')]));
    assert.deepEqual(zip.entries.map(({ name, bytes: size }) => [name, size]), [['a/model.json', 5000], ['b.bin', 3], ['empty', 0]]);
    assert.deepEqual(new Uint8Array(zip.read('a/model.json')), content);
    assert.equal(zip.read('empty').length, 0);
    assert.throws(() => zip.read('absent'), UnreadableModel);
  }
});

for (const name of ['../model.json', 'a/../../b', '/etc/passwd', 'C:/windows', 'a\\b', 'a/..']) {
  test(`a name that leads elsewhere is refused from the directory alone: ${name}`, (t) => {
    assert.throws(() => opened(t, packed({ [name]: Uint8Array.of(1) })), (error: Error) => error instanceof UnreadableModel && /leads elsewhere/.test(error.message));
  });
}

test('a link is refused', (t) => {
  const bytes = packed({ link: strToU8('target') });
  bytes.writeUInt32LE(0o120777 * 2 ** 16, directory(bytes) + 38);
  assert.throws(() => opened(t, bytes), /leads elsewhere/);
});

test('a bomb is refused from the sizes that its directory declares', (t) => {
  const bytes = packed({ 'weights.bin': new Uint8Array(1000) });
  bytes.writeUInt32LE(2 ** 31, directory(bytes) + 24);
  assert.throws(() => opened(t, bytes), (error: Error) => error instanceof TooLarge && /2048 MB/.test(error.message));
});

test('a file that unpacks to more than its directory declares gives nothing, however small the lie', (t) => {
  const bomb = packed({ 'weights.bin': new Uint8Array(50 * 2 ** 20) });
  for (const declared of [10, 50 * 2 ** 20 - 1]) {
    bomb.writeUInt32LE(declared, directory(bomb) + 24);
    const before = process.memoryUsage().arrayBuffers;
    assert.throws(() => opened(t, bomb).read('weights.bin'), /not what its directory says/);
    if (declared === 10) assert.ok(process.memoryUsage().arrayBuffers - before < 20 * 2 ** 20);
  }
});

test('a changed byte is found by the checksum', (t) => {
  const bytes = packed({ 'weights.bin': strToU8('weights that somebody changed') }, 0);
  bytes[bytes.indexOf('somebody')]! ^= 1;
  assert.throws(() => opened(t, bytes).read('weights.bin'), /not what its directory says/);
});

test('a locked zip, one of an unknown packing, one with a name twice and one with too many files are refused with words', (t) => {
  const locked = packed({ a: Uint8Array.of(1) });
  locked.writeUInt16LE(1, directory(locked) + 8);
  assert.throws(() => opened(t, locked), /password/);
  const strange = packed({ a: Uint8Array.of(1) });
  strange.writeUInt16LE(14, directory(strange) + 10);
  assert.throws(() => opened(t, strange), /packed in a way/);
  const twice = packed({ a: Uint8Array.of(1), b: Uint8Array.of(2) });
  twice.write('a', twice.lastIndexOf('b'));
  assert.throws(() => opened(t, twice), /twice/);
  assert.throws(() => opened(t, packed(Object.fromEntries(Array.from({ length: 2001 }, (_, at) => [`f${at}`, new Uint8Array()])))), /2001 files/);
});

test('a zip cut short anywhere is refused, and no byte of it ends anything', (t) => {
  const bytes = packed({ 'model.json': strToU8('{"a": 1}'.repeat(100)), 'weights.bin': new Uint8Array(3000).fill(7) }, 0);
  for (const share of [0.1, 0.5, 0.9, 0.99]) assert.throws(() => opened(t, bytes.subarray(0, Math.floor(bytes.length * share))), UnreadableModel);
  for (let at = 0; at < bytes.length; at += 37) {
    const changed = Buffer.from(bytes);
    changed[at]! ^= 0xff;
    try {
      const zip = opened(t, changed);
      for (const { name } of zip.entries) zip.read(name);
    } catch (error) {
      assert.ok(error instanceof UnreadableModel || error instanceof TooLarge, String(error));
    }
  }
});
