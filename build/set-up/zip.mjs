import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Unpacks the wanted entries of a zip file; sizes and checksums are verified.
 * @param {string} file
 * @param {string} folder
 * @param {(name: string) => boolean} wanted
 * @returns {Promise<string[]>} the names unpacked
 * @throws {Error} if the file is not a complete zip file, or an entry is damaged or would leave the folder
 */
export async function unpackZip(file, folder, wanted) {
  // This file is loaded before the packages are installed.
  const { openPromise, validateFileName } = await import('yauzl');
  const zip = await openPromise(file, { autoClose: false, decodeStrings: false }).catch(
    saying('the file is no zip file, or its end is missing'),
  );
  const names = [];
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileNameRaw.toString('utf8');
      if (name.endsWith('/') || !wanted(name)) continue;
      if (validateFileName(name) !== null) throw new Error(`${name} would be written outside the folder`);
      const target = path.join(folder, name);
      await mkdir(path.dirname(target), { recursive: true });
      const check = new ChecksumStream();
      const content = await zip.openReadStreamPromise(entry).catch(saying(`${name} is damaged or packed in an unknown way`));
      await pipeline(content, check, createWriteStream(target)).catch(saying(`${name} is damaged`));
      if (check.crc !== entry.crc32) throw new Error(`${name} is damaged: its checksum is wrong`);
      names.push(name);
    }
  } finally {
    zip.close();
  }
  return names;
}

/**
 * Throws a readable message for a damaged zip file; system errors are passed on.
 * @param {string} words @returns {(cause: NodeJS.ErrnoException) => never}
 */
function saying(words) {
  return (cause) => {
    throw cause.syscall === undefined ? new Error(words, { cause }) : cause;
  };
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value >>> 0;
});

/** CRC-32 (ISO 3309) of bytes, continued from an earlier value. @param {Uint8Array} bytes @param {number} before */
export function crc32(bytes, before = 0) {
  let value = ~before;
  for (let i = 0; i < bytes.length; i += 1)
    value = /** @type {number} */ (crcTable[(value ^ /** @type {number} */ (bytes[i])) & 0xff]) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Computes the checksum of the data passing through, which the library does not. */
class ChecksumStream extends Transform {
  crc = 0;

  /** @override @param {Buffer} chunk @param {BufferEncoding} _encoding @param {import('node:stream').TransformCallback} done */
  _transform(chunk, _encoding, done) {
    this.crc = crc32(chunk, this.crc);
    done(null, chunk);
  }
}
