import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

// Format: PKWARE APPNOTE.TXT 6.3, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).
const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
const NEEDS_ZIP64 = 0xffffffff;

/** @typedef {{ name: string, method: number, crc: number, packedBytes: number, bytes: number, offset: number }} ZipEntry */
/** @typedef {import('node:fs/promises').FileHandle} FileHandle */

/**
 * Unpacks the wanted entries of a zip file; sizes and checksums are checked on the way.
 * @param {string} file
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<string[]>} the names unpacked
 * @throws {Error} where the file is no whole zip file, or an entry is damaged or would leave the folder
 */
export async function unpackZip(file, folder, wanted) {
  const handle = await open(file);
  try {
    const entries = (await readDirectory(handle)).filter((entry) => !entry.name.endsWith('/') && wanted(entry.name));
    for (const entry of entries) await unpackEntry(file, handle, entry, folder);
    return entries.map((entry) => entry.name);
  } finally {
    await handle.close();
  }
}

/** @param {FileHandle} handle @returns {Promise<ZipEntry[]>} */
async function readDirectory(handle) {
  const { size } = await handle.stat();
  const tailBytes = Math.min(size, END_LENGTH + LONGEST_COMMENT);
  const tail = await readBytes(handle, size - tailBytes, tailBytes);
  let end = tail.length - END_LENGTH;
  while (end >= 0 && tail.readUInt32LE(end) !== END_SIGNATURE) end -= 1;
  if (end < 0) throw new Error('the file is no zip file, or its end is missing');
  const count = tail.readUInt16LE(end + 10);
  const directoryBytes = tail.readUInt32LE(end + 12);
  const directoryStart = tail.readUInt32LE(end + 16);
  if (directoryStart === NEEDS_ZIP64) throw new Error('the file is a zip file over 4 GB, which is not supported');
  const directory = await readBytes(handle, directoryStart, directoryBytes);
  return parseDirectory(directory, count);
}

/** @param {Buffer} directory @param {number} count @returns {ZipEntry[]} */
function parseDirectory(directory, count) {
  const entries = [];
  let at = 0;
  for (let i = 0; i < count; i += 1) {
    if (at + 46 > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) throw new Error('the directory of the zip file is damaged');
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      method: directory.readUInt16LE(at + 10),
      crc: directory.readUInt32LE(at + 16),
      packedBytes: directory.readUInt32LE(at + 20),
      bytes: directory.readUInt32LE(at + 24),
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameBytes),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** @param {string} file @param {FileHandle} handle @param {ZipEntry} entry @param {string} folder */
async function unpackEntry(file, handle, entry, folder) {
  const target = path.resolve(folder, entry.name);
  if (!target.startsWith(path.resolve(folder) + path.sep)) throw new Error(`${entry.name} would be written outside the folder`);
  if (entry.method !== 0 && entry.method !== 8) throw new Error(`${entry.name} is packed in an unknown way (${entry.method})`);
  const header = await readBytes(handle, entry.offset, 30);
  if (header.readUInt32LE(0) !== LOCAL_SIGNATURE) throw new Error(`${entry.name} is damaged`);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  await mkdir(path.dirname(target), { recursive: true });
  const check = new ChecksumStream();
  const packed = entry.packedBytes === 0 ? emptyBytes() : createReadStream(file, { start, end: start + entry.packedBytes - 1, highWaterMark: 1 << 18 });
  const output = createWriteStream(target);
  if (entry.method === 8) await pipeline(packed, createInflateRaw({ chunkSize: 1 << 18 }), check, output);
  else await pipeline(packed, check, output);
  if (check.bytes !== entry.bytes || check.crc !== entry.crc) throw new Error(`${entry.name} is damaged: its size or checksum is wrong`);
}

async function* emptyBytes() {}

/** @param {FileHandle} handle @param {number} position @param {number} length */
async function readBytes(handle, position, length) {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  if (bytesRead !== length) throw new Error('the file ends too early');
  return bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (ISO 3309) of bytes, going on from an earlier value. @param {Uint8Array} bytes @param {number} before */
export function crc32(bytes, before = 0) {
  let value = ~before;
  for (let i = 0; i < bytes.length; i += 1) value = /** @type {number} */ (crcTable[(value ^ /** @type {number} */ (bytes[i])) & 0xff]) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Counts and sums up what passes through. */
class ChecksumStream extends Transform {
  bytes = 0;
  crc = 0;

  /** @override @param {Buffer} chunk @param {BufferEncoding} _encoding @param {import('node:stream').TransformCallback} done */
  _transform(chunk, _encoding, done) {
    this.bytes += chunk.length;
    this.crc = crc32(chunk, this.crc);
    done(null, chunk);
  }
}
