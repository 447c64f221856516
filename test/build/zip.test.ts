import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { crc32, unpackZip } from '../../build/set-up/zip.mjs';
import { emptyFolder } from '../support/models/tensorflow.ts';

const everything = () => true;

test('stored and deflated entries come out as they went in, and unwanted ones stay in', async (t) => {
  const folder = emptyFolder(t);
  const long = 'features '.repeat(10_000);
  const file = writeZip(folder, [
    { name: 'a/long.txt', content: long, deflate: true },
    { name: 'stored.txt', content: 'as it is' },
    { name: 'empty.txt', content: '' },
    { name: 'left.txt', content: 'not wanted' },
  ]);
  const names = await unpackZip(file, path.join(folder, 'out'), (name) => name !== 'left.txt');
  assert.deepEqual(names, ['a/long.txt', 'stored.txt', 'empty.txt']);
  assert.equal(readFileSync(path.join(folder, 'out', 'a', 'long.txt'), 'utf8'), long);
  assert.equal(readFileSync(path.join(folder, 'out', 'stored.txt'), 'utf8'), 'as it is');
  assert.equal(readFileSync(path.join(folder, 'out', 'empty.txt'), 'utf8'), '');
  assert.equal(existsSync(path.join(folder, 'out', 'left.txt')), false);
});

test('a file that was cut short is refused', async (t) => {
  const folder = emptyFolder(t);
  const file = writeZip(folder, [{ name: 'a.txt', content: 'content', deflate: true }]);
  writeFileSync(file, readFileSync(file).subarray(0, -30));
  await assert.rejects(unpackZip(file, path.join(folder, 'out'), everything), /no zip file, or its end is missing/);
});

test('an entry with a changed byte is refused by its checksum', async (t) => {
  const folder = emptyFolder(t);
  const file = writeZip(folder, [{ name: 'a.txt', content: 'content' }]);
  const bytes = readFileSync(file);
  bytes[bytes.indexOf('content')] = 'k'.charCodeAt(0);
  writeFileSync(file, bytes);
  await assert.rejects(unpackZip(file, path.join(folder, 'out'), everything), /a\.txt is damaged/);
});

test('an entry that would leave the folder is refused', async (t) => {
  const folder = emptyFolder(t);
  const file = writeZip(folder, [{ name: '../escaped.txt', content: 'content' }]);
  await assert.rejects(unpackZip(file, path.join(folder, 'out'), everything), /outside the folder/);
  assert.equal(existsSync(path.join(folder, 'escaped.txt')), false);
});

test('the checksum is that of the standard', () => {
  assert.equal(crc32(Buffer.from('123456789')), 0xcbf43926);
  assert.equal(crc32(Buffer.from('6789'), crc32(Buffer.from('12345'))), 0xcbf43926);
});

interface Entry {
  name: string;
  content: string;
  deflate?: boolean;
}

/** Writes a zip file by the format's own description, so that the reader is not tested against itself. */
function writeZip(folder: string, entries: Entry[]): string {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, deflate = false } of entries) {
    const bytes = Buffer.from(content);
    const packed = deflate ? deflateRawSync(bytes) : bytes;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(deflate ? 8 : 0, 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(bytes.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([signature(0x04034b50), fields, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 0]), fields, tail, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const size = Buffer.concat(directory).length;
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  const file = path.join(folder, 'file.zip');
  writeFileSync(file, Buffer.concat([...locals, ...directory, signature(0x06054b50), end]));
  return file;
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
